"""One pass over all plans: the new one shall say what the old one says, whatever an earlier pass left."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from pydantic import Field

from flytt.migration.errors import ChangedByOthers
from flytt.migration.evidence import Presence, Verification
from flytt.migration.identity import source_of
from flytt.migration.planner_book import BucketCopy, TaskCopy
from flytt.migration.ports import World
from flytt.migration.record import Record, digest
from flytt.migration.task_plans import Bucket, PlanTask, TaskPlan, digest_of
from tasks.plan_pairs import NO_COUNTERPART, Met, Moved, Pair, placed

_MOST_NAMED = 100
_CHANGED = "others have changed it on the new side"


class PlanTally(Record):
    """What a pass found and did. `left`: buckets and tasks, by id, that it had to leave, and why."""

    plans: int = 0
    buckets: int = 0
    tasks: int = 0
    written: int = 0
    removed: int = 0
    links_unmet: int = 0
    left: dict[str, str] = Field(default_factory=dict[str, str])


@dataclass
class Carrying:
    """One plan being carried over."""

    met: Met
    pair: Pair
    target: TaskPlan
    counted: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("tasks", "written", "removed"), 0))
    left: dict[str, str] = field(default_factory=dict[str, str])
    kept: set[str] = field(default_factory=set[str])
    """Buckets and tasks of the new side that a copy of the old one explains."""

    def bring(self) -> int:
        """Write what lacks or differs, take away what is gone on the old side, return how many buckets."""
        new, source = self.met.new, self.pair.source
        if self.target.categories != source.categories:
            new.label(self.target.id, source.categories)
        wanted = list(self.met.wanted(self.pair))
        places = self._buckets([bucket for bucket, _ in wanted])
        for bucket, tasks in wanted:
            if bucket.id in places:
                self._tasks(tasks, places[bucket.id])
        self._gone({bucket.id for bucket, _ in wanted}, {one.id for _, tasks in wanted for one in tasks})
        self._strays()
        return len(wanted)

    def _buckets(self, wanted: list[Bucket]) -> dict[str, str]:
        """Make them all; return the new ones, by the old one's id."""
        book, new = self.pair.book, self.met.new
        copies, there = book.buckets(), {one.id: one for one in new.buckets(self.target.id)}
        free = set(there) - {copy.target for copy in copies.values()}
        places, hint = dict[str, str](), ""
        for one in wanted:
            known, mark = copies.get(one.id), self.met.want.mark(one.id)
            found = there.get(known.target) if known else None
            if found is None:
                alike = [b for b in there.values() if b.id in free and b.name in {mark, one.name}]
                found = min(alike, key=lambda b: (b.name != mark, b.id)) if alike else None
            if found is None:
                found = new.make_bucket(self.target.id, mark, after=hint)
            free.discard(found.id)
            self.kept.add(found.id)
            book.note([BucketCopy(source=one.id, target=found.id, digest=known.digest if known else "")])
            if found.name not in {mark, one.name} and (known is None or digest(found.name) != known.digest):
                self.left[one.id] = f"{_CHANGED}: bucket {found.id} is called otherwise"
            elif found.name != one.name or found.hint <= hint:
                found = new.change_bucket(found.id, one.name, after=hint if found.hint <= hint else None)
                self.counted["written"] += 1
            if one.id not in self.left:
                book.note([BucketCopy(source=one.id, target=found.id, digest=digest(one.name))])
            places[one.id], hint = found.id, max(hint, found.hint)
        return places

    def _tasks(self, wanted: list[PlanTask], bucket: str) -> None:
        new, hint = self.met.new, ""
        cards = dict[str, PlanTask]()
        for one in wanted:
            self.counted["tasks"] += 1
            found = self._found(one)
            if one.id in self.left:
                continue
            if found is None:
                found = new.make_task(self.target.id, bucket, self.met.want.mark(one.id), after=hint)
                self._copies.pop(one.id, None)  # of a plan that is no longer there
            self.kept.add(found.id)
            self._write(one, found, bucket)
            cards[one.id] = found
            if found.hint <= hint and one.id not in self.left:
                hint = new.place_task(found.id, after=hint)
                continue
            hint = max(hint, found.hint)
        self._cards([one for one in wanted if one.id in cards and one.id not in self.left], cards)

    def _cards(self, wanted: list[PlanTask], cards: dict[str, PlanTask]) -> None:
        """Have the cards of a bucket stand on the board in the order that people gave them."""
        hint = ""
        for one in sorted(wanted, key=lambda one: (one.card, one.hint)):
            found = cards[one.id]
            hint = found.card if found.card > hint else self.met.new.place_card(found.id, after=hint)

    def _found(self, one: PlanTask) -> PlanTask | None:
        """Return what a task has become: on record, called by its mark, or of a ledger before this one."""
        known = self._copies.get(one.id)
        if known is not None and known.target in self._there:
            return self._there[known.target]
        mark = self.met.want.mark(one.id)
        free = [
            t for t in self._there.values() if t.own and t.id not in self.kept and t.id not in self._taken
        ]
        for alike in (
            [t for t in free if t.body.title == mark],
            [t for t in free if digest_of(t.body) == digest_of(one.body)],
        ):
            if alike:
                return min(alike, key=lambda t: t.id)
        if self.pair.is_open(self.met.want) and any(t.body.title == one.body.title for t in free):
            self.left[one.id] = "one of its title reads otherwise, and this ledger knows of no copy"
        return None

    def _write(self, one: PlanTask, found: PlanTask, bucket: str) -> None:
        book, known = self.pair.book, self._copies.get(one.id)
        copy = TaskCopy(source=one.id, target=found.id, digest=placed(one.body, bucket))
        if known is not None and known.target == found.id:
            copy = copy.changed(people=known.people)
        stands = placed(found.body, found.bucket)
        if stands != copy.digest:
            is_ours = known is None or known.target != found.id or known.digest in {"", stands}
            is_marked = found.body.title == self.met.want.mark(one.id)
            if not is_ours and not is_marked:
                self.left[one.id] = f"{_CHANGED}: task {found.id}"
                return
            book.note([copy.changed(digest="")])
            if not self.met.new.write_task(found, one.body, bucket=bucket):
                book.note([copy.changed(digest=stands)])  # an empty one would make theirs Flytt's
                self.left[one.id] = f"{_CHANGED} meanwhile: task {found.id}"
                return
            self.counted["written"] += 1
            known = None
        if known != copy:
            book.note([copy])

    def _gone(self, buckets: set[str], tasks: set[str]) -> None:
        """Take away what the old side no longer has, unless others have changed it on the new one."""
        book, new = self.pair.book, self.met.new
        for copy in self._copies.values():
            if copy.source in tasks:
                continue
            found = self._there.get(copy.target)
            if found is not None and copy.digest not in {"", placed(found.body, found.bucket)}:
                self.left[copy.source] = f"gone on the old side, and {_CHANGED}: task {found.id}"
                continue
            new.remove_task(copy.target)
            book.drop([copy])
            self.counted["removed"] += 1
        for copy in book.buckets().values():
            if copy.source in buckets:
                continue
            if any(one.bucket == copy.target for one in new.tasks(self.target.id)):
                self.left[copy.source] = f"gone on the old side, and something lies in bucket {copy.target}"
                continue
            new.remove_bucket(copy.target)
            book.drop([copy])
            self.counted["removed"] += 1

    def _strays(self) -> None:
        """Take away what a POST that arrived twice has made, and nobody has filled."""
        want, new = self.met.want, self.met.new
        filled = set[str]()
        for task in list(new.tasks(self.target.id)):
            if task.id not in self.kept and task.own and source_of(want.marked_as, task.body.title):
                new.remove_task(task.id)
            else:
                filled.add(task.bucket)
        for bucket in new.buckets(self.target.id):
            if bucket.id in self.kept or not source_of(want.marked_as, bucket.name):
                continue
            if bucket.id in filled:
                self.left[bucket.id] = "made twice, and others have put something into it on the new side"
            else:
                new.remove_bucket(bucket.id)

    def __post_init__(self) -> None:
        self._there = {one.id: one for one in self.met.new.tasks(self.target.id)}
        self._copies = self.pair.book.tasks()
        self._taken = {copy.target for copy in self._copies.values()}


