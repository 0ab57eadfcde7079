"""planner.survey: how much moves, what must be decided, what stays behind, and how long it takes."""

from collections import Counter

from flytt.migration.evidence import Verification
from flytt.migration.look import Look
from flytt.migration.ports import World
from flytt.migration.record import Record
from tasks.consent import consent_lacking
from tasks.plan_pairs import KEPT, LEFT, Met, Moved

_WRITES = 6
"""Requests that write or read for one new task: made, read, its details, itself and its card written."""


class Surveyed(Record):
    """Counts alone. `told`: how often Planner will write to somebody that a task is theirs."""

    plans: int
    buckets: int
    tasks: int
    told: int
    left: dict[str, int]
    prepare_minutes: float
    cutover_minutes: float


class Survey(Look[Moved, Surveyed]):
    """Everything that a person must decide is found here, weeks before anybody is affected."""

    def see(self, want: Moved, world: World) -> Surveyed:
        met, counted, left = Met(want, world), Counter[str](), Counter[str]()
        left.update(met.left)
        for pair in met.pairs:
            for _, tasks in met.wanted(pair):
                counted["buckets"] += 1
                for one in tasks:
                    counted["tasks"] += 1
                    counted["told"] += len(met.assigned(one))
                    left["comments of a task"] += one.talked
                    left["somebody without an account on the new side"] += sum(
                        person not in met.people for person in one.people
                    )
        reading, writing = want.old(world).speed(), want.new(world).speed()
        listing = (counted["tasks"] * 1.3 + counted["buckets"] + len(met.pairs) * 4) / max(
            reading.reads, 0.01
        )
        return Surveyed(
            plans=len(met.pairs),
            buckets=counted["buckets"],
            tasks=counted["tasks"],
            told=counted["told"],
            left={why: count for why, count in sorted(left.items()) if count},
            prepare_minutes=round((counted["tasks"] * _WRITES / max(writing.writes, 0.01) + listing) / 60, 1),
            cutover_minutes=round((counted["told"] / max(writing.writes, 0.01) + 8 * listing) / 60, 1),
        )

    def judge(self, want: Moved, seen: Surveyed, world: World) -> Verification:
        met = Met(want, world)
        wrong = [*consent_lacking("tenant-planner", met.old, met.new), *_titles(met), *_unbucketed(met)]
        wrong += [
            f"plan {plan.id}: its group {plan.group} has no counterpart: `groups`, or `leave`"
            for plan in met.homeless
        ]
        there = {one.id for one in world.tenants.on(want.target).people()}
        wrong += [
            f"account {row.source}: `same` says {row.target}, and the new side has no such account"
            for row in want.same
            if row.target not in there
        ]
        return Verification(
            route="both tenants read again, plan by plan",
            matched=len(met.pairs),
            differing=tuple(wrong),
            skipped=(
                *(f"{count} × {why}" for why, count in seen.left.items()),
                *([f"{seen.told} × Planner tells somebody that a task is theirs"] if seen.told else []),
            ),
        )


def _titles(met: Met) -> list[str]:
    """Plans of one group that are called alike cannot be told apart when a record is lost."""
    named = Counter((pair.group, pair.title) for pair in met.pairs)
    twice = [
        f"plan {pair.source.id}: another of its group is called the same: rename one, or `leave`"
        for pair in met.pairs
        if named[pair.group, pair.title] > 1
    ]
    odd = [
        f"plan {pair.source.id}: its title ends as Flytt's own sign does: rename it"
        for pair in met.pairs
        if pair.title.endswith((LEFT, KEPT))
    ]
    return twice + odd


def _unbucketed(met: Met) -> list[str]:
    found = list[str]()
    for pair in met.pairs:
        buckets = {one.id for one in met.old.buckets(pair.source.id)}
        found += [
            f"task {one.id}: it lies in no bucket: put it into one"
            for one in met.old.tasks(pair.source.id)
            if one.bucket not in buckets
        ]
    return found


STEP = Survey()
