"""One tenant: its people, groups, domains, licences, apps and drives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from practice.graph.clock import Clock
from practice.graph.drive import Drive, drive_id
from practice.graph.table import Table
from practice.graph.things import Thing, identifier, text

__all__ = ["App", "Links", "Tenant"]


@dataclass(frozen=True)
class App:
    """One application that may sign in: by secret, or by certificate (PEM). Roles are permission names."""

    id: str
    name: str
    roles: frozenset[str]
    secret: str
    certificate_pem: bytes
    certificate_key_pem: bytes


class Links:
    """Who belongs to what, in the order they were added, with the order of changes for delta."""

    def __init__(self) -> None:
        self._of: dict[str, dict[str, None]] = {}
        self._in: dict[str, dict[str, None]] = {}
        self.log: list[tuple[int, str, str, bool]] = []

    def of(self, owner: str) -> tuple[str, ...]:
        """The members of one."""
        return tuple(self._of.get(owner, ()))

    def containing(self, member: str) -> tuple[str, ...]:
        """What one is a member of."""
        return tuple(self._in.get(member, ()))

    def has(self, owner: str, member: str) -> bool:
        """Whether the link is there."""
        return member in self._of.get(owner, ())

    def add(self, owner: str, member: str, change: int) -> None:
        """Add the link; `change` is its number in the order of changes."""
        self._of.setdefault(owner, {})[member] = None
        self._in.setdefault(member, {})[owner] = None
        self.log.append((change, owner, member, True))

    def drop(self, owner: str, member: str, change: int) -> None:
        """Take the link away."""
        self._of.get(owner, {}).pop(member, None)
        self._in.get(member, {}).pop(owner, None)
        self.log.append((change, owner, member, False))


@dataclass
class Tenant:
    """One tenant. `others` are the tenants beside it: a verified domain is in one of them only.

    `contacts`: contacts and distribution lists, which Exchange alone changes. `identified`: applications that
    are known by an address (`identifierUris`).
    """

    id: str
    name: str
    initial_domain: str
    seed: str
    clock: Clock
    apps: dict[str, App]
    lag_seconds: float = 0.0
    refresh_token: str = ""
    skus: dict[str, Thing] = field(default_factory=dict[str, Thing])
    others: list[Tenant] = field(default_factory=list["Tenant"])
    outbox: list[Thing] = field(default_factory=list[Thing])
    drives: dict[str, Drive] = field(default_factory=dict[str, Drive])
    drive_maker: Callable[[Tenant, str], Drive | None] = lambda _tenant, _id: None
    drive_owners: dict[str, str] = field(default_factory=dict[str, str])
    site_owners: dict[str, str] = field(default_factory=dict[str, str])
    root_lock: str = "Unlock"
    page_lines: Callable[[], list[str]] = list[str]
    box_lines: Callable[[], list[str]] = list[str]
    team_lines: Callable[[], list[str]] = list[str]
    plan_lines: Callable[[], list[str]] = list[str]
    seeded: frozenset[str] = frozenset()
    oldest_delta: int = 0
    releasing: dict[str, float] = field(default_factory=dict[str, float])
    users: Table = field(init=False)
    groups: Table = field(init=False)
    deleted: Table = field(init=False)
    domains: Table = field(init=False)
    contacts: Table = field(init=False)
    identified: Table = field(init=False)
    members: Links = field(default_factory=Links)
    owners: Links = field(default_factory=Links)
    _made: Counter[str] = field(default_factory=Counter[str])

    def __post_init__(self) -> None:
        self.users = self._table("userPrincipalName", "mail")
        self.groups = self._table("mail")
        self.deleted, self.domains = self._table(), self._table()
        self.contacts, self.identified = self._table(), self._table()

    def new_id(self, kind: str, key: str) -> str:
        """The id of a new object: the same for the same key and the same how-manyeth time."""
        question = f"{kind}/{key.lower()}"
        self._made[question] += 1
        return identifier(self.seed, self.id, question, self._made[question])

    def object(self, object_id: str) -> tuple[str, Thing] | None:
        """The user or group with the id, with its type."""
        if (user := self.users.true(object_id)) is not None:
            return "user", user
        group = self.groups.true(object_id)
        return ("group", group) if group is not None else None

    def default_domain(self) -> str:
        """The domain that new addresses get."""
        chosen = (text(domain, "id") for domain in self.domains.values() if domain.get("isDefault") is True)
        return next(chosen, self.initial_domain)

    def is_verified(self, domain: str) -> bool:
        """Whether the tenant has proven the domain."""
        found = self.domains.true(domain.lower())
        return found is not None and found.get("isVerified") is True

    def mailed(self, kind: str, recipients: Iterable[str]) -> None:
        """Note that somebody would have been sent e-mail."""
        for recipient in recipients:
            self.outbox.append({"kind": kind, "to": recipient})

    def drive(self, wanted: str) -> Drive | None:
        """The drive, made on first sight; none for an id of nobody, or of somebody without a licence."""
        if wanted not in self.drives:
            if wanted not in self.drive_owners:
                objects = (*self.users.values(), *self.groups.values())
                self.drive_owners = {drive_id(text(thing, "id")): text(thing, "id") for thing in objects}
            owner = self.drive_owners.get(wanted)
            made = self.drive_maker(self, owner) if owner else None
            if made is not None:
                self.drives[wanted] = made
        return self.drives.get(wanted)

    def _table(self, *unique: str) -> Table:
        return Table(unique, now=self.clock.now, lag_seconds=lambda: self.lag_seconds)