def carry(want: Moved, name: str, world: World) -> PlanTally:
    """Carry all plans over, and note the pass; a noted one is not made again.

    ChangedByOthers when something had to be left: when somebody has seen to it, the pass is made again.
    """
    if said := want.passes(world).find(name):
        return PlanTally.model_validate_json(said)
    met, whole = Met(want, world), Counter({"buckets": 0, "tasks": 0, "written": 0, "removed": 0})
    met.make_plans()
    left = {
        f"plan {source}": f"moves no longer, and its copy {target} stands there: remove it if nobody needs it"
        for source, target in met.orphans.items()
    }
    for pair, target in met.made:
        one = Carrying(met, pair, target)
        whole["buckets"] += one.bring()
        for key, count in one.counted.items():
            whole[key] += count
        left |= one.left
        _twins(met, pair, target)
    left |= dict.fromkeys(met.loose, "it lies in no bucket: put it into one on the old side")
    if left:
        raise _had_to_leave(left)
    tally = PlanTally(
        plans=len(met.made),
        buckets=whole["buckets"],
        tasks=whole["tasks"],
        written=whole["written"],
        removed=whole["removed"],
        links_unmet=len(met.links.unmet),
    )
    want.passes(world).note(name, tally.model_dump_json())
    return tally


def _twins(met: Met, pair: Pair, target: TaskPlan) -> None:
    """Take away a plan that a POST whose answer was lost has made beside it, while nothing is in it."""
    mark = met.want.mark(pair.source.id)
    for one in met.there:
        alike = one.own and one.title == mark and one.group == pair.group and one.id != target.id
        if alike and not met.new.buckets(one.id):
            met.new.remove_plan(one.id)


