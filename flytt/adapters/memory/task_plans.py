"""Planner's twin: one tenant in memory, without limits, lag or mail."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from flytt.migration.directory import Speed
from flytt.migration.errors import NotFound
from flytt.migration.permissions import PLANNER
from flytt.migration.task_plans import Body, Bucket, PlanTask, TaskPlan

_STEP, _TOP = 10, 500_000_000_000


@dataclass
class MemoryPlan:
    """One plan: its head, buckets and tasks by id."""

    plan: TaskPlan
    buckets: dict[str, Bucket] = field(default_factory=dict[str, Bucket])
    tasks: dict[str, PlanTask] = field(default_factory=dict[str, PlanTask])

    def add(self, bucket: Bucket, *tasks: PlanTask) -> None:
        """Have a bucket with these tasks."""
        self.buckets[bucket.id] = bucket
        self.tasks |= {one.id: one for one in tasks}


@dataclass
class MemoryPlanner:
    """One tenant's plans, by id. What is made gets an id that follows from where it is and its mark."""

    name: str = ""
    there: dict[str, MemoryPlan] = field(default_factory=dict[str, MemoryPlan])
    effects: Counter[tuple[str, ...]] = field(default_factory=Counter[tuple[str, ...]])

    def granted(self, use: Literal["read", "write"]) -> frozenset[str]:
        """Return everything that is needed."""
        return PLANNER.reads if use == "read" else PLANNER.reads | PLANNER.writes

    def speed(self) -> Speed:
        """Return a speed at which nothing takes long."""
        return Speed(reads=1000, writes=1000)

    def plans(self, groups: Iterable[str]) -> tuple[TaskPlan, ...]:
        """Return the plans of these groups."""
        wanted = set(groups)
        return tuple(one.plan for one in self.there.values() if one.plan.group in wanted)

    def buckets(self, plan: str) -> tuple[Bucket, ...]:
        """Return a plan's buckets."""
        return tuple(sorted(self._plan(plan).buckets.values(), key=lambda one: one.hint))

    def tasks(self, plan: str) -> Iterator[PlanTask]:
        """Yield a plan's tasks."""
        yield from tuple(self._plan(plan).tasks.values())

    def tasks_alone(self, bucket: str) -> Iterator[PlanTask]:
        """Yield a bucket's tasks."""
        yield from (one for one in tuple(self._with_bucket(bucket).tasks.values()) if one.bucket == bucket)

    def make_plan(self, group: str, title: str) -> TaskPlan:
        """Make one unless it is there."""
        for one in self.there.values():
            if (one.plan.group, one.plan.title, one.plan.own) == (group, title, True):
                return one.plan
        key = _free(self.there, self.name, group, title)
        made = TaskPlan(id=key, group=group, title=title, own=True)
        self.there[key] = MemoryPlan(made)
        self._count("make plan", group, title)
        return made

    def call_plan(self, plan: str, title: str) -> None:
        """Call it so."""
        at = self._plan(plan)
        if at.plan.title != title:
            self._count("call plan", plan, title)
            at.plan = at.plan.changed(title=title)

    def label(self, plan: str, categories: Mapping[str, str]) -> None:
        """Name its labels."""
        at = self._plan(plan)
        if at.plan.categories != dict(categories):
            self._count("label plan", plan)
            at.plan = at.plan.changed(categories=dict(categories))

    def remove_plan(self, plan: str) -> None:
        """Remove it."""
        if self.there.pop(plan, None) is not None:
            self._count("remove plan", plan)

    def make_bucket(self, plan: str, mark: str, *, after: str) -> Bucket:
        """Make one."""
        at = self._plan(plan)
        made = Bucket(id=_free(at.buckets, plan, mark), name=mark, hint=_behind(after))
        at.buckets[made.id] = made
        self._count("make bucket", plan, mark)
        return made

    def change_bucket(self, bucket: str, name: str, *, after: str | None) -> Bucket:
        """Call or place it otherwise."""
        at = self._with_bucket(bucket)
        hint = at.buckets[bucket].hint if after is None else _behind(after)
        at.buckets[bucket] = Bucket(id=bucket, name=name, hint=hint)
        self._count("change bucket", bucket)
        return at.buckets[bucket]

    def remove_bucket(self, bucket: str) -> None:
        """Remove it with its tasks."""
        at = next((one for one in self.there.values() if bucket in one.buckets), None)
        if at is not None:
            del at.buckets[bucket]
            at.tasks = {key: one for key, one in at.tasks.items() if one.bucket != bucket}
            self._count("remove bucket", bucket)

    def make_task(self, plan: str, bucket: str, mark: str, *, after: str) -> PlanTask:
        """Make one."""
        at = self._plan(plan)
        key = _free(at.tasks, plan, mark)
        on_top = f"{_TOP - len(at.tasks):012}"  # a new card comes first on its board
        made = PlanTask(
            id=key, bucket=bucket, hint=_behind(after), card=on_top, own=True, body=Body(title=mark)
        )
        at.tasks[key] = made
        self._count("make task", plan, mark)
        return made

    def write_task(self, task: PlanTask, body: Body, *, bucket: str) -> bool:
        """Let it say this."""
        at = self._with_task(task.id)
        if at is None:
            return False
        was = at.tasks[task.id]
        if (was.body, was.bucket) == (body, bucket):
            return True
        if (was.body, was.bucket) != (task.body, task.bucket):
            return False
        at.tasks[task.id] = was.changed(body=body, bucket=bucket)
        self._count("write task", task.id)
        return True

    def place_task(self, task: str, *, after: str) -> str:
        """Set it there."""
        at = self._of_task(task)
        at.tasks[task] = at.tasks[task].changed(hint=_behind(after))
        self._count("place task", task)
        return at.tasks[task].hint

    def place_card(self, task: str, *, after: str) -> str:
        """Set it there on the board, unless it is."""
        at = self._of_task(task)
        if at.tasks[task].card <= after:
            at.tasks[task] = at.tasks[task].changed(card=_behind(after))
            self._count("place card", task)
        return at.tasks[task].card

    def assign(self, task: str, people: Iterable[str], *, gone: Iterable[str] = ()) -> None:
        """Give it to them."""
        at = self._of_task(task)
        was = at.tasks[task]
        now = tuple(sorted({*was.people, *people} - {*gone}))
        if now != tuple(sorted(was.people)):
            at.tasks[task] = was.changed(people=now)
            self._count("assign task", task)

    def remove_task(self, task: str) -> None:
        """Remove it."""
        at = self._with_task(task)
        if at is not None:
            del at.tasks[task]
            self._count("remove task", task)

    def snapshot(self) -> dict[str, object]:
        """Return all plans, without the ids and hints of what Flytt makes."""
        found: dict[str, object] = {}
        for one in self.there.values():
            at = f"{self.name} plan {one.plan.group} {one.plan.title}"
            found[at] = sorted(one.plan.categories.items())
            for place, bucket in enumerate(self.buckets(one.plan.id)):
                inside = sorted(self.tasks_alone(bucket.id), key=lambda task: task.hint)
                found[f"{at} {place}"] = (
                    bucket.name,
                    [(task.body.model_dump_json(), sorted(task.people)) for task in inside],
                    [task.body.title for task in sorted(inside, key=lambda task: task.card)],
                )
        return found

    def _plan(self, plan: str) -> MemoryPlan:
        if plan not in self.there:
            raise NotFound(f"There is no plan {plan} in {self.name}.")
        return self.there[plan]

    def _with_bucket(self, bucket: str) -> MemoryPlan:
        found = next((one for one in self.there.values() if bucket in one.buckets), None)
        if found is None:
            raise NotFound(f"There is no bucket {bucket} in {self.name}.")
        return found

    def _with_task(self, task: str) -> MemoryPlan | None:
        return next((one for one in self.there.values() if task in one.tasks), None)

    def _of_task(self, task: str) -> MemoryPlan:
        found = self._with_task(task)
        if found is None:
            raise NotFound(f"There is no task {task} in {self.name}.")
        return found

    def _count(self, operation: str, *subject: str) -> None:
        self.effects[self.name, operation, *subject] += 1


def _behind(hint: str) -> str:
    return f"{int(hint or 0) + _STEP:012}"


def _free(taken: Mapping[str, object], *said: str) -> str:
    """An id for something new: another one when something else has it."""
    made = hashlib.sha256("/".join(said).encode()).hexdigest()[:28]
    return made if made not in taken else _free(taken, made)
