"""Planner's objects as Graph writes them, turned into records and back."""

import uuid
from collections.abc import Iterable, Mapping
from typing import cast, get_args
from urllib.parse import unquote

from flytt.adapters.graph.answer import Thing, text
from flytt.migration.record import Json
from flytt.migration.task_plans import Body, Bucket, PlanTask, Preview, Reference, TaskPlan, Tick

TAG = "@odata.etag"
_CODES = {"%": "%25", ".": "%2E", ":": "%3A", "@": "%40", "#": "%23"}
_TICK, _LINK = "#microsoft.graph.plannerChecklistItem", "#microsoft.graph.plannerExternalReference"
_ASSIGNED = "#microsoft.graph.plannerAssignment"
_USUAL_PRIORITY = 5


def plan_of(thing: Thing, group: str, client: str) -> TaskPlan:
    """Return a plan; its categories are of its details. `client`: Flytt's own application there."""
    return TaskPlan(
        id=text(thing, "id"),
        group=group,
        title=text(thing, "title"),
        created=text(thing, "createdDateTime"),
        own=is_own(thing, client),
    )


def categories_of(details: Thing) -> dict[str, str]:
    """Return the names of a plan's labels, those that have one."""
    found = part(details, "categoryDescriptions")
    return {key: said for key in sorted(found) if (said := text(found, key))}


def bucket_of(thing: Thing) -> Bucket:
    """Return a bucket."""
    return Bucket(id=text(thing, "id"), name=text(thing, "name"), hint=text(thing, "orderHint"))


def task_of(thing: Thing, details: Thing, board: Thing, client: str) -> PlanTask:
    """Return a task with its details, and where it stands on the board."""
    return PlanTask(
        id=text(thing, "id"),
        bucket=text(thing, "bucketId"),
        hint=text(thing, "orderHint"),
        card=text(board, "orderHint"),
        own=is_own(thing, client),
        talked=bool(text(thing, "conversationThreadId")),
        people=tuple(sorted(part(thing, "assignments"))),
        body=_body_of(thing, details),
    )


def new_task(body: Body) -> Thing:
    """Return what a task says by itself; labels that it lost are for the caller to take away."""
    return {
        "title": body.title,
        "percentComplete": body.percent,
        "priority": body.priority,
        "startDateTime": body.start or None,
        "dueDateTime": body.due or None,
        "appliedCategories": dict[str, Json](dict.fromkeys(body.categories, True)),
    }


def new_details(body: Body, there: Thing) -> Thing:
    """Return what a task's details say. What is there and shall not be is taken away by null."""
    had = part(there, "checklist")
    checklist: Thing = dict.fromkeys(had)
    hint = ""
    for number, tick in enumerate(body.ticks):
        key = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{text(there, 'id')}/{text(there, TAG)}/{number}"))
        hint = f"{hint} !"
        checklist[key] = {
            "@odata.type": _TICK, "title": tick.title, "isChecked": tick.checked, "orderHint": hint,
        }  # fmt: skip
    links: Thing = dict.fromkeys(part(there, "references"))
    for one in body.references:
        kind: Thing = {"type": one.kind} if one.kind else {}
        links[_coded(one.url)] = {"@odata.type": _LINK, "alias": one.name or None, **kind}
    said: Thing = {"description": body.description, "previewType": body.preview}
    if _ticks_of(there) != body.ticks:
        said["checklist"] = checklist
    if links:
        said["references"] = links
    return said


def new_assignments(people: Iterable[str], gone: Iterable[str]) -> Thing:
    """Return who gets a task, and who no longer has it."""
    given: Thing = {one: {"@odata.type": _ASSIGNED, "orderHint": " !"} for one in people}
    taken: Thing = dict.fromkeys(gone)
    return {"assignments": taken | given}


def says_by_itself(thing: Thing, body: Body, bucket: str) -> bool:
    """Tell whether a task says this, apart from its details, and is there."""
    return _own_part(_body_of(thing, {})) == _own_part(body) and text(thing, "bucketId") == bucket


def says_in_details(details: Thing, body: Body) -> bool:
    """Tell whether a task's details say this."""
    return _details_part(_body_of({}, details)) == _details_part(body)


def part(thing: Thing, key: str) -> Thing:
    """Return the object under a key; an empty one for null and for what is none."""
    found = thing.get(key)
    return found if isinstance(found, dict) else {}


def is_own(thing: Thing, client: str) -> bool:
    """Tell whether Flytt's application made it."""
    by = part(part(thing, "createdBy"), "application")
    return bool(client) and text(by, "id") == client


def _body_of(thing: Thing, details: Thing) -> Body:
    said, links = text(details, "previewType"), part(details, "references")
    return Body(
        title=text(thing, "title"),
        percent=_number(thing, "percentComplete", 0),
        priority=_number(thing, "priority", _USUAL_PRIORITY),
        start=_moment(thing, "startDateTime"),
        due=_moment(thing, "dueDateTime"),
        categories=tuple(sorted(key for key, on in part(thing, "appliedCategories").items() if on is True)),
        preview=cast("Preview", said) if said in get_args(Preview) else "automatic",
        description=text(details, "description"),
        ticks=_ticks_of(details),
        references=tuple(
            Reference(
                url=unquote(key), name=text(part(links, key), "alias"), kind=text(part(links, key), "type")
            )
            for key in sorted(links)
        ),
    )


def _ticks_of(details: Thing) -> tuple[Tick, ...]:
    found = part(details, "checklist")
    rows = sorted((part(found, key) for key in found), key=lambda one: text(one, "orderHint"))
    return tuple(Tick(title=text(one, "title"), checked=one.get("isChecked") is True) for one in rows)


def _own_part(body: Body) -> Mapping[str, object]:
    names = {"title", "percent", "priority", "start", "due", "categories"}
    return {name: getattr(body, name) for name in names}


def _details_part(body: Body) -> Mapping[str, object]:
    found: dict[str, object] = {name: getattr(body, name) for name in ("preview", "description", "ticks")}
    return {**found, "references": sorted((one.url, one.name, one.kind) for one in body.references)}


def _coded(url: str) -> str:
    return "".join(_CODES.get(one, one) for one in url)


def _number(thing: Thing, key: str, usual: int) -> int:
    found = thing.get(key)
    return found if isinstance(found, int) else usual


def _moment(thing: Thing, key: str) -> str:
    """A time without what the service adds: a fraction of no length."""
    return text(thing, key).replace(".0000000Z", "Z").replace("+00:00", "Z")
