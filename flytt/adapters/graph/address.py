"""Where a tenant is reached, and as which applications. Keys are named, never written here."""

from pydantic import Field

from flytt.migration.record import Record


class Application(Record):
    """One application registered in a tenant, and the PEM file with its key and certificate.

    `certificate` is an absolute path, or a secret's name.
    """

    client_id: str
    certificate: str


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
    settle_seconds: float = Field(default=300, gt=0)
