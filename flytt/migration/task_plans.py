"""What steps see of Planner: plans of groups, their buckets, and their tasks with all that they say.

What people wrote passes through steps in memory: the ledger gets ids, counts and digests. A bucket or a task
is made under a *mark* in the place of its name: a POST whose answer was lost, or that arrived twice, is found
by it. A task is written only while it says what was seen of it.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, Protocol, TypeAlias

from pydantic import Field

from flytt.migration.directory import Speed
from flytt.migration.record import Json, Record, digest

Preview: TypeAlias = Literal["automatic", "noPreview", "checklist", "description", "reference"]


class TaskPlan(Record):
    """A plan of a group. `own`: Flytt's application made it. `categories`: names of its labels, by key."""

    id: str
    group: str
    title: str
    created: str = ""
    own: bool = False
    categories: dict[str, str] = Field(default_factory=dict[str, str])


class Bucket(Record):
    """A column of a plan. `hint` says where it stands among others: they are in the order of their hints."""

    id: str
    name: str
    hint: str = ""


class Tick(Record):
    """A point of a task's list, ticked or not."""

    title: str
    checked: bool = False


class Reference(Record):
    """An address that a task leads to."""

    url: str
    name: str = ""
    kind: str = ""


class Body(Record):
    """What a task says, apart from who has it and where it stands. Times: UTC, ISO 8601."""

    title: str
    percent: int = 0
    priority: int = 5
    start: str = ""
    due: str = ""
    categories: tuple[str, ...] = ()
    preview: Preview = "automatic"
    description: str = ""
    ticks: tuple[Tick, ...] = ()
    references: tuple[Reference, ...] = ()


class PlanTask(Record):
    """A task. `own`: Flytt's application made it. `talked`: it has comments, in the group's mail.

    `hint`: where it stands in the list of its plan; `card`: among the cards of its bucket on the board.
    """

    id: str
    bucket: str
    hint: str = ""
    card: str = ""
    own: bool = False
    talked: bool = False
    people: tuple[str, ...] = ()
    body: Body = Field(repr=False)


class TaskPlans(Protocol):
    """The plans of one tenant. Every operation that writes may be repeated."""

    def granted(self, use: Literal["read", "write"]) -> frozenset[str]: ...

    def speed(self) -> Speed: ...

    def plans(self, groups: Iterable[str]) -> tuple[TaskPlan, ...]:
        """Return the plans of these groups. A group that can have none has none."""
        ...

    def buckets(self, plan: str) -> tuple[Bucket, ...]:
        """Return the buckets of a plan, in their order."""
        ...

    def tasks(self, plan: str) -> Iterator[PlanTask]:
        """Yield the tasks of a plan whole."""
        ...

    def tasks_alone(self, bucket: str) -> Iterator[PlanTask]:
        """Yield the tasks of a bucket whole, each asked for by itself: another way than by the plan."""
        ...

    def make_plan(self, group: str, title: str) -> TaskPlan:
        """Make a plan; one of Flytt's of that title there already is success."""
        ...

    def call_plan(self, plan: str, title: str) -> None:
        """Give a plan this title; called so already is success."""
        ...

    def label(self, plan: str, categories: Mapping[str, str]) -> None:
        """Give the labels of a plan these names, and the others none."""
        ...

    def remove_plan(self, plan: str) -> None:
        """Remove a plan with all in it, for ever; gone already is success."""
        ...

    def make_bucket(self, plan: str, mark: str, *, after: str) -> Bucket:
        """Make a bucket called by the mark, behind the one with the hint `after`."""
        ...

    def change_bucket(self, bucket: str, name: str, *, after: str | None) -> Bucket:
        """Give a bucket this name, and a place behind that hint unless it is None."""
        ...

    def remove_bucket(self, bucket: str) -> None:
        """Remove a bucket with its tasks; gone already is success."""
        ...

    def make_task(self, plan: str, bucket: str, mark: str, *, after: str) -> PlanTask:
        """Make a task that says nothing, called by the mark, behind the one with the hint `after`."""
        ...

    def write_task(self, task: PlanTask, body: Body, *, bucket: str) -> bool:
        """Let it say this, in that bucket; nobody hears of it. False: it is not as seen, or gone."""
        ...

    def place_task(self, task: str, *, after: str) -> str:
        """Set it behind that hint, and return its new one."""
        ...

    def place_card(self, task: str, *, after: str) -> str:
        """Set it behind that hint on the board, and return its new one; behind it already is success."""
        ...

    def assign(self, task: str, people: Iterable[str], *, gone: Iterable[str] = ()) -> None:
        """Give it to these people, and take it from others. Planner itself tells those who get it."""
        ...

    def remove_task(self, task: str) -> None:
        """Remove a task for ever; gone already is success."""
        ...


def digest_of(body: Body) -> str:
    """Return the digest of what a task says."""
    said = body.changed(references=tuple(sorted(body.references, key=lambda one: one.url)))
    return digest(said.as_json())


def digest_of_people(people: Iterable[str]) -> str:
    """Return the digest of who has a task."""
    ids: Json = [*sorted(people)]
    return digest(ids)
