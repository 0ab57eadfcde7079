"""addresses.json: where a running practice municipality is reached. Secrets are only named."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from practice.disk import write_whole

__all__ = [
    "Addresses",
    "DnsAddress",
    "Endpoint",
    "HostAddress",
    "HttpAddress",
    "Tsig",
    "read_addresses",
    "write_addresses",
]


class Record(BaseModel):
    """A frozen part of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Endpoint(Record):
    """A TCP address."""

    address: str
    port: int


class HostAddress(Endpoint):
    """An SSH server. `host_key` is `TYPE BASE64`, as in a known-hosts file."""

    user: str
    host_key: str


class Tsig(Record):
    """The key that DNS updates are signed with. The file holds the secret in base64."""

    name: str
    algorithm: str
    secret_file: Path


class DnsAddress(Endpoint):
    """The name server, over UDP and TCP."""

    zone: str
    tsig: Tsig


class HttpAddress(Record):
    """The vendor's and people's side. The file holds the bearer token."""

    base: str
    token_file: Path


class Addresses(Record):
    """Everything a caller needs to reach the practice municipality. All addresses are on loopback."""

    pid: int
    hosts: Mapping[str, HostAddress]
    client_key: Path
    dns: DnsAddress
    http: HttpAddress
    equipment: Mapping[str, Endpoint]
    graph: Path | None = None
    """The file that says where the tenants are; none when the world has none."""
    forms: Path | None = None
    """Likewise where their Forms are."""


def write_addresses(directory: Path, addresses: Addresses) -> None:
    """Write DIR/addresses.json in one piece."""
    write_whole(directory / "addresses.json", addresses.model_dump_json(indent=1).encode() + b"\n")


def read_addresses(directory: Path) -> Addresses:
    """Read DIR/addresses.json. Raises OSError or pydantic.ValidationError."""
    return Addresses.model_validate_json((directory / "addresses.json").read_bytes())
