"""planner.compare: every plan, bucket and task asked for by itself on both sides, and held together."""

from collections.abc import Iterable

from flytt.migration.evidence import Verification
from flytt.migration.look import Look
from flytt.migration.ports import World
from flytt.migration.record import Record, digest
from flytt.migration.task_plans import PlanTask, digest_of
from tasks.plan_pairs import NO_COUNTERPART, Met, Moved, Pair


class PlanAccount(Record):
    """One plan: its tasks and buckets on the old side, and those found as they shall be. Ids are the old.

    `differing`: tasks, buckets and the plan itself, where they are not. The prints are of all their digests.
    """

    plan: str
    source: int
    target: int
    buckets: int
    buckets_there: int
    differing: int
    source_print: str
    target_print: str


class Compared(Record):
    """Counts of the old side, and how many addresses lead there still."""

    plans: int
    buckets: int
    tasks: int
    links_unmet: int
    each: tuple[PlanAccount, ...] = ()


class Compare(Look[Moved, Compared]):
    """Tasks were copied from the listing of a plan; here each bucket is asked, and each task by itself."""

    def see(self, want: Moved, world: World) -> Compared:
        met = Met(want, world)
        expected, _, each = _all(met)
        kinds = [name.split(" ", 1)[0] for name in expected]
        return Compared(
            plans=kinds.count("plan"),
            buckets=kinds.count("bucket"),
            tasks=kinds.count("task"),
            links_unmet=len(met.links.unmet),
            each=each,
        )

    def judge(self, want: Moved, seen: Compared, world: World) -> Verification:
        del seen
        met = Met(want, world)
        expected, found, _ = _all(met)
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


def _all(met: Met) -> tuple[dict[str, str], dict[str, str], tuple[PlanAccount, ...]]:
    """Return the digest of each thing as it shall be, and as it is, and both by plan; ids are the old."""
    expected, found = {f"plan {plan.id}": NO_COUNTERPART for plan in met.homeless}, dict[str, str]()
    each: list[PlanAccount] = []
    for pair in met.pairs:
        name, shall, there = f"plan {pair.source.id}", dict[str, str](), dict[str, str]()
        shall[name] = digest([pair.group, dict(pair.source.categories)])
        _old(met, pair, shall)
        if pair.target is not None:
            there[name] = digest([pair.target.group, dict(pair.target.categories)])
            _new(met, pair, pair.target.id, there)
        each.append(_account(pair.source.id, shall, there))
        expected |= shall
        found |= there
    return expected, found, tuple(each)


def _account(plan: str, shall: dict[str, str], there: dict[str, str]) -> PlanAccount:
    same = {name for name, value in shall.items() if there.get(name) == value}
    return PlanAccount(
        plan=plan,
        source=_of(shall, "task"),
        target=_of(same, "task"),
        buckets=_of(shall, "bucket"),
        buckets_there=_of(same, "bucket"),
        differing=len((shall.keys() | there.keys()) - same),
        source_print=digest({**shall})[:16],
        target_print=digest({**there})[:16],
    )


def _of(names: Iterable[str], kind: str) -> int:
    return sum(name.startswith(f"{kind} ") for name in names)


def _old(met: Met, pair: Pair, into: dict[str, str]) -> None:
    for place, bucket in enumerate(met.old.buckets(pair.source.id)):
        tasks = sorted(met.old.tasks_alone(bucket.id), key=lambda one: one.hint)
        cards = sorted(tasks, key=lambda one: (one.card, one.hint))
        ids = [one.id for one in tasks], [one.id for one in cards]
        into[f"bucket {bucket.id}"] = _bucket(place, bucket.name, *ids)
        into |= {f"task {one.id}": digest_of(met.body(one.body)) for one in tasks}


def _new(met: Met, pair: Pair, target: str, into: dict[str, str]) -> None:
    sources = {copy.target: copy.source for copy in pair.book.tasks().values()}
    places = {copy.target: copy.source for copy in pair.book.buckets().values()}
    for place, bucket in enumerate(met.new.buckets(target)):
        tasks: list[PlanTask] = sorted(met.new.tasks_alone(bucket.id), key=lambda one: one.hint)
        known = {one.id: sources.get(one.id, f"{one.id} of the new side") for one in tasks}
        ids = [known[one.id] for one in tasks]
        cards = [known[one.id] for one in sorted(tasks, key=lambda one: one.card)]
        at = places.get(bucket.id, f"{bucket.id} of the new side")
        into[f"bucket {at}"] = _bucket(place, bucket.name, ids, cards)
        into |= {f"task {key}": digest_of(one.body) for key, one in zip(ids, tasks, strict=True)}


def _bucket(place: int, name: str, tasks: list[str], cards: list[str]) -> str:
    return digest([place, name, [*tasks], [*cards]])


STEP = Compare()
