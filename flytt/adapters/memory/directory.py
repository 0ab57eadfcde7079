"""The directories' twin: two tenants in memory, without lag, limits or mail."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from flytt.adapters.memory.chats import MemoryChats
from flytt.adapters.memory.domains import MemoryDomains
from flytt.adapters.memory.post import MemoryPost
from flytt.adapters.memory.sites import MemorySites
from flytt.adapters.memory.task_plans import MemoryPlanner
from flytt.adapters.memory.teams import MemoryTeams
from flytt.adapters.memory.tenants import Twin, effects_of, of_tenant, snapshot_of
from flytt.migration.directory import (
    Group,
    Held,
    Licensing,
    Membership,
    NewGroup,
    NewPerson,
    Person,
    ProfilePart,
    Route,
    Sku,
    Speed,
)
from flytt.migration.errors import ChangedByOthers, CommandFailed, NotFound
from flytt.migration.permissions import CLOSING, FILES, IDENTITY, INTRANET
from flytt.migration.profiles import NEVER_EMPTY
from flytt.migration.refused_profiles import Refused, not_to_be_set

_Change: TypeAlias = Callable[[dict[str, Held]], dict[str, Held]]


@dataclass
class MemoryDirectory:
    """One tenant. What is made gets an id that follows from its mark, so that two runs are alike."""

    name: str = ""
    proven: tuple[str, ...] = ()
    accounts: dict[str, Person] = field(default_factory=dict[str, Person])
    groups_there: dict[str, Group] = field(default_factory=dict[str, Group])
    links: set[Membership] = field(default_factory=set[Membership])
    bought: dict[str, Sku] = field(default_factory=dict[str, Sku])
    lacking: set[str] = field(default_factory=set[str])
    synced: set[str] = field(default_factory=set[str])
    """Accounts that a directory of one's own syncs: nobody else sets their properties."""
    effects: Counter[tuple[str, ...]] = field(default_factory=Counter[tuple[str, ...]])

    def granted(self, use: Literal["read", "write"]) -> frozenset[str]:
        """Return all that is needed but what the test says is lacking."""
        needed = IDENTITY.reads | FILES.reads | INTRANET.reads
        if use == "write":
            needed = needed | IDENTITY.writes | FILES.writes | INTRANET.writes | CLOSING.writes
        return frozenset(needed - self.lacking)

    def domains(self) -> tuple[str, ...]:
        """Return the proven domains."""
        return self.proven

    def people(self, route: Route = "list") -> Iterator[Person]:
        """Yield all accounts."""
        del route
        yield from tuple(self.accounts.values())

    def count(self) -> int:
        """Return how many there are."""
        return len(self.accounts)

    def groups(self, route: Route = "list") -> Iterator[Group]:
        """Yield all groups."""
        del route
        yield from tuple(self.groups_there.values())

    def memberships(self, groups: tuple[str, ...], route: Route = "list") -> Iterator[Membership]:
        """Yield who is in these groups."""
        del route
        yield from sorted((o for o in self.links if o.group in groups), key=_order)

    def skus(self) -> tuple[Sku, ...]:
        """Return what is bought, with how much of it is used."""
        used = Counter(held.sku for person in self.accounts.values() for held in person.licences)
        return tuple(sku.changed(used=used[sku.id]) for sku in self.bought.values())

    def speed(self) -> Speed:
        """Return a speed at which nothing takes long."""
        return Speed(reads=1000, writes=1000)

    def catch_up(self, marks: frozenset[str]) -> None:
        """Nothing is late here."""

    def make_people(self, people: tuple[NewPerson, ...]) -> None:
        """Make those whose mark is not there."""
        marks = {person.mark for person in self.accounts.values()}
        names = {person.name.casefold() for person in self.accounts.values()}
        for new in people:
            if new.mark in marks:
                continue
            if new.name.casefold() in names:
                raise _taken(new.mark, self.name)
            made = Person(
                id=_id(new.mark),
                name=new.name,
                nickname=new.nickname,
                profile=new.profile,
                enabled=False,
                guest_of=new.guest_of,
                mark=new.mark,
            )
            self.accounts[made.id] = made
            self._count("make person", made.id)

    def remove_people(self, ids: tuple[str, ...]) -> None:
        """Remove accounts, with what they belong to."""
        for one in ids:
            if self.accounts.pop(one, None) is not None:
                self.links = {link for link in self.links if link.member != one}
                self._count("remove person", one)

    def make_groups(self, groups: tuple[NewGroup, ...]) -> None:
        """Make those whose mark is not there."""
        marks = {group.mark for group in self.groups_there.values()}
        names = {group.profile.nickname.casefold() for group in self.groups_there.values()}
        for new in groups:
            if new.mark in marks:
                continue
            if new.profile.nickname.casefold() in names:
                raise _taken(new.mark, self.name)
            self.groups_there[_id(new.mark)] = Group(id=_id(new.mark), profile=new.profile, mark=new.mark)
            self.links |= {Membership(group=_id(new.mark), member=o, role="owner") for o in new.owners}
            self._count("make group", _id(new.mark))

    def remove_groups(self, ids: tuple[str, ...]) -> None:
        """Remove groups, with who is in them."""
        for one in ids:
            if self.groups_there.pop(one, None) is not None:
                self.links = {link for link in self.links if one not in (link.group, link.member)}
                self._count("remove group", one)

    def add_members(self, memberships: tuple[Membership, ...]) -> None:
        """Add those that are not in."""
        for one in memberships:
            if one.group not in self.groups_there:
                raise NotFound(f"Group {one.group} is not in {self.name}.")
            if one not in self.links:
                self.links.add(one)
                self._count("add member", f"{one.group} {one.role} {one.member}")

    def drop_members(self, memberships: tuple[Membership, ...]) -> None:
        """Take out those that are in."""
        for one in memberships:
            if one in self.links:
                self.links.remove(one)
                self._count("drop member", f"{one.group} {one.role} {one.member}")

    def give_licences(self, licences: tuple[Licensing, ...]) -> None:
        """Give those that are not had."""
        for one in licences:
            held = Held(sku=one.sku, without=one.without)
            self._hold(one.person, lambda have, held=held: {**have, held.sku: held}, "give licence")

    def take_licences(self, licences: tuple[Licensing, ...]) -> None:
        """Take those that are had."""
        for one in licences:
            if one.person in self.accounts:
                self._hold(
                    one.person,
                    lambda have, sku=one.sku: {name: held for name, held in have.items() if name != sku},
                    "take licence",
                )

    def set_enabled(self, ids: tuple[str, ...], *, enabled: bool) -> None:
        """Turn those that stand otherwise."""
        for one in ids:
            if self.accounts[one].enabled is not enabled:
                self.accounts[one] = self.accounts[one].changed(enabled=enabled)
                self._count("enable" if enabled else "block", one)

    def set_profiles(self, parts: tuple[ProfilePart, ...]) -> None:
        """Set properties that stand otherwise."""
        fixed: dict[str, Refused] = {}
        for one in parts:
            if not all(one.says.get(name, "said") for name in NEVER_EMPTY):
                raise CommandFailed(f"Setting {one.person} in {self.name}", exit_status=400, stderr="")
            there = self.accounts[one.person]
            after = there.profile.changed(**one.says)
            if after != there.profile and one.person in self.synced:
                fixed[one.person] = Refused("synced", "Request_BadRequest")
            elif after != there.profile:
                self.accounts[one.person] = there.changed(profile=after)
                self._count("set profile", one.person)
        if fixed:
            raise not_to_be_set(fixed, self.name)

    def snapshot(self) -> dict[str, object]:
        """Return all that is in the tenant."""
        return {
            f"{self.name} people": dict(self.accounts),
            f"{self.name} groups": dict(self.groups_there),
            f"{self.name} links": frozenset(self.links),
        }

    def _hold(self, person: str, change: _Change, what: str) -> None:
        there = self.accounts[person]
        have = {held.sku: held for held in there.licences}
        after = tuple(change(have).values())
        if after != there.licences:
            self.accounts[person] = there.changed(licences=after)
            self._count(what, person)

    def _count(self, operation: str, subject: str) -> None:
        self.effects[self.name, operation, subject] += 1


