"""Planner as the practice tenants hold it: plans of groups, buckets, tasks, and what a task says besides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from practice.graph.answers import Refused
from practice.graph.tenant import Tenant
from practice.graph.things import Thing, identifier, part, text

__all__ = ["Plan", "Planner", "between", "in_order", "over_limit"]

_STEP, _DIGITS = 1_000, 12


@dataclass
class Plan:
    """One plan. Its buckets and tasks are things as Graph sends them, each with its ETag; details by task.

    `cards`: by task, where it stands among the cards of its bucket on the board.
    """

    id: str
    group: str
    head: Thing
    details: Thing
    buckets: dict[str, Thing] = field(default_factory=dict[str, Thing])
    tasks: dict[str, Thing] = field(default_factory=dict[str, Thing])
    said: dict[str, Thing] = field(default_factory=dict[str, Thing])
    cards: dict[str, Thing] = field(default_factory=dict[str, Thing])

    def drop_task(self, task: str) -> None:
        """Have a task no longer."""
        del self.tasks[task], self.said[task], self.cards[task]


class Planner:
    """The plans of both tenants. One whose group is deleted is not there.

    `told`: whom Planner has mailed that a task is theirs: tenant, task, person.
    """

    def __init__(self) -> None:
        self._plans: dict[str, Plan] = {}
        self._made = 0
        self.told: list[tuple[str, str, str]] = []

    def of(self, tenant: Tenant, group: str = "") -> list[Plan]:
        """Those of a tenant, or of one group, in the order in which they were made."""
        return [
            plan
            for plan in self._plans.values()
            if tenant.groups.true(plan.group) is not None and group in {"", plan.group}
        ]

    def plan(self, tenant: Tenant, plan_id: str) -> Plan:
        """One plan. Raises Refused when there is none."""
        found = self._plans.get(plan_id)
        if found is None or tenant.groups.true(found.group) is None:
            raise _missing()
        return found

    def bucket(self, tenant: Tenant, bucket_id: str) -> tuple[Plan, Thing]:
        """A bucket with its plan."""
        for plan in self.of(tenant):
            if bucket_id in plan.buckets:
                return plan, plan.buckets[bucket_id]
        raise _missing()

    def task(self, tenant: Tenant, task_id: str) -> tuple[Plan, Thing]:
        """A task with its plan."""
        for plan in self.of(tenant):
            if task_id in plan.tasks:
                return plan, plan.tasks[task_id]
        raise _missing()

    def add(self, plan: Plan) -> None:
        """Have one more plan."""
        self._plans[plan.id] = plan

    def drop(self, plan: Plan) -> None:
        """Have it no longer, with all that is in it: there is no recycle bin."""
        del self._plans[plan.id]

    def new_id(self, *of: str) -> str:
        """An id as Planner gives them: 28 signs, told apart by their case too."""
        self._made += 1
        return identifier(*of, self._made).replace("-", "")[:28]

    def tag(self, thing: Thing) -> None:
        """Give a thing that was written its next ETag."""
        self._made += 1
        thing["@odata.etag"] = f'W/"JzEt{self._made:08}"'

    def lines(self, tenant: Tenant) -> list[str]:
        """What the plans of a tenant mean, whatever their ids, hints and times are."""
        found: list[str] = []
        for plan in self.of(tenant):
            group = text(tenant.groups.true(plan.group) or {}, "displayName")
            at = f"{group}/{text(plan.head, 'title')}"
            found.append(f"plan {at} {sorted(part(plan.details, 'categoryDescriptions').items())}")
            for place, bucket in enumerate(in_order(plan.buckets.values())):
                found.append(f"bucket {at} {place} {text(bucket, 'name')}")
                inside = [t for t in plan.tasks.values() if t["bucketId"] == bucket["id"]]
                cards = in_order(plan.cards[text(t, "id")] for t in inside)
                names = [text(plan.tasks[text(one, "id")], "title") for one in cards]
                found.append(f"cards {at} {place} {names}")
                for where, task in enumerate(in_order(inside)):
                    name = f"{at}/{text(bucket, 'name')}/{where}"
                    found.append(f"task {name} {_says(tenant, task, plan.said[text(task, 'id')])}")
        return found


def in_order(things: Iterable[Thing]) -> list[Thing]:
    """Things as people see them: by their order hints."""
    return sorted(things, key=lambda one: text(one, "orderHint"))


def between(hint: str) -> str:
    """The place that a client asks for as `<previous> <next>!`: after the one, before the other.

    Raises Refused for what is no such hint.
    """
    before, _, after = hint.removesuffix("!").partition(" ")
    if not hint.endswith("!") or not all(one.isdigit() or not one for one in (before, after)):
        raise Refused(400, "", "The specified order hint is invalid.")
    if not before and not after:
        return f"{5 * 10 ** (_DIGITS - 1)}"
    if not after:
        return f"{int(before[:_DIGITS]) + _STEP:0{_DIGITS}}"
    if not before:
        return f"{int(after[:_DIGITS]) - _STEP:0{_DIGITS}}"
    if before >= after:
        raise Refused(400, "", "The specified order hint is invalid.")
    zeros = 0
    while (found := f"{before}{'0' * zeros}5") >= after:
        zeros += 1
    return found


def over_limit(code: str) -> Refused:
    """More than the service lets there be. It answers 403, and the code names the limit."""
    return Refused(403, code, f"The limit {code} is exceeded.")


def _says(tenant: Tenant, task: Thing, details: Thing) -> str:
    people = sorted(
        text(tenant.users.true(one) or {}, "displayName") or one for one in part(task, "assignments")
    )
    checklist = part(details, "checklist")
    ticks = [
        (text(one, "title"), one.get("isChecked"))
        for one in in_order(part(checklist, key) for key in checklist)
    ]
    links = sorted((url, text(part(part(details, "references"), url), "alias"))
                   for url in part(details, "references"))  # fmt: skip
    names = ("title", "percentComplete", "priority", "startDateTime", "dueDateTime", "previewType")
    said = [task.get(name) for name in names]
    categories = sorted(part(task, "appliedCategories"))
    return f"{said} {categories} {people} {text(details, 'description')} {ticks} {links}"


def _missing() -> Refused:
    return Refused(404, "", "The requested item is not found.")
