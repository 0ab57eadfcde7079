"""identity.late: who came, left or was changed on the old side since the accounts were made."""

from typing import Annotated

from flytt.migration.directory import Licensing, Membership
from flytt.migration.drive_notes import Passes
from flytt.migration.evidence import Presence, Verification
from flytt.migration.identity import collisions, mark_of
from flytt.migration.ports import World
from flytt.migration.profiles import Rewriting
from flytt.migration.proof import named
from flytt.migration.record import Record
from flytt.migration.step import InVault, Step, Traces
from tasks.changed_profiles import compared, note_made, written
from tasks.collided import refuse_collisions
from tasks.late_changes import Late, but_theirs, changes, in_shared, mapped, standing, within_reach
from tasks.new_groups import with_owners
from tasks.tenancy import Met, Tenancy, marked

_NAME = "late"
_SHARED = "in a group that was there before, and no longer in the old one"


class Was(Record):
    """What is to change. Made, added and given by ids of the old tenant; taken out and taken by the new's."""

    making: Annotated[tuple[str, ...], InVault()] = ()
    making_groups: Annotated[tuple[str, ...], InVault()] = ()
    adding: Annotated[tuple[Membership, ...], InVault()] = ()
    giving: Annotated[tuple[Licensing, ...], InVault()] = ()
    dropping: Annotated[tuple[Membership, ...], InVault()] = ()
    taking: Annotated[tuple[Licensing, ...], InVault()] = ()
    rewriting: Annotated[tuple[Rewriting, ...], InVault()] = ()

    @property
    def late(self) -> Late:
        """Return it as what is compared with the tenants."""
        return Late(
            self.making, self.making_groups, self.adding, self.giving, self.dropping, self.taking,
            self.rewriting,
        )  # fmt: skip


class Caught(Record):
    """How much there was of each; `kept`: memberships that only people can tell whose they are."""

    accounts: int
    groups: int
    added: int
    given: int
    dropped: int
    taken: int
    kept: int
    rewritten: int = 0


class CatchUp(Step[Tenancy, Was, Caught]):
    """Makes the new side like the old one once more, before it is compared. Whoever left stays blocked there.

    Noted when it is whole: mostly there is nothing to do, and a probe must tell that it was looked for.
    """

    def plan(self, want: Tenancy, world: World) -> Was:
        met = Met(want, world)
        refuse_collisions(collisions(want.marked_as, met.moving, met.sides), begun=True)
        late = changes(want, met, world)
        return Was(
            making=late.people,
            making_groups=late.groups,
            adding=late.adding,
            giving=late.giving,
            dropping=late.dropping,
            taking=late.taking,
            rewriting=late.rewriting,
        )

    def probe(self, want: Tenancy, was: Was, world: World) -> Presence:
        met = Met(want, world)
        late = within_reach(was.late, met)
        done = len(late) - len(standing(late, met, want, world))
        if _noted(want, world).find(_NAME):
            return Presence.PRESENT if done == len(late) else Presence.PARTIAL
        return Presence.PARTIAL if done else Presence.ABSENT

    def traces(self, want: Tenancy, world: World) -> Traces[Was]:
        """Its accounts look like those that were made before it: which are its own, only people can tell."""
        if not marked(want, world):
            return Traces(Presence.ABSENT)
        there = _noted(want, world).find(_NAME)
        return Traces(Presence.PRESENT if there else Presence.PARTIAL)

    def do(self, want: Tenancy, was: Was, world: World) -> Caught:
        if said := _noted(want, world).find(_NAME):
            return Caught.model_validate_json(said)
        new = want.new(world)
        if was.making:
            met = Met(want, world)
            note_made(want, met, was.making, world)
            people = met.moving.people
            new.make_people(tuple(people[one] for one in was.making if one in people))
        if was.making_groups:
            new.make_groups(with_owners(want, Met(want, world), was.making_groups, world))
        if rewriting := but_theirs(was.late, Met(want, world)).rewriting if was.rewriting else ():
            new.set_profiles(tuple(one.forth for one in rewriting))
            written(want, world).note((one.source, one.after) for one in rewriting)
        met = Met(want, world)
        added, given = mapped(was.late, met.there)
        if added:
            new.add_members(added)
        if was.dropping:  # after adding: the last owner of a group cannot be taken out
            new.drop_members(was.dropping)
        if was.taking:  # before giving: a tenant may have bought no more seats than it has people
            new.take_licences(was.taking)
        if given:
            new.give_licences(given)
        caught = Caught(
            accounts=len(was.making),
            groups=len(was.making_groups),
            added=len(added),
            given=len(given),
            dropped=len(was.dropping),
            taken=len(was.taking),
            kept=len(in_shared(want, met, world)),
            rewritten=len(rewriting),
        )
        _noted(want, world).note(_NAME, caught.model_dump_json())
        return caught

    def verify(self, want: Tenancy, was: Was, receipt: Caught, world: World) -> Verification:
        """Look for each change. Who came while it was made is found by the next step, which compares all."""
        del receipt
        met = Met(want, world)
        late = but_theirs(was.late, met)
        left = standing(late, met, want, world)
        profiles = compared(want, met.profiles, world)
        shared = [f"{one.member} in {one.group}" for one in in_shared(want, met, world)]
        return Verification(
            route="both directories' track of changes, read again",
            matched=len(late) - len(left),
            differing=tuple(f"{what}: not done" for what in left),
            skipped=(
                *([f"{len(shared)} × {_SHARED}: {named(shared)}"] if shared else []),
                *met.unfit_said,
                *profiles.skipped,
                *profiles.open_questions,
            ),
        )

    def undo(self, want: Tenancy, was: Was, receipt: Caught | None, world: World) -> None:
        """Take what was given, give back what was taken, and remove what was made, in that order."""
        new = want.new(world)
        if receipt is None and (was.making or was.making_groups):
            new.catch_up(frozenset(mark_of(want.marked_as, o) for o in (*was.making, *was.making_groups)))
        met = Met(want, world)
        made = {met.there[one] for one in (*was.making, *was.making_groups) if one in met.there}
        added, given = mapped(was.late, met.there)
        if back := tuple(one for one in given if met.is_there(one.person)):
            new.take_licences(back)
        if back := tuple(one for one in was.taking if met.is_there(one.person)):
            new.give_licences(back)
        if back := tuple(one for one in was.dropping if met.are_there(one)):
            new.add_members(back)
        if back := tuple(o for o in added if met.are_there(o) and not {o.group, o.member} & made):
            new.drop_members(back)
        groups = tuple(met.there[one] for one in was.making_groups if one in met.there)
        if groups:
            new.remove_groups(groups)
        if people := tuple(met.there[one] for one in was.making if one in met.there):
            new.remove_people(people)
        if was.rewriting:
            there = [(one, met.profile_there(one.person)) for one in was.rewriting]
            parts = [(one, one.back(profile)) for one, profile in there if profile]
            new.set_profiles(tuple(part for _, part in parts))
            written(want, world).give_back(parts)
        _noted(want, world).forget(_NAME)


def _noted(want: Tenancy, world: World) -> Passes:
    return Passes(world.kept, want.marked_as)


STEP = CatchUp()
