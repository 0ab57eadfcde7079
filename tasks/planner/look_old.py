"""planner.look-old: nobody has written in an old plan since its tasks were copied."""

from flytt.migration.evidence import Verification
from flytt.migration.look import Look
from flytt.migration.ports import World
from flytt.migration.record import Record
from tasks.plan_pairs import Met, Moved, placed


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
        met, matched, wrong, settled = Met(want, world), 0, list[str](), {row.task for row in want.settled}
        for pair, _ in met.made:
            copies, places = pair.book.tasks(), pair.book.buckets()
            ids = set[str]()
            for bucket, tasks in met.wanted(pair):
                at = places[bucket.id].target if bucket.id in places else ""
                for one in tasks:
                    ids.add(one.id)
                    copy = copies.get(one.id)
                    if one.id in settled or (copy and copy.digest == placed(one.body, at)):
                        matched += 1
                    else:
                        why = "made" if copy is None else "changed"
                        wrong.append(f"task {one.id}: {why} on the old side after it was copied")
            wrong += [
                f"task {one}: removed on the old side after it was copied"
                for one in sorted(copies.keys() - ids - settled)
            ]
        return Verification(
            route="each old plan listed again, and held against what was copied",
            matched=matched,
            differing=tuple(wrong),
        )


STEP = LookOld()
