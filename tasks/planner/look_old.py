"""planner.look-old: nobody has written in an old plan since its tasks were copied."""

from flytt.migration.evidence import Verification
from flytt.migration.look import Look
from flytt.migration.ports import World
from flytt.migration.record import Record, digest
from tasks.plan_pairs import Met, Moved, Pair, placed

_AFTER = "on the old side after it was copied"


class Looked(Record):
    """How many tasks the old plans hold."""

    tasks: int


class LookOld(Look[Moved, Looked]):
    """An old plan cannot be closed: what people did there all the same is named, and seen to by hand."""

    def see(self, want: Moved, world: World) -> Looked:
        met = Met(want, world)
        return Looked(tasks=sum(len(tasks) for pair in met.pairs for _, tasks in met.wanted(pair)))

    def judge(self, want: Moved, seen: Looked, world: World) -> Verification:
        del seen
        met, matched = Met(want, world), 0
        wrong = {
            f"plan {one.id}": "made on the old side, in a group that does not move" for one in met.homeless
        }
        for pair in met.pairs:
            if pair.target is None and not pair.book.target():
                wrong[f"plan {pair.source.id}"] = f"made {_AFTER}"
                continue
            late, same = _late(met, pair)
            wrong |= late
            matched += same
        wrong |= {f"task {one}": "it lies in no bucket of the old side" for one in met.loose}
        wrong |= {f"plan {one}": f"removed, or left, {_AFTER}" for one in met.orphans}
        settled = {f"{kind} {row.task}" for row in want.settled for kind in ("plan", "bucket", "task")}
        return Verification(
            route="each old plan listed again, and held against what was copied",
            matched=matched + len(wrong.keys() & settled),
            differing=tuple(f"{one}: {wrong[one]}" for one in sorted(wrong.keys() - settled)),
        )


def _late(met: Met, pair: Pair) -> tuple[dict[str, str], int]:
    """Return what became of buckets and tasks of an old plan since, and how many tasks stand as copied."""
    copies, places = pair.book.tasks(), pair.book.buckets()
    wrong, same, ids = dict[str, str](), 0, set[str]()
    for bucket, tasks in met.wanted(pair):
        at = places.get(bucket.id)
        if at is None or at.digest != digest(bucket.name):
            wrong[f"bucket {bucket.id}"] = f"{'made' if at is None else 'renamed'} {_AFTER}"
        for one in tasks:
            ids.add(one.id)
            copy = copies.get(one.id)
            if copy and copy.digest == placed(one.body, at.target if at else ""):
                same += 1
            else:
                wrong[f"task {one.id}"] = f"{'made' if copy is None else 'changed'} {_AFTER}"
    return wrong | {f"task {one}": f"removed {_AFTER}" for one in copies.keys() - ids}, same


STEP = LookOld()
