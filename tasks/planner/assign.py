"""planner.assign: people get their tasks again. Planner writes to whoever gets one: nothing stops that."""

from collections.abc import Iterator

from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.record import Record
from flytt.migration.step import Nothing, Step
from flytt.migration.task_plans import PlanTask, TaskPlan, digest_of_people
from tasks.plan_others import keep, lost, stays
from tasks.plan_pairs import Met, Moved, Pair
from tasks.plan_passes import alone
from tasks.tenancy import how_much


class Assigned(Record):
    """How many tasks people got; how often somebody has no account there, and the task went without them."""

    tasks: int
    left: int


class Assign(Step[Moved, Nothing, Assigned]):
    """After the comparison, so that nobody is written to about what is not whole."""

    def plan(self, want: Moved, world: World) -> Nothing:
        del want, world
        return Nothing()

    def probe(self, want: Moved, was: Nothing, world: World) -> Presence:
        del was
        met, due, has = Met(want, world), 0, 0
        for pair, target in met.made:
            for one, there in _due(met, pair, target):
                due += 1
                has += there is not None and _is_given(met, pair, one, there)
        return how_much(has, due)

    def do(self, want: Moved, was: Nothing, world: World) -> Assigned:
        del was
        met, count, left = Met(want, world), 0, 0
        for pair, target in met.made:
            copies, there = pair.book.tasks(), {one.id: one for one in met.new.tasks(target.id)}
            for _, tasks in met.wanted(pair):
                for one in tasks:
                    if want.assign != "nobody":
                        left += sum(person not in met.people for person in one.people)
                    copy, people = copies.get(one.id), met.assigned(one)
                    if copy is None or copy.target not in there:
                        continue
                    has = there[copy.target].people
                    if not _is_given(met, pair, one, there[copy.target]):
                        met.new.assign(copy.target, people)
                    count += bool(people)
                    if not copy.people:  # also of one that nobody gets: who takes it later has done something
                        noted = digest_of_people({*people, *has})
                        pair.book.note([copy.changed(people=noted)])
        return Assigned(tasks=count, left=left)

    def verify(self, want: Moved, was: Nothing, receipt: Assigned, world: World) -> Verification:
        del was
        met, expected, found = Met(want, world), dict[str, str](), dict[str, str]()
        for pair, target in met.made:
            there, copies = alone(met, target), pair.book.tasks()
            for _, tasks in met.wanted(pair):
                for one in tasks:
                    if not met.assigned(one):
                        continue
                    expected[f"task {one.id}"] = "given"
                    copy = copies.get(one.id)
                    is_given = copy and copy.target in there and _is_given(met, pair, one, there[copy.target])
                    found[f"task {one.id}"] = "given" if is_given else "not given to all"
        seen = Verification.of("each new bucket's tasks, one by one", expected=expected, found=found)
        left = receipt.left
        return seen.changed(
            skipped=(f"{left} × somebody without an account on the new side",) if left else ()
        )

    def undo(self, want: Moved, was: Nothing, receipt: Assigned | None, world: World) -> None:
        """In a plan where people did something since, all stays as it is: the plan is kept."""
        del was, receipt
        met = Met(want, world)
        for pair, target in met.made:
            if keep(met, pair, target):
                continue
            pair.book.note(one.changed(people="") for one in pair.book.tasks().values() if one.people)
            for one, there in _due(met, pair, target):
                if there is not None and set(people := met.assigned(one)) & set(there.people):
                    met.new.assign(there.id, (), gone=people)

    def written_since(self, want: Moved, was: Nothing, receipt: Assigned, world: World) -> tuple[str, ...]:
        """Say what people did there before it was opened."""
        del was, receipt
        met = Met(want, world)
        return (*stays(met), *lost(met))


def _due(met: Met, pair: Pair, target: TaskPlan) -> Iterator[tuple[PlanTask, PlanTask | None]]:
    """Yield the tasks that somebody gets, each with its copy, as the plan lists it."""
    copies = {one.source: one.target for one in pair.book.tasks().values()}
    there = {one.id: one for one in met.new.tasks(target.id)}
    for _, tasks in met.wanted(pair):
        for one in tasks:
            if met.assigned(one):
                yield one, there.get(copies.get(one.id, ""))


def _is_given(met: Met, pair: Pair, task: PlanTask, there: PlanTask) -> bool:
    """Tell whether people have it. In a plan that is open they were given it, and have gone on from there."""
    return pair.is_open(met.want) or set(met.assigned(task)) <= set(there.people)


STEP = Assign()
