"""The bytes of files: read in ranges, written whole, kept in versions."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pydantic import JsonValue

from practice.graph.answers import Answer, Refused
from practice.graph.call import Call, created, done, shown
from practice.graph.drive import Drive, Item, Version, item_not_found
from practice.graph.items import found, show, tags_match
from practice.graph.pages import listed
from practice.graph.things import Thing, moment

__all__ = ["bytes_of", "download", "get_version", "held_in", "put", "restore_version", "split_target",
           "version_of", "versions"]  # fmt: skip

_RANGE = re.compile(r"bytes=(\d+)-(\d*)")
_MOST_BYTES = 250_000_000


def download(call: Call, of: str, where: str) -> Answer:
    """Redirected to an address that carries its own right."""
    drive, item = found(call, of, where)
    if item.is_folder:
        raise Refused(400, "invalidRequest", "A folder has no content.")
    return Answer(302, None, {"Location": str(show(call, drive, item)["@microsoft.graph.downloadUrl"])})


def bytes_of(content: bytes, wanted: str, tag: str) -> Answer:
    """The content, or the range that was asked for."""
    headers = {"Content-Type": "application/octet-stream", "ETag": tag, "Accept-Ranges": "bytes"}
    asked = _RANGE.fullmatch(wanted)
    if asked is None:
        return Answer(200, content, headers)
    first = int(asked.group(1))
    last = min(int(asked.group(2) or len(content) - 1), len(content) - 1)
    if first >= len(content) or last < first:
        return Answer(416, b"", {"Content-Range": f"bytes */{len(content)}"})
    headers["Content-Range"] = f"bytes {first}-{last}/{len(content)}"
    return Answer(206, content[first : last + 1], headers)


def put(call: Call, of: str, where: str) -> Answer:
    """A file written whole: replaced at its id, or put at a path, whose folders must be there."""
    drive, parent, name = split_target(call, of, where)
    old = drive.child(parent.id, name)
    if old is not None:
        tags_match(call, old)
    if len(call.request.body) > _MOST_BYTES:
        raise Refused(413, "invalidRequest", "The file is too large: use an upload session.")
    conflict = call.request.query.get("@microsoft.graph.conflictBehavior", "replace")
    now = call.clock.now()
    item, is_new = drive.write(parent, name, call.request.body, now, conflict=conflict, by=call.app.id)
    drive.is_touched = True
    answer = created if is_new else shown
    return answer(call, f"drives('{of}')/items/$entity", show(call, drive, item))


def split_target(call: Call, of: str, where: str) -> tuple[Drive, Item, str]:
    """Drive, folder and name that an address to write at means."""
    start, colon, path = where.partition(":")
    drive, item = found(call, of, start)
    path = path.rstrip(":").strip("/")
    if not colon or not path:
        if not item.parent:
            raise Refused(400, "invalidRequest", "A file needs a name.")
        return drive, drive.items[item.parent], item.name
    above, _, name = path.rpartition("/")
    parent = drive.at(item, above) if above else item
    if parent is None:
        parent = _made_folders(call, drive, item, above)
    return drive, parent, name


def versions(call: Call, of: str, where: str) -> Answer:
    """The versions, newest first."""
    drive, item = found(call, of, where)
    things = [_shown(drive, version) for version in reversed(item.versions)]
    return listed(call, f"drives('{of}')/items('{item.id}')/versions", things, {})


def get_version(call: Call, of: str, where: str, number: str) -> Answer:
    """Redirected to an older version's content; the newest is read as the file itself, as Graph has it."""
    drive, item = found(call, of, where)
    version = version_of(item, number)
    if version is item.versions[-1]:
        raise Refused(400, "invalidRequest", "You cannot get the content of the current version.")
    address = str(show(call, drive, item)["@microsoft.graph.downloadUrl"])
    return Answer(302, None, {"Location": f"{address}?version={number}"})


def restore_version(call: Call, of: str, where: str, number: str) -> Answer:
    """An older version's content becomes a new version; nothing is taken away."""
    drive, item = found(call, of, where)
    version, parent = version_of(item, number), drive.item(item.parent)
    if version is item.versions[-1]:
        raise Refused(400, "invalidRequest", "The current version cannot be restored.")
    drive.write(parent, item.name, version.content, call.clock.now(), conflict="replace", by=call.app.id)
    drive.is_touched = True
    return done()


def version_of(item: Item, number: str) -> Version:
    """One version of a file, by its id. Raises Refused when it has none of that id."""
    for version in item.versions:
        if f"{version.number}.0" == number:
            return version
    raise item_not_found()


def held_in(item: Item, query: Mapping[str, str]) -> bytes:
    """The content of the `version` of a file that is asked for; of its newest where none is named."""
    number = query.get("version", "")
    return (version_of(item, number) if number else item.versions[-1]).content


def _shown(drive: Drive, version: Version) -> Thing:
    """A version as it is sent: no hash, and the time at which the service took it in."""
    size: JsonValue = version.size_bytes
    by: Thing = (
        {"application": {"id": version.by}} if version.by else {"user": {"displayName": drive.owner_name}}
    )
    at = moment(version.modified)
    return {"id": f"{version.number}.0", "lastModifiedDateTime": at, "size": size, "lastModifiedBy": by}


def _made_folders(call: Call, drive: Drive, start: Item, path: str) -> Item:
    """Folders on the way are made, as OneDrive does."""
    now = call.clock.now()
    for name in path.split("/"):
        child = drive.child(start.id, name)
        if child is None:
            drive.check_name(start, name)
            child = drive.put(
                Item(drive.new_id(f"{start.id}/{name}"), name, start.id, now, now, made_by=call.app.id)
            )
        start = child
    return start
