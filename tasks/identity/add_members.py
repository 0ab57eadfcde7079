"""identity.add-members: who belongs to which group, and who owns it, on the new side as on the old."""

from typing import Annotated

from flytt.migration.directory import Membership
from flytt.migration.evidence import Presence, Verification
from flytt.migration.identity import source_of, wanted_memberships
from flytt.migration.ports import World
from flytt.migration.record import Record
from flytt.migration.step import InVault, Step, Traces
from tasks.memberships import compared
from tasks.tenancy import Met, Tenancy, how_much


class Was(Record):
    """The memberships to add, in ids of the new tenant: those that were not there."""

    adding: Annotated[tuple[Membership, ...], InVault()]


class Added(Record):
    """How many there were to add."""

    memberships: int


class AddMembers(Step[Tenancy, Was, Added]):
    """Undo takes out exactly what was added: a group that many share keeps those it had."""

    def plan(self, want: Tenancy, world: World) -> Was:
        wanted = _wanted(want, world)
        have = _have(want, world, wanted)
        return Was(adding=tuple(one for one in wanted if one not in have))

    def probe(self, want: Tenancy, was: Was, world: World) -> Presence:
        have = _have(want, world, was.adding)
        return how_much(sum(one in have for one in was.adding), len(was.adding))

    def traces(self, want: Tenancy, world: World) -> Traces[Was]:
        """Flytt put in whoever is in a group of its own; in a shared group only people can tell."""
        met = Met(want, world)
        own = {g.id for g in met.sides.groups_there if source_of(want.marked_as, g.mark)}
        wanted = [one for one in _wanted(want, world) if one.role == "member"]
        have = _have(want, world, tuple(wanted))
        ours = [one for one in wanted if one.group in own]
        there = tuple(one for one in ours if one in have)
        shared = any(one in have for one in wanted if one.group not in own)
        return Traces(how_much(len(there), len(ours)), None if shared else Was(adding=there))

    def do(self, want: Tenancy, was: Was, world: World) -> Added:
        want.new(world).add_members(was.adding)
        return Added(memberships=len(was.adding))

    def verify(self, want: Tenancy, was: Was, receipt: Added, world: World) -> Verification:
        """Group by group, read member by member, where the plan was made from the track of changes."""
        del was, receipt
        return compared(want, Met(want, world), world)

    def undo(self, want: Tenancy, was: Was, receipt: Added | None, world: World) -> None:
        del receipt
        new = want.new(world)
        there = {one.id for one in (*new.people(), *new.groups())}
        new.drop_members(tuple(one for one in was.adding if one.group in there and one.member in there))

    def written_since(self, want: Tenancy, was: Was, receipt: Added, world: World) -> tuple[str, ...]:
        """Say how many others have put into groups that go with their accounts."""
        del receipt
        new = want.new(world)
        own = {group.id for group in new.groups() if source_of(want.marked_as, group.mark)}
        known = {*was.adding}
        others: dict[str, int] = {}
        for one in new.memberships(tuple(sorted(own))):
            if one not in known and one.role == "member":
                others[one.group] = others.get(one.group, 0) + 1
        return tuple(
            f"group {group}: {count} members added by others" for group, count in sorted(others.items())
        )


def _wanted(want: Tenancy, world: World) -> tuple[Membership, ...]:
    met = Met(want, world)
    groups = tuple(sorted(one.id for one in met.sides.groups if one.id in met.there))
    return wanted_memberships(met.moving, met.there, want.old(world).memberships(groups, "changes"))


def _have(want: Tenancy, world: World, wanted: tuple[Membership, ...]) -> set[Membership]:
    groups = tuple(sorted({one.group for one in wanted}))
    return set(want.new(world).memberships(groups, "changes"))


STEP = AddMembers()
