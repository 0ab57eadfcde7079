"""The domains' twin: one tenant in memory, which sees what its zone says at once."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from flytt.adapters.memory.post import MemoryPost
from flytt.migration.addressing import Addresses, held
from flytt.migration.directory import Person
from flytt.migration.domains import Domain, Named, Reference, ServiceRecord
from flytt.migration.errors import BadInput, ChangedByOthers, Lagging, NotFound
from flytt.migration.permissions import DOMAIN
from flytt.migration.ports import Names
from flytt.migration.record import digest


class Accounts(Protocol):
    """The directory that the names belong to."""

    accounts: dict[str, Person]


@dataclass
class MemoryDomains:
    """One tenant. `others`: the tenants beside it, of which one at a time has a domain."""

    name: str
    accounts: Accounts
    post: MemoryPost
    zone: Names
    there: dict[str, Domain] = field(default_factory=dict[str, Domain])
    others: list["MemoryDomains"] = field(default_factory=list["MemoryDomains"])
    applications: tuple[str, ...] = ()
    elsewhere: frozenset[str] = frozenset()
    lacking: set[str] = field(default_factory=set[str])
    effects: Counter[tuple[str, ...]] = field(default_factory=Counter[tuple[str, ...]])

    def granted(self, use: Literal["read", "write"]) -> frozenset[str]:
        """Return all that is needed but what the test says is lacking."""
        return frozenset((DOMAIN.reads if use == "read" else DOMAIN.reads | DOMAIN.writes) - self.lacking)

    def all(self) -> tuple[Domain, ...]:
        """Return all domains."""
        return tuple(self.there.values())

    def references(self, name: str) -> tuple[Reference, ...]:
        """Return accounts, groups and applications; contacts and lists are Exchange's alone."""
        found = held(self._addresses(), name)
        kinds = {one.id: one.kind for one in found.recipients}
        users = {one.id for one in found.names} | {i for i in kinds if i in self.accounts.accounts}
        groups = [Reference(id=one, kind="group") for one, kind in kinds.items() if kind == "group"]
        apps = [Reference(id=one, kind="application") for one in self.applications if name in self.there]
        return (*(Reference(id=one, kind="user") for one in sorted(users)), *groups, *apps)

    def synced(self) -> frozenset[str]:
        """Return those that the test says are written elsewhere."""
        return self.elsewhere

    def rename(self, names: tuple[Named, ...]) -> None:
        """Rename those that are called otherwise."""
        for one in names:
            own = self.accounts.accounts[one.id]
            if own.name == one.name:
                continue
            if not self._of(one.name.rpartition("@")[2]).verified:
                raise BadInput(f"{one.id} was to get a name on a domain that is not proven in {self.name}.")
            self.accounts.accounts[one.id] = own.changed(name=one.name)
            self._count("rename", one.id)
            box = self.post.recipients_there.get(one.id)
            if box is not None:
                others = (a.replace("SMTP:", "smtp:", 1) for a in box.addresses)
                kept = (a for a in others if a.lower() != f"smtp:{one.name.lower()}")
                self.post.recipients_there[one.id] = box.changed(addresses=(f"SMTP:{one.name}", *kept))

    def set_default(self, name: str) -> None:
        """Make it the default."""
        if not self._of(name).default:
            self.there = {key: one.changed(default=key == name) for key, one in self.there.items()}
            self._count("default", name)

    def release(self, name: str) -> None:
        """Let it go."""
        found = self.there.get(name)
        if found is None:
            return
        below = any(one.endswith(f".{name}") for one in self.there)
        if found.default or found.initial or below or self._held(name):
            raise ChangedByOthers(
                f"{name} was to be released in {self.name}, and something holds on to it.",
                still_true="It was not released.",
                next_command="flytt resume, when nothing does",
            )
        del self.there[name]
        self._count("release", name)

    def add(self, name: str) -> None:
        """Add it."""
        if name in self.there:
            return
        if any(other.there.get(name, Domain(name=name, verified=False)).verified for other in self.others):
            raise Lagging(f"{name} was to be added in {self.name}, and another tenant has it.")
        self.there[name] = Domain(name=name, verified=False)
        self._count("add", name)

    def proof(self, name: str) -> str:
        """Return the proof."""
        self._of(name)
        return f"MS=ms{int(digest([self.name, name])[:7], 16) % 100_000_000:08}"

    def verify(self, name: str) -> None:
        """Look into the zone."""
        if self._of(name).verified:
            return
        if self.proof(name) not in self.zone.records(name, "TXT").values:
            raise Lagging(f"The proof of {name} is not seen by {self.name} yet.")
        self.there[name] = self.there[name].changed(verified=True)
        self._count("verify", name)

    def service_records(self, name: str) -> tuple[ServiceRecord, ...]:
        """Return three."""
        if not self._of(name).verified:
            return ()
        host = f"{name.replace('.', '-')}.mail.{self.name}.example"
        return (
            ServiceRecord(name=name, kind="MX", value=f"0 {host}"),
            ServiceRecord(name=name, kind="TXT", value=f"v=spf1 include:{self.name}.example -all"),
            ServiceRecord(name=f"autodiscover.{name}", kind="CNAME", value=f"auto.{self.name}.example"),
        )

    def snapshot(self) -> Mapping[str, object]:
        """Return the domains."""
        return {f"{self.name} domains": dict(sorted(self.there.items()))}

    def _held(self, name: str) -> bool:
        found = held(self._addresses(), name)
        return bool(found.names or found.recipients or self.applications)

    def _addresses(self) -> Addresses:
        return Addresses(
            names=tuple(Named(id=one.id, name=one.name) for one in self.accounts.accounts.values()),
            recipients=self.post.recipients(),
        )

    def _of(self, name: str) -> Domain:
        if name not in self.there:
            raise NotFound(f"There is no domain {name} in {self.name}.")
        return self.there[name]

    def _count(self, operation: str, subject: str) -> None:
        self.effects[self.name, operation, subject] += 1