@dataclass
class MemoryDirectories:
    """Tenants by name."""

    tenants: dict[str, MemoryDirectory] = field(default_factory=dict[str, MemoryDirectory])
    posts: dict[str, MemoryPost] = field(default_factory=dict[str, MemoryPost])
    estates: dict[str, MemoryDomains] = field(default_factory=dict[str, MemoryDomains])
    site_estates: dict[str, MemorySites] = field(default_factory=dict[str, MemorySites])
    team_estates: dict[str, MemoryTeams] = field(default_factory=dict[str, MemoryTeams])
    chat_estates: dict[str, MemoryChats] = field(default_factory=dict[str, MemoryChats])

    def chats(self, tenant: str) -> MemoryChats:
        """Return a tenant's chats. NotFound when there is none of that name."""
        return of_tenant(self.chat_estates, tenant, "chats")

    planners: dict[str, MemoryPlanner] = field(default_factory=dict[str, MemoryPlanner])

    def planner(self, tenant: str) -> MemoryPlanner:
        """Return a tenant's plans. NotFound when there is none of that name."""
        return of_tenant(self.planners, tenant, "plans")

    def teams(self, tenant: str) -> MemoryTeams:
        """Return a tenant's teams. NotFound when there is none of that name."""
        return of_tenant(self.team_estates, tenant, "teams")

    def sites(self, tenant: str) -> MemorySites:
        """Return a tenant's sites. NotFound when there is none of that name."""
        return of_tenant(self.site_estates, tenant, "sites")

    def domains_of(self, tenant: str) -> MemoryDomains:
        """Return a tenant's domains. NotFound when there is none of that name."""
        return of_tenant(self.estates, tenant, "domains")

    def mail(self, tenant: str) -> MemoryPost:
        """Return a tenant's mailboxes. NotFound when there is none of that name."""
        return of_tenant(self.posts, tenant, "mailboxes")

    def exchange(self, tenant: str) -> MemoryPost:
        """Return the same, as Exchange's administration."""
        return self.mail(tenant)

    def __post_init__(self) -> None:
        for name, tenant in self.tenants.items():
            tenant.name = name

    def on(self, tenant: str) -> MemoryDirectory:
        """Return one. NotFound when there is none of that name."""
        return of_tenant(self.tenants, tenant)

    @property
    def _all(self) -> tuple[Twin, ...]:
        talk = (*self.team_estates.values(), *self.chat_estates.values())
        estates = (*self.estates.values(), *self.site_estates.values(), *talk)
        return (*self.tenants.values(), *self.planners.values(), *self.posts.values(), *estates)

    @property
    def effects(self) -> Counter[tuple[str, ...]]:
        """Return how often each real change was made."""
        return effects_of(self._all)

    def snapshot(self) -> dict[str, object]:
        """Return all that is in all tenants."""
        return snapshot_of(self._all)


def _order(link: Membership) -> tuple[str, str, str]:
    return link.group, link.member, link.role


def _id(mark: str) -> str:
    made = hashlib.sha256(mark.encode()).hexdigest()
    return "-".join((made[:8], made[8:12], made[12:16], made[16:20], made[20:32]))


def _taken(mark: str, tenant: str) -> ChangedByOthers:
    return ChangedByOthers(
        f"The name for {mark} is taken by somebody else in {tenant}.",
        still_true="Their account was not touched.",
        next_command="give one of the two another name by hand, on either side, then flytt resume",
    )
