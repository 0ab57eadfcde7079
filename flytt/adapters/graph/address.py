"""Where a tenant is reached, and as which applications. Keys are named, never written here."""

from pydantic import Field

from flytt.migration.record import Record


class Application(Record):
    """One application registered in a tenant, and the PEM file with its key and certificate.

    `certificate` is an absolute path, or a secret's name.
    """

    client_id: str
    certificate: str


class ExchangeWay(Record):
    """How Exchange's administration is reached: at an address, or by people with a script in a folder.

    `endpoint` is the address that Microsoft's PowerShell module uses, which is not documented for others.
    """

    endpoint: str = ""
    folder: str = Field(default="", description="absolute path: where scripts are laid and answers are found")


class TenantAddress(Record):
    """One tenant. Without a `writer`, nothing can be written there.

    `settle_seconds`: how long what was written may take until it can be read.
    """

    tenant: str = Field(description="the tenant's id")
    base: str = "https://graph.microsoft.com"
    authority: str = "https://login.microsoftonline.com"
    authority_file: str = Field(default="", description="certificates to trust besides the system's")
    reader: Application
    writer: Application | None = None
    sharepoint: str = Field(
        default="", description="https://<tenant>-admin.sharepoint.com, where sites are closed and opened"
    )
    exchange: ExchangeWay | None = None
    limits: float = Field(
        default=1,
        gt=0,
        description="times the published limits of the smallest tenants: 2 from 1,001 licences, 3 from 5,001",
    )
    settle_seconds: float = Field(default=300, gt=0)
