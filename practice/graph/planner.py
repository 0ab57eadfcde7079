"""Planner's addresses: plans of groups, buckets, tasks and their details. What is written names its ETag."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pydantic import JsonValue

from practice.graph.answers import Answer, Refused
from practice.graph.call import Call, created, done, shown
from practice.graph.kinds import Kind
from practice.graph.options import read_options
from practice.graph.pages import listed, page
from practice.graph.planner_kinds import (
    BUCKET,
    CARD,
    DETAILS,
    MOST,
    PLAN,
    PLAN_DETAILS,
    TASK,
    defaults,
    merged,
)
from practice.graph.planner_state import Plan, Planner, between, in_order, over_limit
from practice.graph.things import Thing, identifier, moment, part, text, texts

__all__ = ["PlannerApi"]

_GROUP = re.compile(r"https://graph\.microsoft\.com/(?:v1\.0|beta)/groups/([^/]+)/?")
_TAG = "@odata.etag"


class PlannerApi:
    """All plans, as they are asked about and written over Graph."""

    def __init__(self, planner: Planner) -> None:
        self._planner = planner

    def of_group(self, call: Call, group: str) -> Answer:
        """The plans of a Microsoft 365 group."""
        self._group(call, group)
        there = [one.head for one in self._planner.of(call.tenant, group)]
        return _page(call, PLAN, f"groups('{group}')/planner/plans", there)

    def get_plan(self, call: Call, plan: str) -> Answer:
        """One plan."""
        return shown(call, "planner/plans/$entity", self._planner.plan(call.tenant, plan).head)

    def get_plan_details(self, call: Call, plan: str) -> Answer:
        """What a plan says besides: the names of its categories."""
        found = self._planner.plan(call.tenant, plan).details
        return shown(call, f"planner/plans('{plan}')/details/$entity", found)

    def make_plan(self, call: Call) -> Answer:
        """A plan in a group's container."""
        given = call.request.json()
        kept = PLAN.checked({key: value for key, value in given.items() if key != "owner"})
        if not text(kept, "title"):
            raise _invalid("The plan title is invalid.")
        hit = _GROUP.fullmatch(text(part(given, "container"), "url"))
        group = hit[1] if hit else text(part(given, "container"), "containerId") or text(given, "owner")
        self._group(call, group)
        if len(self._planner.of(call.tenant, group)) >= MOST["plans"]:
            raise over_limit("MaximumProjectsOwnedByUser")
        made = self.put_plan(call.tenant.id, group, text(kept, "title"), moment(call.clock.now()), _by(call))
        return created(call, "planner/plans/$entity", made.head)

    def put_plan(self, tenant: str, group: str, title: str, now: str, by: Thing) -> Plan:
        """Have a plan."""
        key = self._planner.new_id(tenant, "plan")
        container: Thing = {
            "containerId": group, "type": "group", "url": f"https://graph.microsoft.com/v1.0/groups/{group}",
        }  # fmt: skip
        head: Thing = {
            "id": key, "title": title, "owner": group, "container": container, "createdBy": by,
            "createdDateTime": now,
        }  # fmt: skip
        categories: Thing = {f"category{number}": None for number in range(1, MOST["categories"] + 1)}
        plan = Plan(key, group, head, {"id": key, "categoryDescriptions": categories, "sharedWith": {}})
        self._planner.tag(plan.head)
        self._planner.tag(plan.details)
        self._planner.add(plan)
        return plan

    def change_plan(self, call: Call, plan_id: str) -> Answer:
        """Another title."""
        plan = self._planner.plan(call.tenant, plan_id)
        return self._changed(call, plan.head, PLAN, "planner/plans/$entity")

    def change_plan_details(self, call: Call, plan_id: str) -> Answer:
        """Other names of categories."""
        plan = self._planner.plan(call.tenant, plan_id)
        return self._changed(call, plan.details, PLAN_DETAILS, f"planner/plans('{plan_id}')/details/$entity")

    def drop_plan(self, call: Call, plan_id: str) -> Answer:
        """Gone, with all that is in it."""
        plan = self._planner.plan(call.tenant, plan_id)
        _as_seen(call, plan.head)
        self._planner.drop(plan)
        return done()

    def buckets(self, call: Call, plan_id: str) -> Answer:
        """The buckets of a plan."""
        found = self._planner.plan(call.tenant, plan_id).buckets.values()
        return _page(call, BUCKET, f"planner/plans('{plan_id}')/buckets", found)

    def make_bucket(self, call: Call) -> Answer:
        """A bucket: the first, unless a place is asked for."""
        kept = BUCKET.checked(call.request.json())
        plan = self._planner.plan(call.tenant, text(kept, "planId"))
        if not text(kept, "name"):
            raise _invalid("The bucket name is invalid.")
        return created(call, "planner/buckets/$entity", self.put_bucket(plan, kept))

    def put_bucket(self, plan: Plan, given: Thing) -> Thing:
        """Have a bucket."""
        if len(plan.buckets) >= MOST["buckets"]:
            raise over_limit("MaximumBucketsInProject")
        key = self._planner.new_id(plan.id, "bucket")
        made: Thing = {**given, "id": key, "planId": plan.id}
        made["orderHint"] = _place(text(given, "orderHint"), plan.buckets.values())
        self._planner.tag(made)
        plan.buckets[key] = made
        return made

    def get_bucket(self, call: Call, bucket_id: str) -> Answer:
        """One bucket."""
        return shown(call, "planner/buckets/$entity", self._planner.bucket(call.tenant, bucket_id)[1])

    def change_bucket(self, call: Call, bucket_id: str) -> Answer:
        """Another name or place."""
        _, found = self._planner.bucket(call.tenant, bucket_id)
        return self._changed(call, found, BUCKET, "planner/buckets/$entity")

    def drop_bucket(self, call: Call, bucket_id: str) -> Answer:
        """Gone, with the tasks in it."""
        plan, found = self._planner.bucket(call.tenant, bucket_id)
        _as_seen(call, found)
        del plan.buckets[bucket_id]
        for key in [key for key, task in plan.tasks.items() if task["bucketId"] == bucket_id]:
            plan.drop_task(key)
        return done()

    def tasks(self, call: Call, plan_id: str) -> Answer:
        """The tasks of a plan."""
        found = self._planner.plan(call.tenant, plan_id).tasks.values()
        return _page(call, TASK, f"planner/plans('{plan_id}')/tasks", found)

    def tasks_of_bucket(self, call: Call, bucket_id: str) -> Answer:
        """The tasks of a bucket."""
        plan, _ = self._planner.bucket(call.tenant, bucket_id)
        found = (one for one in plan.tasks.values() if one["bucketId"] == bucket_id)
        return _page(call, TASK, f"planner/buckets('{bucket_id}')/tasks", found)

    def get_task(self, call: Call, task_id: str) -> Answer:
        """One task."""
        return shown(call, "planner/tasks/$entity", self._planner.task(call.tenant, task_id)[1])

    def make_task(self, call: Call) -> Answer:
        """A task, with empty details: these are written afterwards."""
        kept = TASK.checked(call.request.json())
        plan = self._planner.plan(call.tenant, text(kept, "planId"))
        if not text(kept, "title") or len(text(kept, "title")) > MOST["title"]:
            raise _invalid("The task title is invalid.")
        if text(kept, "bucketId") and text(kept, "bucketId") not in plan.buckets:
            raise _invalid("The bucket is not in the plan.")
        made = self.put_task(plan, kept, moment(call.clock.now()), _by(call))
        self._tell(call, made, {})
        return created(call, "planner/tasks/$entity", made)

    def put_task(self, plan: Plan, given: Thing, now: str, by: Thing, said: Thing | None = None) -> Thing:
        """Have a task."""
        if len(plan.tasks) >= MOST["tasks"]:
            raise over_limit("MaximumTasksInProject")
        key = self._planner.new_id(plan.id, "task")
        made: Thing = {**defaults(now, by), "id": key, "planId": plan.id}
        _write(made, {**given, "assignments": {}}, TASK, now)
        _assign(made, part(given, "assignments"), now, by)
        made["orderHint"] = _place(text(given, "orderHint"), plan.tasks.values())
        details: Thing = {
            "id": key, "description": "", "previewType": "automatic", "checklist": {}, "references": {},
        }  # fmt: skip
        _write(details, said or {}, DETAILS, now)
        self._planner.tag(made)
        self._planner.tag(details)
        card: Thing = {"id": key, "orderHint": _place("", plan.cards.values())}
        self._planner.tag(card)
        plan.tasks[key], plan.said[key], plan.cards[key] = made, details, card
        _count(made, details)
        return made

    def change_task(self, call: Call, task_id: str) -> Answer:
        """Other content, another bucket, other people."""
        plan, found = self._planner.task(call.tenant, task_id)
        _as_seen(call, found)
        given = TASK.checked(call.request.json())
        if text(given, "bucketId") and text(given, "bucketId") not in plan.buckets:
            raise _invalid("The bucket is not in the plan.")
        before = dict(part(found, "assignments"))
        for person in part(given, "assignments"):
            if call.tenant.users.true(person) is None:
                raise _invalid("The assigned user is not in the directory.")
        _assign(found, part(given, "assignments"), moment(call.clock.now()), _by(call))
        said = {name: value for name, value in given.items() if name not in {"assignments", "orderHint"}}
        _write(found, said, TASK, moment(call.clock.now()))
        if text(given, "orderHint"):
            found["orderHint"] = between(text(given, "orderHint"))
        self._planner.tag(found)
        self._tell(call, found, before)
        return _answer(call, found, "planner/tasks/$entity")

    def drop_task(self, call: Call, task_id: str) -> Answer:
        """Gone: there is no recycle bin that Graph reaches."""
        plan, found = self._planner.task(call.tenant, task_id)
        _as_seen(call, found)
        plan.drop_task(task_id)
        return done()

    def get_details(self, call: Call, task_id: str) -> Answer:
        """What a task says besides."""
        plan, _ = self._planner.task(call.tenant, task_id)
        return shown(call, f"planner/tasks('{task_id}')/details/$entity", plan.said[task_id])

    def change_details(self, call: Call, task_id: str) -> Answer:
        """Other text, points to tick, links. Null takes one away."""
        plan, task = self._planner.task(call.tenant, task_id)
        found = plan.said[task_id]
        _as_seen(call, found)
        given = DETAILS.checked(call.request.json())
        after = merged(found, given)
        if len(part(after, "checklist")) > MOST["checklist"]:
            raise over_limit("MaximumChecklistItemsOnTask")
        if len(part(after, "references")) > MOST["references"]:
            raise over_limit("MaximumReferencesOnTask")
        if any(set(url) & set(":.@#") for url in part(given, "references")):
            raise _invalid("The name of a reference is an address in which : . % @ # are written as codes.")
        _write(found, given, DETAILS, moment(call.clock.now()))
        self._planner.tag(found)
        _count(task, found)
        return _answer(call, found, f"planner/tasks('{task_id}')/details/$entity")

    def get_card(self, call: Call, task_id: str) -> Answer:
        """Where a task stands on the board, when that shows buckets."""
        plan, _ = self._planner.task(call.tenant, task_id)
        context = f"planner/tasks('{task_id}')/bucketTaskBoardFormat/$entity"
        return shown(call, context, plan.cards[task_id])

    def change_card(self, call: Call, task_id: str) -> Answer:
        """Another place on the board."""
        plan, _ = self._planner.task(call.tenant, task_id)
        context = f"planner/tasks('{task_id}')/bucketTaskBoardFormat/$entity"
        return self._changed(call, plan.cards[task_id], CARD, context)

    def _changed(self, call: Call, found: Thing, kind: Kind, context: str) -> Answer:
        _as_seen(call, found)
        given = kind.checked(call.request.json())
        if any(given.get(name) in {"", None} for name in ("title", "name") if name in given):
            raise _invalid("A title or a name is not empty.")
        hint = text(given, "orderHint")
        _write(found, {k: v for k, v in given.items() if k != "orderHint"}, kind, "")
        if hint:
            found["orderHint"] = between(hint)
        self._planner.tag(found)
        return _answer(call, found, context)

    def _tell(self, call: Call, task: Thing, before: Thing) -> None:
        """Planner mails whoever gets a task: that cannot be switched off from here."""
        for person in part(task, "assignments").keys() - before.keys():
            self._planner.told.append((call.tenant.name, text(task, "id"), person))

    def _group(self, call: Call, group: str) -> None:
        found = call.tenant.groups.true(group)
        if found is None or "Unified" not in texts(found, "groupTypes"):
            raise Refused(404, "", "The requested item is not found.")