def presence(want: Moved, name: str, world: World) -> Presence:
    """Say how far a pass has come: noted, begun, or not begun."""
    if want.passes(world).find(name):
        return Presence.PRESENT
    return Presence.PARTIAL if anything_there(want, world) else Presence.ABSENT


def anything_there(want: Moved, world: World) -> bool:
    """True when a new plan holds a bucket."""
    met = Met(want, world)
    return any(met.new.buckets(target.id) for _, target in met.made)


def judged(want: Moved, said: PlanTally, world: World) -> Verification:
    """Read each new plan bucket by bucket, task by task, and look for all that was noted as put there."""
    met, found = Met(want, world), dict[str, str]()
    expected = {f"plan {plan.id}": NO_COUNTERPART for plan in met.homeless}
    for pair in met.pairs:
        expected[f"plan {pair.source.id}"] = "made"
        if pair.target is None:
            continue
        found[f"plan {pair.source.id}"] = "made"
        there = alone(met, pair.target)
        names = {copy.target: copy for copy in pair.book.buckets().values()}
        expected |= {f"bucket {copy.source}": copy.digest for copy in names.values()}
        for bucket in met.new.buckets(pair.target.id):
            if bucket.id in names:
                found[f"bucket {names[bucket.id].source}"] = digest(bucket.name)
        for copy in pair.book.tasks().values():
            expected[f"task {copy.source}"] = copy.digest
            if copy.target in there:
                task = there[copy.target]
                found[f"task {copy.source}"] = placed(task.body, task.bucket)
    seen = Verification.of("each new bucket's tasks, one by one", expected=expected, found=found)
    unmet = (f"{said.links_unmet} × address that leads to the old side still",) if said.links_unmet else ()
    return seen.changed(skipped=unmet)


def alone(met: Met, target: TaskPlan) -> dict[str, PlanTask]:
    """Return the tasks of a new plan by the route that they were not written by."""
    return {one.id: one for bucket in met.new.buckets(target.id) for one in met.new.tasks_alone(bucket.id)}


def places(tasks: Iterable[PlanTask]) -> str:
    """Return the ids of tasks in their order."""
    return " ".join(one.id for one in sorted(tasks, key=lambda one: one.hint))


def _had_to_leave(left: dict[str, str]) -> ChangedByOthers:
    says = [f"{key}: {why}" for key, why in sorted(left.items())]
    more = [f"{len(says) - _MOST_NAMED} × more"] if len(says) > _MOST_NAMED else []
    return ChangedByOthers(
        f"Plans, buckets or tasks had to be left: {'; '.join([*says[:_MOST_NAMED], *more])}.",
        still_true="All others are as on the old side, and nothing of others was touched.",
        next_command="see to them, then flytt resume",
    )
