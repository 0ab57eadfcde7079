"""Files as a drive's listing knows them, one object a line."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import cast
from urllib.parse import unquote

from flytt.forms.drive_item import DriveItem
from flytt.forms.reading.fields import Fields
from flytt.forms.seen import Unreadable
from flytt.migration.record import Json


def read_items(path: Path, root: Path) -> tuple[dict[tuple[str, str], DriveItem], list[Unreadable], int]:
    """Return the files by drive and id (the last line wins, as in a delta), broken lines, and lines read."""
    items: dict[tuple[str, str], DriveItem] = {}
    broken: list[Unreadable] = []
    lines = 0
    for number, line in _lines(path):
        lines += 1
        try:
            given = cast("Json", json.loads(line))
        except ValueError:
            given = None
        item = item_of(Fields(given)) if isinstance(given, dict) else None
        if item is None:
            where = f"{path.relative_to(root).as_posix()}:{number}"
            broken.append(Unreadable(why="damaged: a line is no driveItem, or is cut off", path=where))
        else:
            items[item.drive_id, item.item_id] = item
    return items, broken, lines


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield number, line


def item_of(given: Fields) -> DriveItem | None:
    """Return the file that one object describes; None when it has no id."""
    parent, file = given.below("parentReference"), given.below("file")
    ids = given.below("sharepointIds")
    item_id = given.text("id", "itemId")
    if not item_id:
        return None
    created, modified = given.below("createdBy"), given.below("lastModifiedBy")
    times = given.below("fileSystemInfo")
    return DriveItem(
        drive_id=parent.text("driveId") or given.text("driveId"),
        item_id=item_id,
        name=given.text("name"),
        path=_folder(parent.text("path") or given.text("path")),
        url=given.text("webUrl"),
        size_bytes=given.whole("size"),
        created=given.moment("createdDateTime") or times.moment("createdDateTime"),
        modified=given.moment("lastModifiedDateTime") or times.moment("lastModifiedDateTime"),
        created_by=_who(created),
        created_with=created.below("application").text("displayName", "id"),
        modified_by=_who(modified),
        modified_with=modified.below("application").text("displayName", "id"),
        drive_owner=_who(given.below("owner")) or _who(given.below("shared").below("owner")),
        drive_type=parent.text("driveType") or given.text("driveType"),
        site_id=parent.text("siteId") or ids.text("siteId"),
        group_id=given.below("owner").below("group").text("id"),
        list_item_unique_id=ids.text("listItemUniqueId"),
        hashes=tuple(
            (name, value) for name, value in file.below("hashes").given.items() if isinstance(value, str)
        ),
        is_folder="folder" in given.given,
        is_deleted="deleted" in given.given,
    )


def _who(given: Fields) -> str:
    user = given.below("user")
    return user.text("id", "userPrincipalName", "email", "displayName") or given.below("group").text("id")


def _folder(path: str) -> str:
    """Graph writes `/drives/…/root:/Folder`; what comes after the colon is what people see."""
    return unquote(path.partition("root:")[2] if "root:" in path else path).strip("/")
