"""From a reach to the ports that steps see. Nothing is connected until it is used."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, cast

from pydantic import SecretStr

from flytt.adapters.checks.looks import Endpoint, OutsideChecks
from flytt.adapters.dns import Key, ZoneNames
from flytt.adapters.documents.http import HttpDocuments
from flytt.adapters.graph.address import TenantAddress
from flytt.adapters.reach import FileService, Http, Reach, Zone
from flytt.adapters.secrets import Secrets
from flytt.adapters.shares.hosts import HostShares
from flytt.adapters.shares.order import Progress
from flytt.adapters.ssh.endpoint import Credentials, FromAgent, KeyFile, KeyText
from flytt.adapters.ssh.hosts import SshHosts
from flytt.adapters.unstated import (
    UnstatedDirectories,
    UnstatedDocuments,
    UnstatedDrives,
    UnstatedForms,
    UnstatedNames,
)
from flytt.migration.copies import Kept
from flytt.migration.directory import Directories
from flytt.migration.drives import Drives
from flytt.migration.forms_estate import FormsEstates
from flytt.migration.ports import Documents, Names, World

if TYPE_CHECKING:
    from flytt.adapters.shares.smb_server import SmbServer


def open_ports(
    reach: Reach,
    secrets: Secrets,
    kept: Kept,
    tell: Callable[[str, Progress], None] = lambda _share, _progress: None,
) -> World:
    """Return the world behind its ports. BadInput when a secret that it names is not there.

    `tell` hears how far the copy of a share is, many times a second.
    """
    names = _names(reach.zone, secrets)
    documents = _documents(reach.documents, secrets)
    sockets = {name: Endpoint(at.address, at.port) for name, at in reach.equipment.items()}
    hosts = SshHosts(
        reach.hosts, credentials=_credentials(reach.ssh_key, secrets), known_hosts=_known_hosts()
    )
    return World(
        hosts=hosts,
        names=names,
        documents=documents,
        checks=OutsideChecks(names, documents, sockets),
        shares=HostShares(
            hosts,
            known_hosts=_known_hosts(),
            tell=tell,
            file_services=_file_services(reach.file_services, secrets),
        ),
        tenants=_tenants(reach.tenants, secrets),
        forms=_forms(reach, secrets),
        drives=_drives(reach.tenants, secrets),
        kept=kept,
    )


def _tenants(stated: Mapping[str, TenantAddress], secrets: Secrets) -> Directories:
    if not stated:
        return UnstatedDirectories()
    from flytt.adapters.graph.tenants import GraphDirectories  # noqa: PLC0415 - most worlds have no tenants

    return GraphDirectories(stated, secrets)


def _drives(stated: Mapping[str, TenantAddress], secrets: Secrets) -> Drives:
    if not stated:
        return UnstatedDrives()
    from flytt.adapters.graph.drives import GraphDrives  # noqa: PLC0415 - most worlds have no tenants

    return GraphDrives(stated, secrets)


def _forms(reach: Reach, secrets: Secrets) -> FormsEstates:
    if not reach.forms:
        return cast("FormsEstates", UnstatedForms())
    from flytt.adapters.forms.estates import HttpFormsEstates  # noqa: PLC0415 - a heavy library

    return HttpFormsEstates(reach.forms, Path(reach.forms_folder or "forms"), secrets)


def _credentials(key: str, secrets: Secrets) -> Credentials:
    if not key:
        return FromAgent()
    return KeyFile(path=Path(key)) if key.startswith("/") else KeyText(text=secrets(key))


def _file_services(stated: Mapping[str, FileService], secrets: Secrets) -> "dict[str, SmbServer]":
    if not stated:
        return {}
    from flytt.adapters.shares.smb_server import SmbServer  # noqa: PLC0415 - most municipalities state none

    return {
        host: SmbServer(
            host=host, address=at.address, port=at.port, user=at.user, password=secrets(at.password_secret)
        )
        for host, at in stated.items()
    }


def _known_hosts() -> Path | None:
    customary = Path.home() / ".ssh" / "known_hosts"
    return customary if customary.exists() else None


def _names(zone: Zone | None, secrets: Secrets) -> Names:
    if zone is None:
        return UnstatedNames()
    key = (
        Key(name=zone.key_name, secret=_secret(zone.key_secret, secrets), algorithm=zone.key_algorithm)
        if zone.key_name
        else None
    )
    return ZoneNames(zone.address, zone.zone, port=zone.port, key=key)


def _documents(http: Http | None, secrets: Secrets) -> Documents:
    return (
        UnstatedDocuments() if http is None else HttpDocuments(http.base, _secret(http.token_secret, secrets))
    )


def _secret(stated: str, secrets: Secrets) -> SecretStr:
    if stated.startswith("/"):
        return SecretStr(Path(stated).read_text(encoding="ascii").strip())
    return secrets(stated)
