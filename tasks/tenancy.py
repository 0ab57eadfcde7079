"""What the steps of a tenant's identity share: both sides read, and rules applied to what was read."""

from functools import cached_property
from typing import Annotated, TypeAlias

from pydantic import StringConstraints

from flytt.migration.directory import Directory, Person
from flytt.migration.evidence import Presence
from flytt.migration.identity import Moving, Sides, counterparts, moving, source_of
from flytt.migration.identity_settings import Identity
from flytt.migration.ports import World
from flytt.migration.proof import named

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
        old, new = want.old(world), want.new(world)
        self.sides = Sides(
            people=tuple(old.people()),
            groups=tuple(old.groups()),
            there=tuple(new.people()),
            groups_there=tuple(new.groups()),
            skus=old.skus(),
            skus_there=new.skus(),
        )
        self.moving: Moving = moving(want, want.marked_as, self.sides)
        self.there: dict[str, str] = counterparts(want.marked_as, self.moving, self.sides)
        unfit = set(self.moving.unfit)
        self.unfit = tuple(one.id for one in self.sides.people if one.enabled and one.id in unfit)
        """Who works on the old side, and fits no population any more, or not yet."""

    @cached_property
    def movers(self) -> frozenset[str]:
        """Whatever has, or shall have, a counterpart. Who only ceased to fit a rule keeps what is there."""
        return self.moving.all | {one for one in self.unfit if one in self.there}

    @property
    def unfit_said(self) -> tuple[str, ...]:
        """Name them: a rule that nobody is under decides nothing in silence."""
        return (f"{len(self.unfit)} × {_UNFIT}: {named(self.unfit)}",) if self.unfit else ()

    @property
    def old_people(self) -> dict[str, Person]:
        """The old tenant's accounts by id."""
        return {person.id: person for person in self.sides.people}


def marked(want: Tenancy, world: World) -> dict[str, Person]:
    """Return the new tenant's accounts that Flytt made for this workload, by id in the old one."""
    found = want.new(world).people()
    return {source: p for p in found if (source := source_of(want.marked_as, p.mark))}


def how_much(there: int, whole: int) -> Presence:
    """Say how much of what a step was to make is there. A step with nothing to make has made nothing."""
    if not there:
        return Presence.ABSENT
    return Presence.PRESENT if there == whole else Presence.PARTIAL
