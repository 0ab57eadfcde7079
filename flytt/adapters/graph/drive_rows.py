"""Items of drives and rights as Graph writes them, and as steps see them."""

from typing import Literal

from flytt.adapters.graph.answer import Thing, text, things
from flytt.migration.drives import Drive, Entry, FileVersion, Grant, Upload
from flytt.migration.item_rights import SITE_GROUP

ITEM = (
    "id,name,size,eTag,webUrl,folder,file,package,remoteItem,root,deleted,shared,parentReference,"
    "fileSystemInfo,createdBy,lastModifiedBy,content.downloadUrl"
)


def drive_of(thing: Thing, owner: str) -> Drive:
    """Return a drive."""
    quota, ids = _part(thing, "quota"), _part(thing, "sharePointIds")
    used, left = quota.get("used"), quota.get("remaining")
    return Drive(
        id=text(thing, "id"),
        owner=owner,
        site=text(ids, "siteId"),
        used_bytes=used if isinstance(used, int) else 0,
        free_bytes=left if isinstance(left, int) else 0,
    )


def entry_of(thing: Thing, client_id: str) -> Entry:
    """Return an item. A folder is Flytt's own when Flytt made it, a file when Flytt changed it last."""
    folder, size, times = (
        "folder" in thing or "root" in thing,
        thing.get("size"),
        _part(thing, "fileSystemInfo"),
    )
    hashes, above = _part(_part(thing, "file"), "hashes"), _part(thing, "parentReference")
    by = _part(_part(thing, "createdBy" if folder else "lastModifiedBy"), "application")
    digest = text(hashes, "quickXorHash") or text(hashes, "sha256Hash")
    return Entry(
        id=text(thing, "id"),
        name=text(thing, "name"),
        parent=text(above, "id"),
        folder=folder,
        odd=_odd(thing, folder=folder),
        top="root" in thing,
        size_bytes=size if isinstance(size, int) and not folder else 0,
        digest=digest,
        tag="" if folder else digest or text(thing, "eTag"),  # OneDrive's delta tells no cTag of files
        change=text(thing, "eTag"),
        created=text(times, "createdDateTime"),
        modified=text(times, "lastModifiedDateTime"),
        shared="shared" in thing,
        gone="deleted" in thing,
        own=bool(client_id) and text(by, "id") == client_id,
        url=text(thing, "webUrl"),
        content_at=text(thing, "@microsoft.graph.downloadUrl"),
    )


def version_of(thing: Thing, client_id: str) -> FileVersion:
    """Return one version of a file. `client_id`: of the application that writes."""
    size, by = thing.get("size"), _part(_part(thing, "lastModifiedBy"), "application")
    return FileVersion(
        id=text(thing, "id"),
        size_bytes=size if isinstance(size, int) else 0,
        modified=text(thing, "lastModifiedDateTime"),
        own=bool(client_id) and text(by, "id") == client_id,
    )


def grant_of(thing: Thing) -> Grant | None:
    """Return a right of the item itself, owners' too; None for those from above."""
    return None if "inheritedFrom" in thing else right_of(thing)


def right_of(thing: Thing) -> Grant:
    """Return a right, wherever it comes from. A site's own group is named by what it is called."""
    given = thing.get("roles")
    roles = tuple(role for role in given if isinstance(role, str)) if isinstance(given, list) else ()
    if "link" in thing:
        return Grant(id=text(thing, "id"), kind="link", roles=roles)
    who = _part(thing, "grantedToV2")
    if "siteGroup" in who and not {"group", "user"} & set(who):
        called = text(_part(who, "siteGroup"), "displayName")
        return Grant(
            id=text(thing, "id"), to=f"{SITE_GROUP}{called}" if called else "", kind="group", roles=roles
        )
    kind: Literal["user", "group"] = "group" if "group" in who else "user"
    return Grant(id=text(thing, "id"), to=text(_part(who, kind), "id"), kind=kind, roles=roles)


def times_of(entry: Entry) -> Thing:
    """Return when it was made and changed, as a client states it; empty when nothing is known."""
    given = {"createdDateTime": entry.created, "lastModifiedDateTime": entry.modified}
    known: Thing = {name: value for name, value in given.items() if value}
    return {"fileSystemInfo": known} if known else {}


def upload_of(thing: Thing, address: str = "") -> Upload | None:
    """Return a session and how far it has come."""
    ranges = thing.get("nextExpectedRanges")
    first = ranges[0] if isinstance(ranges, list) and ranges else ""
    reached = first.split("-")[0] if isinstance(first, str) else ""
    where = text(thing, "uploadUrl") or address
    return Upload(address=where, reached=int(reached)) if where and reached.isdigit() else None


def rows(thing: Thing) -> list[Thing]:
    """Return the objects of one page."""
    return things(thing, "value")


def _odd(thing: Thing, *, folder: bool) -> str:
    """Return what an item is that is neither a folder nor a file; OneDrive may show one as either, too."""
    known = next((name for name in ("package", "remoteItem") if name in thing), "")
    return known or ("" if folder or "file" in thing or "deleted" in thing else "unknown")


def _part(thing: Thing, key: str) -> Thing:
    found = thing.get(key)
    return found if isinstance(found, dict) else {}
