"""What people did in a plan of the new side: named, and never taken away with it."""

from collections import Counter

from flytt.migration.identity import source_of
from flytt.migration.planner_book import TaskCopy
from flytt.migration.record import digest
from flytt.migration.task_plans import PlanTask, TaskPlan, digest_of, digest_of_people
from tasks.plan_pairs import KEPT, Met, Pair, placed

_STAYS = "; the new plan is kept"


def by_others(met: Met, pair: Pair, target: TaskPlan) -> dict[str, list[str]]:
    """Return the ids of what people `changed`, `made` and `removed` in a new plan since it was copied."""
    book, want = pair.book, met.want
    copies = {one.target: one for one in book.tasks().values()}
    buckets = {one.target: one for one in book.buckets().values()}
    found: dict[str, list[str]] = {"changed": [], "made": [], "removed": []}
    ours: Counter[str] | None = None
    there, standing = list(met.new.tasks(target.id)), met.new.buckets(target.id)
    for task in there:
        copy = copies.get(task.id)
        if copy is not None or task.talked:
            if task.talked or (copy and not _as_put(task, copy)):
                found["changed"].append(task.id)
            continue
        if source_of(want.marked_as, task.body.title):
            continue  # a POST that arrived twice, or whose answer was lost
        if ours is None:
            ours = Counter(digest_of(one.body) for _, tasks in met.wanted(pair) for one in tasks)
        if task.own and ours[digest_of(task.body)] > 0:
            ours[digest_of(task.body)] -= 1  # of a ledger before this one
            continue
        found["made"].append(task.id)
    names = {one.name for one in met.old.buckets(pair.source.id)}
    for bucket in standing:
        known = buckets.get(bucket.id)
        if known is not None and digest(bucket.name) == known.digest:
            continue
        if bucket.name not in names and not source_of(want.marked_as, bucket.name):
            found["made" if known is None else "changed"].append(bucket.id)
    found["removed"] = sorted({*copies, *buckets} - {one.id for one in there} - {one.id for one in standing})
    return found


def _as_put(task: PlanTask, copy: TaskCopy) -> bool:
    """Tell whether a task stands as Flytt put it there. An empty digest: it was just being written."""
    if copy.people and digest_of_people(task.people) != copy.people:
        return False
    return copy.digest in {"", placed(task.body, task.bucket)}


def keep(met: Met, pair: Pair, target: TaskPlan) -> bool:
    """Leave a plan in which people did something where it is, under another title. False: nobody did."""
    found = by_others(met, pair, target)
    if not found["changed"] and not found["made"]:
        return False
    met.new.call_plan(target.id, f"{pair.title}{KEPT}")
    pair.book.note_target("")
    pair.book.forget()
    return True


def stays(met: Met) -> tuple[str, ...]:
    """Say of each new plan in which people did something what that is, and that it is kept."""
    return tuple(line for line in done(met) if line.endswith(_STAYS))


def lost(met: Met) -> tuple[str, ...]:
    """Say what went with a group that was removed on the new side: nobody can look at it, or keep it."""
    says = list[str]()
    for pair in met.lost:
        buckets, tasks = len(pair.book.buckets()), len(pair.book.tasks())
        says.append(
            f"plan {pair.source.id}: gone on the new side with its group; {buckets} buckets and {tasks} "
            "tasks that Flytt put there, and what people did in them, are lost there unless the group is "
            "restored first"
        )
    return tuple(says)


def done(met: Met) -> tuple[str, ...]:
    """Say, by plan, how many buckets and tasks people changed, made or removed."""
    says = list[str]()
    for pair, target in met.made:
        found = by_others(met, pair, target)
        counts = ", ".join(f"{len(ids)} {what}" for what, ids in found.items() if ids)
        end = _STAYS if found["changed"] or found["made"] else ""
        says += [f"plan {pair.source.id}: {counts} by people{end}"] if counts else []
    return tuple(says)
