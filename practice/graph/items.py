"""Files and folders over HTTP: addressed by id or path, listed, made, moved, copied, removed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

from pydantic import JsonValue

from practice.graph.addressing import files_base
from practice.graph.answers import Answer, Refused, not_found
from practice.graph.call import Call, created, done, shown
from practice.graph.drive import Drive, Item, drive_id, item_not_found, site_id
from practice.graph.pages import listed, next_link, read_token, token
from practice.graph.things import Thing, identifier, moment, part, text
from practice.graph.users import seen_user

__all__ = ["children", "copy", "delete", "delta", "file_system", "found", "get", "get_drive", "make_folder",
           "owned_drive", "owned_drives", "show", "show_drive", "tags_match", "update"]  # fmt: skip

_PAGE, _MOST = 200, 999
_MIME = {"txt": "text/plain", "pdf": "application/pdf", "docx":
         "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}  # fmt: skip
_STAMP = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|\+00:00)")


def found(call: Call, of: str, where: str) -> tuple[Drive, Item]:
    """The drive and the item of an address. Raises Refused when there is none."""
    drive = call.tenant.drive(of)
    if drive is None:
        raise item_not_found()
    drive.check_lock(writes=call.request.method != "GET")
    start, _, path = where.partition(":")
    item = drive.item(start)
    at = drive.at(item, path.rstrip(":")) if path else item
    if at is None:
        raise item_not_found()
    return drive, at


def show_drive(call: Call, drive: Drive) -> Thing:
    """A drive as it is sent."""
    used = drive.held_bytes
    return {
        "id": drive.id,
        "driveType": "business",
        "name": "OneDrive",
        "createdDateTime": moment(drive.created),
        "webUrl": f"{call.request.base}/personal/{quote(drive.owner_name)}",
        "sharePointIds": {"siteId": site_id(drive.owner_id)},
        "owner": {drive.owner_kind: {"id": drive.owner_id, "displayName": drive.owner_name}},
        "quota": {
            "total": drive.quota_bytes,
            "used": used,
            "remaining": drive.quota_bytes - used,
            "deleted": 0,
            "state": "normal",
        },
    }


def get_drive(call: Call, of: str) -> Answer:
    """One drive."""
    return shown(call, "drives/$entity", show_drive(call, found(call, of, "root")[0]))


def owned_drive(call: Call, kind: str, name: str) -> Answer:
    """The drive of a user or group. Somebody without a licence has none."""
    return shown(call, "drives/$entity", show_drive(call, _owned(call, kind, name)))


def owned_drives(call: Call, kind: str, name: str) -> Answer:
    """All drives of a user or group: the default one, and other libraries."""
    drive = _owned(call, kind, name)
    shown = show_drive(call, drive)
    beside = [
        shown | {"id": other, "name": "Bibliotek", "driveType": "documentLibrary"} for other in drive.beside
    ]
    return listed(call, "drives", [_selected(call, one) for one in (shown, *beside)], {})


def show(call: Call, drive: Drive, item: Item) -> Thing:
    """An item as it is sent. The download address carries its own right, and wants no token."""
    times = item.file_system or (moment(item.created), moment(item.modified))
    own = identifier("item", item.id)
    thing: Thing = {
        "id": item.id, "name": item.name, "size": drive.size_bytes(item),
        "createdDateTime": moment(item.created), "lastModifiedDateTime": moment(item.modified),
        "eTag": f'"{{{own.upper()}}},{item.tag}"', "cTag": f'"c:{{{own.upper()}}},{item.ctag}"',
        "webUrl": f"{call.request.base}/personal/{quote(drive.owner_name + drive.path(item))}",
        "fileSystemInfo": {"createdDateTime": times[0], "lastModifiedDateTime": times[1]},
        "parentReference": _parent(drive, item),
        "createdBy": _by(drive, item.made_by), "lastModifiedBy": _by(drive, item.changed_by),
    }  # fmt: skip
    if not item.parent:
        thing["root"] = {}
    if drive.permissions.get(item.id):
        thing["shared"] = {"scope": "users"}
    if item.facet:
        thing[item.facet] = {"type": "oneNote"} if item.facet == "package" else {"id": own}
    elif item.is_folder:
        thing["folder"] = {"childCount": len(drive.children(item.id))}
    else:
        end = item.name.rpartition(".")[2].lower()
        mime = _MIME.get(end, "application/octet-stream")
        thing["file"] = {"mimeType": mime, "hashes": {"quickXorHash": item.versions[-1].quick_xor}}
        thing["@microsoft.graph.downloadUrl"] = (
            f"{files_base(call.request.base)}/download/{call.tenant.id}/{quote(drive.id, safe='')}/{item.id}"
        )
    return thing


def get(call: Call, of: str, where: str) -> Answer:
    """One item."""
    drive, item = found(call, of, where)
    thing = show(call, drive, item)
    if "permissions" in call.request.query.get("$expand", ""):
        thing["permissions"] = list[JsonValue](drive.permissions.get(item.id, {}).values())
    if "children" in call.request.query.get("$expand", ""):
        thing["children"] = [show(call, drive, child) for child in drive.children(item.id)]
    return shown(call, f"drives('{quote(of)}')/items/$entity", _selected(call, thing))


def children(call: Call, of: str, where: str) -> Answer:
    """What lies in a folder, by name, in pages."""
    drive, folder = found(call, of, where)
    if "filter" in call.request.query or "$filter" in call.request.query:
        raise Refused(400, "invalidRequest", "$filter is not supported here.")
    after = call.request.query.get("$skiptoken", "")
    start = str(read_token(after)["after"]) if after else ""
    kept = [child for child in drive.children(folder.id) if child.name.casefold() > start]
    top = _top(call)
    beside: dict[str, JsonValue] = {}
    if len(kept) > top:
        place = token(after=kept[top - 1].name.casefold())
        beside["@odata.nextLink"] = next_link(call, "$skiptoken", place)
    things = [_selected(call, show(call, drive, child)) for child in kept[:top]]
    return listed(call, f"drives('{quote(of)}')/items('{folder.id}')/children", things, beside)


def make_folder(call: Call, of: str, where: str) -> Answer:
    """A new folder."""
    drive, parent = found(call, of, where)
    body = call.request.json()
    if not isinstance(body.get("folder"), dict):
        raise Refused(400, "invalidRequest", "Only folders are made here: the folder facet is missing.")
    conflict = text(body, "@microsoft.graph.conflictBehavior") or "fail"
    name, old = drive.room_for(parent, text(body, "name"), conflict=conflict)
    now = call.clock.now()
    item = old or Item(drive.new_id(f"{parent.id}/{name}"), name, parent.id, now, now, made_by=call.app.id)
    drive.put(replace(item, file_system=file_system(body) or item.file_system))
    drive.is_touched = True
    return created(call, f"drives('{quote(of)}')/items/$entity", show(call, drive, drive.items[item.id]))


def update(call: Call, of: str, where: str) -> Answer:
    """Another name, place or time. A change needs the tag that was seen, where If-Match gives one."""
    drive, item = found(call, of, where)
    tags_match(call, item)
    body = call.request.json()
    into = text(part(body, "parentReference"), "id")
    path = text(part(body, "parentReference"), "path")
    parent = drive.item(into or item.parent) if item.parent else item
    if path and not into:
        at = drive.at(drive.item("root"), path.partition("root:")[2])
        if at is None:
            raise item_not_found()
        parent = at
    name = text(body, "name") or item.name
    if item.parent and (parent.id, name.casefold()) != (item.parent, item.name.casefold()):
        if parent.id in {one.id for one in drive.below(item)}:
            raise Refused(400, "invalidRequest", "A folder cannot be moved into itself.")
        conflict = text(body, "@microsoft.graph.conflictBehavior") or "fail"
        name, old = drive.room_for(parent, name, conflict=conflict)
        if old is not None:
            drive.remove(old)
    changed = replace(
        item,
        name=name,
        parent=parent.id if item.parent else "",
        tag=item.tag + 1,
        modified=call.clock.now(),
        file_system=file_system(body) or item.file_system,
        changed_by=call.app.id,
    )
    drive.put(changed)
    drive.is_touched = True
    return shown(call, f"drives('{quote(of)}')/items/$entity", show(call, drive, changed))


def delete(call: Call, of: str, where: str) -> Answer:
    """Gone, with all below it."""
    drive, item = found(call, of, where)
    tags_match(call, item)
    if not item.parent:
        raise Refused(403, "accessDenied", "The top of a drive cannot be deleted.")
    drive.remove(item)
    drive.is_touched = True
    return done()


def copy(call: Call, of: str, where: str) -> Answer:
    """A copy in the same tenant; the address that tells how far it is says `completed` at once."""
    drive, item = found(call, of, where)
    body = call.request.json()
    into = part(body, "parentReference")
    target = call.tenant.drive(text(into, "driveId") or drive.id)
    if target is None:
        raise item_not_found()
    parent = target.item(text(into, "id") or item.parent)
    name, old = target.room_for(parent, text(body, "name") or item.name, conflict="fail")
    assert old is None
    made = _copied(drive, item, target, parent, name, call.clock.now())
    target.is_touched = True
    monitor = f"{call.request.base}/monitor/{call.tenant.id}/{made.id}"
    return Answer(202, None, {"Location": monitor})


def delta(call: Call, of: str, where: str, written: str | None = None) -> Answer:
    """What changed in the drive since a token: the state now, each item once, the gone as `deleted`."""
    drive, item = found(call, of, where)
    if item.parent:
        raise Refused(400, "invalidRequest", "Delta is supported on the top of a drive only.")
    given = written or call.request.query.get("token", call.request.query.get("$skiptoken", ""))
    if given == "latest":
        return listed(call, "Collection(driveItem)", [], {"@odata.deltaLink": _delta_link(call, drive)})
    place = read_token(given) if given else {"since": 0, "after": 0}
    since, after = place.get("since"), place.get("after")
    if not isinstance(since, int) or not isinstance(after, int):
        raise Refused(400, "invalidRequest", "The token is not one of this drive.")
    if since > drive.changes or (since and since < drive.oldest_delta):
        again = next_link(call, "token", token(since=0, after=0))
        raise Refused(410, "resyncRequired", "The delta token is no longer valid.", {"Location": again})
    waiting = sorted(_changed(drive, max(since, after), first=since == 0))
    top = _top(call)
    things: list[Thing] = []
    for _, item_id in waiting[:top]:
        live = drive.items.get(item_id)
        gone: Thing = {
            "id": item_id,
            "deleted": {"state": "deleted"},
            "parentReference": {"driveId": drive.id},
        }
        things.append(_selected(call, _told(show(call, drive, live))) if live else gone)
    if len(waiting) > top:
        link = next_link(call, "token", token(since=since, after=waiting[top - 1][0]))
        return listed(call, "Collection(driveItem)", things, {"@odata.nextLink": link})
    return listed(call, "Collection(driveItem)", things, {"@odata.deltaLink": _delta_link(call, drive)})


def tags_match(call: Call, item: Item) -> None:
    """Refuse (412) a change to something that changed since it was seen."""
    seen = call.request.headers.get("if-match", "*").removeprefix("W/")
    own = identifier("item", item.id).upper()
    if seen not in {"*", f'"{{{own}}},{item.tag}"', f'"c:{{{own}}},{item.ctag}"'}:
        raise Refused(412, "resourceModified", "ETag does not match current item's value.")


def _owned(call: Call, kind: str, name: str) -> Drive:
    owner = name if kind == "groups" else text(seen_user(call.tenant, name), "id")
    drive = call.tenant.drive(drive_id(owner))
    if drive is None and kind == "groups":
        raise not_found(name)
    if drive is None:
        raise Refused(404, "ResourceNotFound", "User's mysite not found.")
    return drive


def _changed(drive: Drive, after: int, *, first: bool) -> Iterator[tuple[int, str]]:
    yield from ((number, item_id) for item_id, number in drive.changed.items() if number > after)
    if not first:
        yield from ((number, item_id) for item_id, number in drive.gone.items() if number > after)


def _told(thing: Thing) -> Thing:
    """An item as OneDrive's delta has it: no tag of content, and no path."""
    above = {name: value for name, value in part(thing, "parentReference").items() if name != "path"}
    told: Thing = {name: value for name, value in thing.items() if name != "cTag"}
    told["parentReference"] = above
    return told


