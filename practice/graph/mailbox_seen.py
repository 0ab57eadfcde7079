"""Folders and items of mailboxes as Graph shows them."""

from __future__ import annotations

import re

from practice.graph.boxes import Box, BoxFolder, BoxItem
from practice.graph.call import Call
from practice.graph.kinds import Kind
from practice.graph.options import Options
from practice.graph.things import Thing, moment

__all__ = ["FOLDER", "ITEM", "expanded", "seen_folder", "seen_item"]

_NAMED = re.compile(r"id eq '([^']+)'")

FOLDER = Kind(
    name="mailboxFolder",
    properties=dict.fromkeys(("id", "displayName", "parentFolderId", "type"), "text")
    | {"childFolderCount": "number", "totalItemCount": "number"},
    unasked=("id", "displayName", "parentFolderId", "type", "childFolderCount", "totalItemCount"),
    expands=frozenset({"singleValueExtendedProperties"}),
)
ITEM = Kind(
    name="mailboxItem",
    properties=dict.fromkeys(("id", "changeKey", "type", "createdDateTime", "lastModifiedDateTime"), "text")
    | {"size": "number", "categories": "!texts"},
    unasked=("id", "changeKey", "type", "createdDateTime", "lastModifiedDateTime", "size", "categories"),
    expands=frozenset({"singleValueExtendedProperties"}),
)  # fmt: skip


def seen_folder(call: Call, box: Box, folder: BoxFolder) -> Thing:
    """Return a folder as Graph shows it."""
    out: Thing = {
        "id": folder.id,
        "displayName": folder.name,
        "parentFolderId": folder.parent or f"AAMkTop{box.id[:8]}",
        "type": folder.kind,
        "childFolderCount": sum(one.parent == folder.id for one in box.folders.values()),
        "totalItemCount": len(box.in_folder(folder.id)),
    }
    if named := expanded(call):
        out["singleValueExtendedProperties"] = [
            {"id": name, "value": folder.properties[name]} for name in named if name in folder.properties
        ]
    return out


def seen_item(item: BoxItem, options: Options, named: tuple[str, ...]) -> Thing:
    """Return an item as Graph shows it, with the extended properties that were named."""
    thing: Thing = {
        "id": item.id,
        "changeKey": item.change_key,
        "type": item.kind,
        "createdDateTime": moment(item.created),
        "lastModifiedDateTime": moment(item.modified),
        "size": item.size,
        "categories": [],
    }
    out = options.shown(thing, ITEM)
    out["id"] = item.id
    if named:
        out["singleValueExtendedProperties"] = [
            {"id": name, "value": item.properties[name]} for name in named if name in item.properties
        ]
    return out


def expanded(call: Call) -> tuple[str, ...]:
    """Return the extended properties that a call asks for, by id."""
    query = {name.removeprefix("$").lower(): value for name, value in call.request.query.items()}
    return tuple(_NAMED.findall(query.get("expand", "")))
