"""What the steps of a tenant's identity share: both sides read, and rules applied to what was read."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, TypeAlias

from pydantic import StringConstraints

from flytt.migration.directory import Directory, Group, Membership, Person, Profile, Route
from flytt.migration.evidence import Presence
from flytt.migration.identity import Moving, Sides, counterparts, moving, source_of
from flytt.migration.identity_settings import Identity
from flytt.migration.ids import Ids
from flytt.migration.ports import World
from flytt.migration.proof import named
from flytt.migration.spool import Spool

MarkedAs: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,126}$")]

_UNFIT = (
    "at work on the old side and in no population: no account is made, and one that is there stays as it is"
)


class Tenancy(Identity):
    """What the mapping says. `marked_as`: what Flytt makes carries this workload's own mark."""

    marked_as: MarkedAs

    def old(self, world: World) -> Directory:
        """Return the tenant that people leave."""
        return world.tenants.on(self.source)

    def new(self, world: World) -> Directory:
        """Return the tenant that people come to."""
        return world.tenants.on(self.target)


class Met:
    """Both tenants as they were read just now, and what follows for who moves."""

    def __init__(self, want: Tenancy, world: World) -> None:
        old, new, spool = want.old(world), want.new(world), Spool()
        self._people = spool.records(Person, ((one.id, one) for one in old.people()))
        self._people_there = spool.records(Person, ((one.id, one) for one in new.people()))
        self._groups = spool.records(Group, ((one.id, one) for one in old.groups()))
        self._groups_there = spool.records(Group, ((one.id, one) for one in new.groups()))
        self.sides = Sides(
            people=self._people.values(),
            groups=self._groups.values(),
            there=self._people_there.values(),
            groups_there=self._groups_there.values(),
            skus=old.skus(),
            skus_there=new.skus(),
            spool=spool,
        )
        self.moving: Moving = moving(want, want.marked_as, self.sides)
        self.there: Mapping[str, str] = counterparts(want.marked_as, self.moving, self.sides)
        unfit = set(self.moving.unfit)
        self.unfit = tuple(one.id for one in self.sides.people if one.enabled and one.id in unfit)
        """Who works on the old side, and fits no population any more, or not yet."""

    @cached_property
    def movers(self) -> Ids:
        """Whatever has, or shall have, a counterpart. Who only ceased to fit a rule keeps what is there."""
        return Ids((*self.moving.all.parts, frozenset(one for one in self.unfit if one in self.there)))

    @property
    def unfit_said(self) -> tuple[str, ...]:
        """Name them: a rule that nobody is under decides nothing in silence."""
        return (f"{len(self.unfit)} × {_UNFIT}: {named(self.unfit)}",) if self.unfit else ()

    def is_there(self, one: str) -> bool:
        """Tell whether the new tenant has an account or a group of that id."""
        return one in self._people_there or one in self._groups_there

    def are_there(self, link: Membership) -> bool:
        """Tell whether the new tenant has both a group and who was in it."""
        return self.is_there(link.group) and self.is_there(link.member)

    def has_licence(self, person: str, sku: str) -> bool:
        """Tell whether an account of the new tenant has a licence."""
        there = self._people_there.get(person)
        return there is not None and any(held.sku == sku for held in there.licences)

    def profile_there(self, one: str) -> Profile | None:
        """Return what the new tenant says of an account, by its id there; None when it is not there."""
        person = self._people_there.get(one)
        return person.profile if person else None

    @property
    def profiles(self) -> Iterator[tuple[str, Profile | None, Profile | None]]:
        """What both sides say of those whose accounts are Flytt's own, by id in the old tenant."""
        for person in self.sides.people:
            if person.id in self.moving.people:
                yield person.id, person.profile, self.profile_there(self.there.get(person.id, ""))


def marked(want: Tenancy, world: World, route: Route = "list") -> Mapping[str, Person]:
    """Return the new tenant's accounts that Flytt made for this workload, by id in the old one."""
    found = ((source_of(want.marked_as, person.mark), person) for person in want.new(world).people(route))
    return Spool().records(Person, ((source, person) for source, person in found if source))


def how_much(there: int, whole: int) -> Presence:
    """Say how much of what a step was to make is there. A step with nothing to make has made nothing."""
    if not there:
        return Presence.ABSENT
    return Presence.PRESENT if there == whole else Presence.PARTIAL
