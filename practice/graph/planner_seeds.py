"""Plans of the practice source: buckets, tasks in every state, points to tick, links, people, comments."""

from __future__ import annotations

from typing import Final

from practice.graph.clock import EPOCH
from practice.graph.planner import PlannerApi
from practice.graph.planner_state import Plan, Planner
from practice.graph.tenant import Tenant
from practice.graph.things import Thing, identifier, moment, text
from practice.people import Draw

__all__ = ["seed_plans"]

_WORDS: Final = ("Bestille bøker", "Svare på høring", "Ny vaktplan", "Rydde lager", "Årsmelding")
_BUCKETS: Final = ("Ikke begynt", "Pågår hos oss", "Venter på andre")
_DAY: Final = 86_400
_PEOPLE: Final[Thing] = {"user": {"displayName": "Planlegger"}}


def seed_plans(planner: Planner, tenant: Tenant, *, plans: int, tasks: int) -> None:
    """Make plans of the first Microsoft 365 groups in turn, `tasks` in each."""
    api = PlannerApi(planner)
    groups = [text(one, "id") for one in tenant.groups.values() if one.get("groupTypes")]
    for number in range(plans if groups else 0):
        group = groups[number % len(groups)]
        now = moment(EPOCH - (300 - number) * _DAY)
        plan = api.put_plan(tenant.id, group, f"Årshjul {number + 1}", now, _PEOPLE)
        plan.details["categoryDescriptions"] = {"category1": "Haster", "category2": "Økonomi"}
        buckets = [
            api.put_bucket(plan, {"name": name, "orderHint": f"{_last(list(plan.buckets.values()))} !"})
            for name in _BUCKETS
        ]
        people = [
            one for one in dict.fromkeys((*tenant.members.of(group), *tenant.owners.of(group)))
            if text(tenant.users.true(one) or {}, "userType") == "Member"
        ]  # fmt: skip
        draw = Draw(f"{tenant.seed}/plans/{number}")
        for count in range(tasks):
            bucket = text(buckets[count % len(buckets)], "id")
            api.put_task(plan, {**_task(draw, people, count), "bucketId": bucket}, now, _PEOPLE, _said(count))
        _drag(plan)


def _drag(plan: Plan) -> None:
    """Have people put the first card of a bucket where its last one is: no list says so."""
    for bucket in plan.buckets:
        cards = [plan.cards[key] for key, task in plan.tasks.items() if task["bucketId"] == bucket]
        if len(cards) > 1:
            one, other = cards[0], cards[-1]
            one["orderHint"], other["orderHint"] = other["orderHint"], one["orderHint"]


def _task(draw: Draw, people: list[str], count: int) -> Thing:
    day = EPOCH + count * _DAY
    chosen = people[: count % 3]
    task: Thing = {
        "title": f"{draw.pick(_WORDS, count)} {count}",
        "percentComplete": (0, 50, 100)[count % 3],
        "priority": (1, 3, 5, 9)[count % 4],
        "assignments": {one: {"orderHint": " !"} for one in chosen},
        "appliedCategories": {"category1": True} if count % 4 == 1 else {},
    }
    if count % 2:
        task |= {"startDateTime": moment(day), "dueDateTime": moment(day + 7 * _DAY)}
    if count % 5 == 2:  # noqa: PLR2004
        task["conversationThreadId"] = identifier("thread", count)
    return task


def _said(count: int) -> Thing:
    said: Thing = {"description": f"Første linje\nHusk vedtak {count}" if count % 3 else ""}
    if count % 3 == 1:
        said["checklist"] = {
            identifier("point", count, place): {
                "@odata.type": "#microsoft.graph.plannerChecklistItem", "title": f"Punkt {place}",
                "isChecked": place % 2 == 0, "orderHint": f"50000000{place:04}",
            }
            for place in range(3)
        }  # fmt: skip
    if count % 4 == 2:  # noqa: PLR2004
        said["references"] = {
            "https%3A//kommunen%2Eexample/%25C3%25A5rsplan": {
                "@odata.type": "#microsoft.graph.plannerExternalReference", "alias": "Årsplan",
                "type": "Other",
            }
        }  # fmt: skip
        said["previewType"] = "reference"
    return said


def _last(things: list[Thing]) -> str:
    return max((text(one, "orderHint") for one in things), default="")