def _page(call: Call, kind: Kind, context: str, things: Iterable[Thing]) -> Answer:
    there = list(things)

    def rows(after: int) -> Iterator[tuple[int, Thing]]:
        return ((n, one) for n, one in enumerate(there) if n > after)

    found, beside = page(call, read_options(call.request, kind), rows)
    return listed(call, context, [dict(one) for one in found], beside)


def _answer(call: Call, found: Thing, context: str) -> Answer:
    if "return=representation" in call.request.headers.get("prefer", ""):
        return shown(call, context, found)
    return done()


def _as_seen(call: Call, found: Thing) -> None:
    wanted = call.request.headers.get("if-match", "")
    if not wanted:
        raise Refused(428, "", "The If-Match header must be specified for this request.")
    if wanted != text(found, _TAG):
        raise Refused(412, "", "The If-Match header contains an ETag that is not the last one.")


def _write(found: Thing, given: Thing, kind: Kind, now: str) -> None:
    found.update(merged(found, given))
    if kind is TASK and "percentComplete" in given:
        is_done = found["percentComplete"] == 100  # noqa: PLR2004 - per cent
        found["completedDateTime"] = (found["completedDateTime"] or now) if is_done else None


def _assign(task: Thing, given: Thing, now: str, by: Thing) -> None:
    there = dict(part(task, "assignments"))
    for person, said in given.items():
        if said is None:
            there.pop(person, None)
        elif person not in there:
            there[person] = {
                "@odata.type": "#microsoft.graph.plannerAssignment", "assignedBy": by,
                "assignedDateTime": now, "orderHint": identifier(person)[:8],
            }  # fmt: skip
    task["assignments"] = there


def _count(task: Thing, details: Thing) -> None:
    checklist = part(details, "checklist")
    open_ones = [key for key in checklist if part(checklist, key).get("isChecked") is not True]
    task["checklistItemCount"], task["activeChecklistItemCount"] = len(checklist), len(open_ones)
    task["referenceCount"] = len(part(details, "references"))
    task["hasDescription"] = bool(text(details, "description"))


def _place(hint: str, others: Iterable[Thing]) -> str:
    if hint:
        return between(hint)
    first = next(iter(in_order(others)), None)
    return between(f" {text(first, 'orderHint')}!" if first else " !")


def _by(call: Call) -> Thing:
    app: JsonValue = {"id": call.app.id, "displayName": call.app.name}
    return {"application": app}


def _invalid(message: str) -> Refused:
    return Refused(400, "", message)
