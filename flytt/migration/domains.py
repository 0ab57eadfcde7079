"""What steps see of a tenant's domains: held, referred to, released, added, proven."""

from typing import Literal, Protocol

from flytt.migration.record import Record
from flytt.migration.zone import RecordKind


class Domain(Record):
    """One domain of a tenant. `initial`: the one that it was born with, and that nobody can take.

    `federated`: people sign in to it somewhere else, by settings that go when it is let go.
    """

    name: str
    verified: bool
    default: bool = False
    initial: bool = False
    federated: bool = False


class Reference(Record):
    """What holds on to a domain, as the directory itself says it: `user`, `group`, `application`."""

    id: str
    kind: str


class Named(Record):
    """An account and its user principal name."""

    id: str
    name: str


class ServiceRecord(Record):
    """A record that the tenant asks for, so that its services are found."""

    name: str
    kind: RecordKind
    value: str
    ttl_seconds: int = 3600


class Domains(Protocol):
    """One tenant's domains. What is read may lag; what is written may be repeated."""

    def granted(self, use: Literal["read", "write"]) -> frozenset[str]: ...

    def all(self) -> tuple[Domain, ...]: ...

    def references(self, name: str) -> tuple[Reference, ...]:
        """Return what the directory says holds on to it. What Exchange alone knows is not among them."""
        ...

    def synced(self) -> frozenset[str]:
        """Return accounts and groups that are written in a directory of one's own, and only there."""
        ...

    def rename(self, names: tuple[Named, ...]) -> None:
        """Give accounts these names. Somebody with a mailbox keeps the former address beside the new one."""
        ...

    def set_default(self, name: str) -> None: ...

    def release(self, name: str) -> None:
        """Let a domain go, and wait until it is gone; gone already is success.

        ChangedByOthers while something holds on to it. Nobody is renamed or disabled by this.
        """
        ...

    def add(self, name: str) -> None:
        """Add a domain, not proven yet; there already is success. Lagging while another tenant has it."""
        ...

    def proof(self, name: str) -> str:
        """Return the TXT text that proves it: another one in each tenant."""
        ...

    def verify(self, name: str) -> None:
        """Have the proof looked at; proven already is success. Lagging while it is not seen."""
        ...

    def service_records(self, name: str) -> tuple[ServiceRecord, ...]:
        """Return the records for mail of a proven domain. Those that sign mail (DKIM) are not among them."""
        ...
