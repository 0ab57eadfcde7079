"""identity.survey: how many move, what is in the way or lacking, and how long it takes."""

from collections import Counter

from flytt.migration.evidence import Verification
from flytt.migration.identity import (
    collisions,
    unknown_decisions,
    wanted_licences,
    wanted_memberships,
)
from flytt.migration.ids import Themselves
from flytt.migration.look import Look
from flytt.migration.ports import World
from flytt.migration.record import Record
from flytt.migration.seats import lacking_seats
from tasks.consent import consent_lacking
from tasks.tenancy import Met, Tenancy


class Surveyed(Record):
    """Counts alone. Minutes are what the limits in force let through, before and in the window."""

    populations: dict[str, int]
    guests: int
    already_there: int
    groups: int
    memberships: int
    licences: int
    left: dict[str, int]
    prepare_minutes: float
    cutover_minutes: float


class Survey(Look[Tenancy, Surveyed]):
    """Everything that a person must decide is found here, weeks before anybody is affected."""

    def see(self, want: Tenancy, world: World) -> Surveyed:
        met = Met(want, world)
        moved = met.moving
        at = Themselves(moved.all)
        groups = tuple(sorted(one.id for one in met.sides.groups if one.id in moved.all))
        memberships = wanted_memberships(moved, at, want.old(world).memberships(groups, "changes"))
        licences = sum(1 for _ in wanted_licences(want, at, met.sides))
        speed = want.new(world).speed()
        writes = len(moved.people) + len(moved.groups) + len(memberships) + licences
        enabling = sum(p.enabled for p in met.sides.people if p.id in moved.people)
        return Surveyed(
            populations=dict(sorted(moved.populations.items())),
            guests=sum(bool(one.guest_of) for one in moved.people.values()),
            already_there=len(moved.same),
            groups=len(moved.groups),
            memberships=len(memberships),
            licences=licences,
            left=dict(sorted(Counter(moved.left.values()).items())),
            prepare_minutes=round(writes / speed.writes / 60, 1),
            cutover_minutes=round((enabling / speed.writes + len(groups) / speed.reads) / 60, 1),
        )

    def judge(self, want: Tenancy, seen: Surveyed, world: World) -> Verification:
        del seen
        met = Met(want, world)
        proven = set(want.new(world).domains())
        wrong = [f"{one}: fits no population" for one in met.moving.unfit]
        wrong += collisions(want.marked_as, met.moving, met.sides)
        wrong += unknown_decisions(want, met.sides)
        wrong += [
            f"population {row.id}: {row.domain} is not proven in the new tenant"
            for row in want.populations
            if not row.leave and row.domain not in proven
        ]
        wrong += lacking_seats(want, met.moving, met.there, met.sides)
        wrong += consent_lacking("tenant-identity", want.old(world), want.new(world), old_writes=False)
        return Verification(
            route="both directories read again, held against rules and decisions",
            matched=len(met.moving.all) + len(met.moving.left),
            differing=tuple(wrong),
            skipped=tuple(
                f"{count} × {why}" for why, count in sorted(Counter(met.moving.left.values()).items())
            ),
        )


STEP = Survey()
