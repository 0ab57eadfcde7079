"""What Planner's objects are made of, how much of each there may be, and how a part of one is written."""

from __future__ import annotations

from typing import Final

from practice.graph.kinds import Kind
from practice.graph.planner_state import between
from practice.graph.things import Thing, part, text

__all__ = ["BUCKET", "CARD", "DETAILS", "MOST", "PLAN", "PLAN_DETAILS", "TASK", "defaults", "merged"]

MOST: Final = {
    "plans": 200, "buckets": 200, "tasks": 9_000, "checklist": 20, "references": 10, "categories": 25,
    "title": 255,
}  # fmt: skip
"""Microsoft publishes the names of the limits, and hardly any number: these are assumed."""

_PLAN: Final = {"id": "text", "title": "!text", "owner": "text", "container": "part", "createdBy": "part",
                "createdDateTime": "text"}  # fmt: skip
PLAN = Kind("plannerPlan", _PLAN, tuple(_PLAN), frozenset({"title", "container"}))
_PLAN_DETAILS: Final = {"id": "text", "categoryDescriptions": "part", "sharedWith": "part"}
PLAN_DETAILS = Kind(
    "plannerPlanDetails", _PLAN_DETAILS, tuple(_PLAN_DETAILS), frozenset(_PLAN_DETAILS) - {"id"}
)
_BUCKET: Final = {"id": "text", "name": "!text", "planId": "text", "orderHint": "text"}
BUCKET = Kind("plannerBucket", _BUCKET, tuple(_BUCKET), frozenset(_BUCKET) - {"id"})
_TASK: Final = (
    dict.fromkeys(
        ("id", "title", "planId", "bucketId", "orderHint", "assigneePriority", "conversationThreadId",
         "createdDateTime", "completedDateTime", "startDateTime", "dueDateTime", "previewType"),
        "text",
    )
    | dict.fromkeys(
        ("percentComplete", "priority", "referenceCount", "checklistItemCount", "activeChecklistItemCount"),
        "number",
    )
    | {"hasDescription": "yes"}
    | dict.fromkeys(("appliedCategories", "assignments", "createdBy", "completedBy"), "part")
)  # fmt: skip
TASK = Kind(
    "plannerTask",
    _TASK,
    tuple(_TASK),
    frozenset({
        "title", "planId", "bucketId", "orderHint", "assigneePriority", "conversationThreadId", "priority",
        "startDateTime", "dueDateTime", "percentComplete", "appliedCategories", "assignments", "previewType",
    }),
)  # fmt: skip
_DETAILS: Final = {"id": "text", "description": "text", "previewType": "text", "checklist": "part",
                   "references": "part"}  # fmt: skip
DETAILS = Kind("plannerTaskDetails", _DETAILS, tuple(_DETAILS), frozenset(_DETAILS) - {"id"})
_CARD: Final = {"id": "text", "orderHint": "text"}
CARD = Kind("plannerBucketTaskBoardTaskFormat", _CARD, tuple(_CARD), frozenset({"orderHint"}))
_PARTS: Final = frozenset({"categoryDescriptions", "checklist", "references", "sharedWith"})


def defaults(now: str, by: Thing) -> Thing:
    """A task of which nothing has been said yet."""
    return {
        "bucketId": None, "assigneePriority": None, "conversationThreadId": None, "createdDateTime": now,
        "createdBy": by, "completedDateTime": None, "completedBy": None, "startDateTime": None,
        "dueDateTime": None, "previewType": "automatic", "percentComplete": 0, "priority": 5,
        "appliedCategories": {}, "assignments": {},
    }  # fmt: skip


def merged(found: Thing, given: Thing) -> Thing:
    """What becomes of a thing: of its open parts only what is named is written, and null takes it away."""
    out: Thing = dict(found)
    for name, value in given.items():
        if name == "appliedCategories":
            kept = {**part(found, name), **part(given, name)}
            out[name] = {key: True for key, on in kept.items() if on is True}
        elif name in _PARTS:
            out[name] = _parts(part(found, name), part(given, name), is_list=name == "checklist")
            if name == "categoryDescriptions":
                out[name] = {**part(found, name), **part(given, name)}
        else:
            out[name] = value
    return out


def _parts(found: Thing, given: Thing, *, is_list: bool) -> Thing:
    kept = dict(found)
    hints = sorted(text(part(given, key), "orderHint") for key in given if given[key] is not None)
    last = max((text(part(found, key), "orderHint") for key in found), default="")
    for key, value in given.items():
        if value is None:
            kept.pop(key, None)
        elif isinstance(value, dict):
            kept[key] = {**part(found, key), **value}
            if is_list and text(value, "orderHint").endswith("!"):
                place = hints.index(text(value, "orderHint"))
                kept[key] = {**part(kept, key), "orderHint": _after(last, place)}
    return kept


def _after(last: str, places: int) -> str:
    """The hint so many places behind the last: several may be asked for at once, each behind the other."""
    for _ in range(places + 1):
        last = between(f"{last} !")
    return last
