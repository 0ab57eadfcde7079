"""planner.mark-old: the title of each old plan says that it has moved. Planner itself cannot be closed."""

from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.record import Record
from flytt.migration.step import Step, Traces
from tasks.plan_pairs import LEFT, Met, Moved
from tasks.tenancy import how_much


class Marked(Record):
    """How many plans."""

    plans: int


class Stood(Record):
    """The plans, by id, that said so before Flytt."""

    marked: tuple[str, ...] = ()


class MarkOld(Step[Moved, Stood, Marked]):
    """People can still write there: what they do is looked for at the end, and named."""

    def plan(self, want: Moved, world: World) -> Stood:
        pairs = Met(want, world).pairs
        return Stood(marked=tuple(one.source.id for one in pairs if one.source.title.endswith(LEFT)))

    def probe(self, want: Moved, was: Stood, world: World) -> Presence:
        turned = [pair for pair in Met(want, world).pairs if pair.source.id not in was.marked]
        return how_much(sum(pair.source.title.endswith(LEFT) for pair in turned), len(turned))

    def traces(self, want: Moved, world: World) -> Traces[Stood]:
        """No plan says so in everyday life: those that do are taken to be Flytt's."""
        return Traces(self.probe(want, Stood(), world), Stood())

    def do(self, want: Moved, was: Stood, world: World) -> Marked:
        del was
        met = Met(want, world)
        for pair in met.pairs:
            met.old.call_plan(pair.source.id, f"{pair.title}{LEFT}")
        return Marked(plans=len(met.pairs))

    def verify(self, want: Moved, was: Stood, receipt: Marked, world: World) -> Verification:
        del was, receipt
        pairs = Met(want, world).pairs
        return Verification.of(
            "the plans of each old group listed",
            expected={f"plan {pair.source.id}": "says it" for pair in pairs},
            found={f"plan {pair.source.id}": "says it" for pair in pairs if pair.source.title.endswith(LEFT)},
        )

    def undo(self, want: Moved, was: Stood, receipt: Marked | None, world: World) -> None:
        del receipt
        met = Met(want, world)
        for pair in met.pairs:
            if pair.source.title.endswith(LEFT) and pair.source.id not in was.marked:
                met.old.call_plan(pair.source.id, pair.title)


STEP = MarkOld()
