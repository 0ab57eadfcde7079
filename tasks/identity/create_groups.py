"""identity.create-groups: groups on the new side with their owners, under the names that the rules give."""

from collections.abc import Mapping
from typing import Annotated

from flytt.migration.directory import Group
from flytt.migration.evidence import Presence, Verification
from flytt.migration.identity import ALIKE, collisions, likeness, mark_of, source_of
from flytt.migration.ports import World
from flytt.migration.record import Record
from flytt.migration.spool import Spool
from flytt.migration.step import InVault, Step, Traces
from tasks.collided import refuse_collisions
from tasks.new_groups import with_owners
from tasks.tenancy import Met, Tenancy, how_much


class Was(Record):
    """Which groups to make, by id in the old tenant."""

    making: Annotated[tuple[str, ...], InVault()]


class Made(Record):
    """How many groups of Flytt's own stand there."""

    groups: int


class CreateGroups(Step[Tenancy, Was, Made]):
    """Made under a key of their own, so that a request sent twice makes one group."""

    def plan(self, want: Tenancy, world: World) -> Was:
        met = Met(want, world)
        refuse_collisions(collisions(want.marked_as, met.moving, met.sides), begun=True)
        return Was(making=tuple(sorted(met.moving.groups.keys() - met.there.keys())))

    def probe(self, want: Tenancy, was: Was, world: World) -> Presence:
        there = _marked(want, world)
        return how_much(sum(one in there for one in was.making), len(was.making))

    def traces(self, want: Tenancy, world: World) -> Traces[Was]:
        there = _marked(want, world)
        return Traces(Presence.PRESENT if there else Presence.ABSENT, Was(making=tuple(sorted(there))))

    def do(self, want: Tenancy, was: Was, world: World) -> Made:
        new = with_owners(want, Met(want, world), was.making, world)
        want.new(world).make_groups(new)
        return Made(groups=len(was.making))

    def verify(self, want: Tenancy, was: Was, receipt: Made, world: World) -> Verification:
        del receipt
        wanted = {one: group.profile for one, group in Met(want, world).moving.groups.items()}
        there = _marked(want, world, again=True)
        return Verification.of(
            "the track of changes of the new directory",
            expected={one: ALIKE for one in was.making if one in wanted},
            found={one: likeness(wanted.get(one), there[one].profile) for one in was.making if one in there},
        )

    def undo(self, want: Tenancy, was: Was, receipt: Made | None, world: World) -> None:
        if receipt is None:
            want.new(world).catch_up(frozenset(mark_of(want.marked_as, one) for one in was.making))
        there = _marked(want, world)
        want.new(world).remove_groups(tuple(there[one].id for one in was.making if one in there))


def _marked(want: Tenancy, world: World, *, again: bool = False) -> Mapping[str, Group]:
    found = want.new(world).groups("changes" if again else "list")
    sourced = ((source_of(want.marked_as, group.mark), group) for group in found)
    return Spool().records(Group, ((source, group) for source, group in sourced if source))


STEP = CreateGroups()
