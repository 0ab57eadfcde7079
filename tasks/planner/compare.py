"""planner.compare: every plan, bucket and task asked for by itself on both sides, and held together."""

from flytt.migration.evidence import Verification
from flytt.migration.look import Look
from flytt.migration.ports import World
from flytt.migration.record import Record, digest
from flytt.migration.task_plans import PlanTask, digest_of
from tasks.plan_pairs import NO_COUNTERPART, Met, Moved, Pair


class Compared(Record):
    """Counts of the old side, and how many addresses lead there still."""

    plans: int
    buckets: int
    tasks: int
    links_unmet: int


class Compare(Look[Moved, Compared]):
    """Tasks were copied from the listing of a plan; here each bucket is asked, and each task by itself."""

    def see(self, want: Moved, world: World) -> Compared:
        met = Met(want, world)
        expected = _all(met)[0]
        kinds = [name.split(" ", 1)[0] for name in expected]
        return Compared(
            plans=kinds.count("plan"),
            buckets=kinds.count("bucket"),
            tasks=kinds.count("task"),
            links_unmet=len(met.links.unmet),
        )

    def judge(self, want: Moved, seen: Compared, world: World) -> Verification:
        del seen
        met = Met(want, world)
        expected, found = _all(met)
        unmet = len(met.links.unmet)
        judged = Verification.of(
            "each bucket's tasks, one by one, on both sides", expected=expected, found=found
        )
        return judged.changed(
            skipped=(
                *((f"{count} × {why}" for why, count in sorted(met.left.items()))),
                *([f"{unmet} × address that leads to the old side still"] if unmet else []),
            )
        )


def _all(met: Met) -> tuple[dict[str, str], dict[str, str]]:
    """Return the digest of each thing as it shall be, and as it is; ids are those of the old side."""
    expected, found = {f"plan {plan.id}": NO_COUNTERPART for plan in met.homeless}, dict[str, str]()
    for pair in met.pairs:
        expected[f"plan {pair.source.id}"] = digest([pair.group, dict(pair.source.categories)])
        _old(met, pair, expected)
        if pair.target is not None:
            found[f"plan {pair.source.id}"] = digest([pair.target.group, dict(pair.target.categories)])
            _new(met, pair, pair.target.id, found)
    return expected, found


def _old(met: Met, pair: Pair, into: dict[str, str]) -> None:
    for place, bucket in enumerate(met.old.buckets(pair.source.id)):
        tasks = sorted(met.old.tasks_alone(bucket.id), key=lambda one: one.hint)
        into[f"bucket {bucket.id}"] = _bucket(place, bucket.name, [one.id for one in tasks])
        into |= {f"task {one.id}": digest_of(met.body(one.body)) for one in tasks}


def _new(met: Met, pair: Pair, target: str, into: dict[str, str]) -> None:
    sources = {copy.target: copy.source for copy in pair.book.tasks().values()}
    places = {copy.target: copy.source for copy in pair.book.buckets().values()}
    for place, bucket in enumerate(met.new.buckets(target)):
        tasks: list[PlanTask] = sorted(met.new.tasks_alone(bucket.id), key=lambda one: one.hint)
        ids = [sources.get(one.id, f"{one.id} of the new side") for one in tasks]
        at = places.get(bucket.id, f"{bucket.id} of the new side")
        into[f"bucket {at}"] = _bucket(place, bucket.name, ids)
        into |= {f"task {key}": digest_of(one.body) for key, one in zip(ids, tasks, strict=True)}


def _bucket(place: int, name: str, tasks: list[str]) -> str:
    return digest([place, name, [*tasks]])


STEP = Compare()