def _delta_link(call: Call, drive: Drive) -> str:
    return next_link(call, "token", token(since=drive.changes, after=0))


def _copied(source: Drive, item: Item, target: Drive, parent: Item, name: str, now: float) -> Item:
    versions = tuple(replace(version, number=1) for version in item.versions[-1:])
    made = target.put(Item(target.new_id(f"{parent.id}/{name}"), name, parent.id, now, now, versions))
    for child in source.children(item.id):
        _copied(source, child, target, made, child.name, now)
    return made


def _parent(drive: Drive, item: Item) -> Thing:
    where: Thing = {"driveId": drive.id, "driveType": "business"}
    if item.parent:
        above = drive.items[item.parent]
        where |= {"id": above.id, "path": f"/drives/{drive.id}/root:{drive.path(above)}", "name": above.name}
    return where


def _by(drive: Drive, app: str) -> Thing:
    if app:
        return {"application": {"id": app, "displayName": "Flytt"}}
    return {"user": {"displayName": drive.owner_name}}


def file_system(body: Thing) -> tuple[str, str] | None:
    """The times that a client states."""
    given = part(body, "fileSystemInfo")
    times = [_STAMP.fullmatch(text(given, key)) for key in ("createdDateTime", "lastModifiedDateTime")]
    stamps = [f"{time.group(1)}Z" for time in times if time is not None]
    return (stamps[0], stamps[-1]) if stamps else None


def _selected(call: Call, thing: Thing) -> Thing:
    names = [name for name in call.request.query.get("$select", "").split(",") if name]
    kept = (
        {*names, "id", "@microsoft.graph.downloadUrl"}
        if {"content.downloadUrl", "@microsoft.graph.downloadUrl"} & {*names}
        else set(names)
    )
    return {name: value for name, value in thing.items() if name in kept} if names else thing


def _top(call: Call) -> int:
    written = call.request.query.get("$top", str(_PAGE))
    if not written.isdigit() or int(written) < 1:
        raise Refused(400, "invalidRequest", "Invalid value for $top.")
    return min(int(written), _MOST)
