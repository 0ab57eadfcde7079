"""planner.open: the new plans get their own titles. From here on people work there."""

from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.record import Record
from flytt.migration.step import Nothing, Step
from tasks.plan_others import done, keep, lost
from tasks.plan_pairs import Met, Moved
from tasks.tenancy import how_much


class Opened(Record):
    """How many plans."""

    plans: int


class Open(Step[Moved, Nothing, Opened]):
    """Undo gives a plan its mark for a name again; one in which people did something keeps all of it."""

    def plan(self, want: Moved, world: World) -> Nothing:
        del want, world
        return Nothing()

    def probe(self, want: Moved, was: Nothing, world: World) -> Presence:
        del was
        met = Met(want, world)
        return how_much(sum(pair.is_open(want) for pair, _ in met.made), len(met.pairs))

    def do(self, want: Moved, was: Nothing, world: World) -> Opened:
        del was
        met = Met(want, world)
        for pair, target in met.made:
            met.new.call_plan(target.id, pair.title)
        return Opened(plans=len(met.made))

    def verify(self, want: Moved, was: Nothing, receipt: Opened, world: World) -> Verification:
        del was, receipt
        met = Met(want, world)
        return Verification.of(
            "the plans of each new group listed",
            expected={f"plan {pair.source.id}": "its own title" for pair in met.pairs},
            found={
                f"plan {pair.source.id}": "its own title" if target.title == pair.title else "another title"
                for pair, target in met.made
            },
        )

    def undo(self, want: Moved, was: Nothing, receipt: Opened | None, world: World) -> None:
        del was, receipt
        met = Met(want, world)
        for pair, target in met.made:
            if pair.is_open(want) and not keep(met, pair, target):
                met.new.call_plan(target.id, want.mark(pair.source.id))

    def written_since(self, want: Moved, was: Nothing, receipt: Opened, world: World) -> tuple[str, ...]:
        """Say, by plan, how many buckets and tasks people changed, made or removed there."""
        del was, receipt
        met = Met(want, world)
        return (
            *done(met),
            *lost(met),
            *(f"plan {one}: removed, or left, on the old side; the new plan is kept" for one in met.orphans),
        )


STEP = Open()
