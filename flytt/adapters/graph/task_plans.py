"""One tenant's Planner over Graph. What is written is read first: it goes by the last ETag, or not at all."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Literal

from flytt.adapters.graph.answer import MISSING, Answer, Thing, refusal, text, things
from flytt.adapters.graph.door import Door, Question, local_path
from flytt.adapters.graph.task_plan_rows import (
    TAG,
    bucket_of,
    categories_of,
    is_own,
    new_assignments,
    new_details,
    new_task,
    part,
    plan_of,
    says_by_itself,
    says_in_details,
    task_of,
)
from flytt.migration.directory import Speed
from flytt.migration.errors import BadInput, Interrupted, NotFound
from flytt.migration.task_plans import Body, Bucket, PlanTask, TaskPlan

_ATTEMPTS = 8
_GROUPS = "https://graph.microsoft.com/v1.0/groups"
"""How Planner names the group that a plan belongs to, wherever it is asked."""
_CONFLICT = frozenset({409, 412})


class GraphTaskPlans:
    """One tenant's plans, through an application that reads and one that writes."""

    def __init__(
        self, name: str, reader: Door, writer: Door | None, client: str, wait: Callable[[float], None]
    ) -> None:
        self._name, self._reader, self._own_writer, self._client = name, reader, writer, client
        self._wait = wait

    def granted(self, use: Literal["read", "write"]) -> frozenset[str]:
        """Return the permissions that were consented to."""
        if use == "read":
            return self._reader.sign_in.roles()
        return self._own_writer.sign_in.roles() if self._own_writer else frozenset()

    def speed(self) -> Speed:
        """Return requests a second."""
        writer = self._own_writer or self._reader
        return Speed(reads=self._reader.governor.speed("get"), writes=writer.governor.speed("write"))

    def plans(self, groups: Iterable[str]) -> tuple[TaskPlan, ...]:
        """Return the plans of these groups, twenty groups at a time."""
        attempted, found = f"Reading plans in {self._name}", list[TaskPlan]()
        asked = {f"/groups/{one}/planner/plans": one for one in groups}
        for question, answer in self._reader.batch([_get(one) for one in asked], attempted=attempted):
            group = asked[question.path]
            if answer.status == MISSING:
                continue
            rows = things(self._read(answer, attempted).body, "value")
            if more := local_path(text(answer.body, "@odata.nextLink")):
                rows += [row for page in self._reader.pages(_get(more), attempted=attempted) for row in page]
            found += [plan_of(row, group, self._client) for row in rows]
        said = self._many([f"/planner/plans/{one.id}/details" for one in found], attempted)
        named = (
            one.changed(categories=categories_of(said[path]))
            for one in found
            if (path := f"/planner/plans/{one.id}/details") in said
        )
        return tuple(sorted(named, key=lambda one: one.id))

    def buckets(self, plan: str) -> tuple[Bucket, ...]:
        """Return the buckets of a plan, in their order."""
        rows = self._pages(f"/planner/plans/{plan}/buckets", f"Reading buckets in {self._name}")
        return tuple(sorted((bucket_of(row) for row in rows), key=lambda one: one.hint))

    def tasks(self, plan: str) -> Iterator[PlanTask]:
        """Yield the tasks of a plan, listed; the details and cards of twenty at a time.

        A task that has no card is a task all the same: left out, it would be lost on both sides, unseen.
        """
        attempted = f"Reading tasks in {self._name}"
        rows = list(self._pages(f"/planner/plans/{plan}/tasks", attempted))
        said = self._many([_details(text(row, "id")) for row in rows], attempted)
        boards = self._many([_board(text(row, "id")) for row in rows], attempted)
        for row in rows:
            if (path := _details(key := text(row, "id"))) in said:
                yield task_of(row, said[path], boards.get(_board(key), {}), self._client)

    def tasks_alone(self, bucket: str) -> Iterator[PlanTask]:
        """Yield the tasks that a bucket lists, each of them and its details by its own address."""
        attempted = f"Reading single tasks in {self._name}"
        ids = [text(row, "id") for row in self._pages(f"/planner/buckets/{bucket}/tasks", attempted)]
        whole = self._many([f"/planner/tasks/{one}" for one in ids], attempted)
        said = self._many([_details(one) for one in ids], attempted)
        boards = self._many([_board(one) for one in ids], attempted)
        for one in ids:
            task, details = f"/planner/tasks/{one}", _details(one)
            if task in whole and details in said:
                yield task_of(whole[task], said[details], boards.get(_board(one), {}), self._client)

    def make_plan(self, group: str, title: str) -> TaskPlan:
        """Make a plan once: it is looked for before, after each lost answer, and until it is listed."""
        attempted, is_made = f"Making a plan in {self._name}", False
        body: Thing = {"container": {"url": f"{_GROUPS}/{group}"}, "title": title}
        for attempt in range(_ATTEMPTS):
            made = [one for one in self.plans([group]) if one.own and one.title == title]
            if made:
                for twin in sorted(made, key=lambda one: one.id)[1:]:
                    self.remove_plan(twin.id)
                return min(made, key=lambda one: one.id)
            if is_made:  # a listing that lags: asked once more, it would be made once more
                self._wait(_pause(attempt))
                continue
            question = Question("POST", "/planner/plans", body, _WRITE, once=True)
            is_made = self._asked_once(question, attempted, attempt) is not None
        raise _not_found(attempted)

    def call_plan(self, plan: str, title: str) -> None:
        """Rename it."""
        attempted = f"Naming a plan in {self._name}"
        self._converged(
            f"/planner/plans/{plan}",
            attempted,
            lambda _: {"title": title},
            lambda t: text(t, "title") == title,
        )

    def label(self, plan: str, categories: Mapping[str, str]) -> None:
        """Name its labels."""

        def said(there: Thing) -> Thing:
            empty: Thing = dict.fromkeys(part(there, "categoryDescriptions"))
            return {"categoryDescriptions": {**empty, **categories}}

        attempted = f"Naming the labels of a plan in {self._name}"
        path = f"/planner/plans/{plan}/details"
        self._converged(path, attempted, said, lambda t: categories_of(t) == dict(categories))

    def remove_plan(self, plan: str) -> None:
        """Remove it."""
        self._removed(f"/planner/plans/{plan}", f"Removing a plan in {self._name}")

    def make_bucket(self, plan: str, mark: str, *, after: str) -> Bucket:
        """Make a bucket; after a lost answer it is looked for by its mark."""
        attempted = f"Making a bucket in {self._name}"
        body: Thing = {"name": mark, "planId": plan, "orderHint": f"{after} !"}
        question = Question("POST", "/planner/buckets", body, _WRITE, once=True)
        for attempt in range(_ATTEMPTS):
            if (made := self._asked_once(question, attempted, attempt)) is not None:
                return bucket_of(made)
            found = next((one for one in self.buckets(plan) if one.name == mark), None)
            if found is not None:
                return found
        raise _not_found(attempted)

    def change_bucket(self, bucket: str, name: str, *, after: str | None) -> Bucket:
        """Rename or move it."""
        attempted = f"Naming a bucket in {self._name}"
        placed: Thing = {} if after is None else {"orderHint": f"{after} !"}
        path = f"/planner/buckets/{bucket}"
        made = self._converged(
            path,
            attempted,
            lambda _: {"name": name, **placed},
            lambda t: text(t, "name") == name and (after is None or text(t, "orderHint") > after),
        )
        return bucket_of(made)

    def remove_bucket(self, bucket: str) -> None:
        """Remove it."""
        self._removed(f"/planner/buckets/{bucket}", f"Removing a bucket in {self._name}")

    def make_task(self, plan: str, bucket: str, mark: str, *, after: str) -> PlanTask:
        """Make a task; after a lost answer it is looked for by its mark."""
        attempted = f"Making a task in {self._name}"
        body: Thing = {"planId": plan, "bucketId": bucket, "title": mark, "orderHint": f"{after} !"}
        question = Question("POST", "/planner/tasks", body, _WRITE, once=True)
        for attempt in range(_ATTEMPTS):
            if (made := self._asked_once(question, attempted, attempt)) is not None:
                return task_of(made, {}, {}, self._client)
            listed = self._pages(f"/planner/plans/{plan}/tasks", attempted)
            found = next((one for one in listed if text(one, "title") == mark and self._is_own(one)), None)
            if found is not None:
                return task_of(found, {}, {}, self._client)
        raise _not_found(attempted)

    def write_task(self, task: PlanTask, body: Body, *, bucket: str) -> bool:
        """Write its details first, and its title last: until then it is called by its mark."""
        attempted, at = f"Writing a task in {self._name}", f"/planner/tasks/{task.id}"

        def itself(there: Thing) -> Thing | None:
            if not says_by_itself(there, task.body, task.bucket):
                return None
            gone: Thing = dict.fromkeys(part(there, "appliedCategories"), False)
            said = new_task(body)
            return {**said, "appliedCategories": gone | part(said, "appliedCategories"), "bucketId": bucket}

        def details(there: Thing) -> Thing | None:
            return new_details(body, there) if says_in_details(there, task.body) else None

        try:
            return bool(
                self._converged(f"{at}/details", attempted, details, lambda t: says_in_details(t, body))
                and self._converged(at, attempted, itself, lambda t: says_by_itself(t, body, bucket))
            )
        except NotFound:
            return False

    def place_task(self, task: str, *, after: str) -> str:
        """Set it behind that hint."""
        made = self._converged(
            f"/planner/tasks/{task}",
            f"Placing a task in {self._name}",
            lambda _: {"orderHint": f"{after} !"},
            lambda t: text(t, "orderHint") > after,
        )
        return text(made, "orderHint")

    def place_card(self, task: str, *, after: str) -> str:
        """Set it behind that hint on the board."""
        made = self._converged(
            _board(task),
            f"Placing a card in {self._name}",
            lambda _: {"orderHint": f"{after} !"},
            lambda t: text(t, "orderHint") > after,
        )
        return text(made, "orderHint")

    def assign(self, task: str, people: Iterable[str], *, gone: Iterable[str] = ()) -> None:
        """Give it to these people; whoever has it is not given it again."""
        wanted, taken = frozenset(people), frozenset(gone)

        def said(there: Thing) -> Thing:
            has = part(there, "assignments").keys()
            return new_assignments(sorted(wanted - has), sorted(taken & has))

        def holds(there: Thing) -> bool:
            has = part(there, "assignments").keys()
            return wanted <= has and not taken & has

        self._converged(f"/planner/tasks/{task}", f"Assigning a task in {self._name}", said, holds)

    def remove_task(self, task: str) -> None:
        """Remove it."""
        self._removed(f"/planner/tasks/{task}", f"Removing a task in {self._name}")

    @property
    def _writer(self) -> Door:
        if self._own_writer is None:
            raise BadInput(
                f"Plans were to be written in {self._name}, and reach.yaml states no `writer` for it.",
                still_true="Nothing was touched.",
                next_command="state the application that may write there, then flytt resume",
            )
        return self._own_writer

    def _converged(
        self,
        path: str,
        attempted: str,
        said: Callable[[Thing], Thing | None],
        holds: Callable[[Thing], bool],
    ) -> Thing:
        """Read, and write what lacks by the ETag that was read, until it holds. Empty: it may not be written.

        A write whose answer was lost meets its own state, and holds.
        """
        for attempt in range(_ATTEMPTS):
            there = self._read(self._writer.ask(_get(path), attempted=attempted), attempted).body
            if holds(there):
                return there
            wanted = said(there)
            if wanted is None:
                return {}
            headers = {"If-Match": text(there, TAG), "Prefer": "return=representation"}
            answer = self._writer.ask(Question("PATCH", path, wanted, _WRITE, headers), attempted=attempted)
            if answer.status not in _CONFLICT:
                after = self._read(answer, attempted).body
                if after:
                    return after
            self._wait(_pause(attempt))
        raise Interrupted(f"{attempted}: others change it all the time.", still_true="It may be so soon.")

    def _removed(self, path: str, attempted: str) -> None:
        for attempt in range(_ATTEMPTS):
            there = self._writer.ask(_get(path), attempted=attempted)
            if there.status == MISSING:
                return
            tag = text(self._read(there, attempted).body, TAG)
            question = Question("DELETE", path, None, _WRITE, {"If-Match": tag})
            answer = self._writer.ask(question, attempted=attempted)
            if answer.status == MISSING:
                return
            if answer.status not in _CONFLICT:
                self._read(answer, attempted)
                return
            self._wait(_pause(attempt))
        raise Interrupted(f"{attempted}: others change it all the time.", still_true="It is still there.")

    def _asked_once(self, question: Question, attempted: str, attempt: int) -> Thing | None:
        """Return what was made; None when the answer was lost, and it must be looked for."""
        try:
            answer = self._writer.ask(question, attempted=attempted)
        except Interrupted:
            self._wait(_pause(attempt))
            return None
        return self._read(answer, attempted).body

    def _pages(self, path: str, attempted: str) -> Iterator[Thing]:
        for page in self._reader.pages(_get(path), attempted=attempted):
            yield from page

    def _many(self, paths: list[str], attempted: str) -> dict[str, Thing]:
        """Return things by their addresses, twenty at a time. What is gone meanwhile is left out."""
        found: dict[str, Thing] = {}
        for question, answer in self._reader.batch([_get(path) for path in paths], attempted=attempted):
            if answer.status != MISSING:
                found[question.path] = self._read(answer, attempted).body
        return found

    def _is_own(self, thing: Thing) -> bool:
        return is_own(thing, self._client)

    def _read(self, answer: Answer, attempted: str) -> Answer:
        if not answer.ok:
            raise refusal(attempted, answer)
        return answer


_WRITE = {"write": 1.0}


def _get(path: str) -> Question:
    return Question("GET", path, costs={"get": 1})


def _details(task: str) -> str:
    return f"/planner/tasks/{task}/details"


def _board(task: str) -> str:
    return f"/planner/tasks/{task}/bucketTaskBoardFormat"


def _pause(attempt: int) -> float:
    return min(1.5**attempt, 20.0)


def _not_found(attempted: str) -> Interrupted:
    return Interrupted(
        f"{attempted}: it cannot be found yet.", still_true="It is looked for by its mark again.",
        next_command="flytt resume",
    )  # fmt: skip
