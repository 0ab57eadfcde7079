"""Files that came with answers: which item of a drive a link means, and what lies in the upload folders."""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeAlias
from urllib.parse import parse_qs, unquote, urlsplit

from flytt.forms.drive_item import DriveItem
from flytt.forms.fingerprint import Fingerprint, Value, normal
from flytt.forms.uploads import uploads_in

ItemKey: TypeAlias = tuple[str, str]
FOLDER = "/Apps/Microsoft Forms"
"""Where the service puts uploads, in the owner's drive or the group's library."""


class UploadFiles:
    """The files below upload folders, found by link or by unique id."""

    def __init__(self, items: Iterable[DriveItem], fingerprint: Fingerprint) -> None:
        self._by_name: dict[tuple[str, int], ItemKey] = {}
        self.items: dict[ItemKey, DriveItem] = {}
        self._by_url: dict[str, ItemKey] = {}
        self._by_unique: dict[str, ItemKey] = {}
        for item in items:
            key = (item.drive_id, item.item_id)
            if item.is_folder or item.is_deleted:
                continue
            if item.url:
                self._by_url[_plain(item.url)] = key
                for one in uploads_in(item.url, row=0, position=0, fingerprint=fingerprint):
                    self._by_name[one.folder, one.name] = key
            if item.list_item_unique_id:
                self._by_unique[item.list_item_unique_id.casefold()] = key
            if FOLDER.casefold() in f"/{item.path}".casefold():
                self.items[key] = item
        self._every = {(item.drive_id, item.item_id): item for item in items if not item.is_folder}

    def meant(self, link: str) -> ItemKey | None:
        """Return the file that a link leads to; None when no listed file is it."""
        if found := self._by_url.get(_plain(link)):
            return found
        given = parse_qs(urlsplit(link).query)
        for name in ("sourcedoc", "UniqueId"):
            for one in given.get(name, []):
                if found := self._by_unique.get(one.strip("{}").casefold()):
                    return found
        return None

    def in_folder(self, folder: str, name: int) -> ItemKey | None:
        """Return the file with a hashed name in a folder (host and path)."""
        return self._by_name.get((folder, name))

    def item(self, key: ItemKey) -> DriveItem | None:
        """Return the file's own line in the listing."""
        return self._every.get(key)


def _plain(link: str) -> str:
    return unquote(link.partition("?")[0]).casefold() if "sourcedoc" not in link else link.casefold()


def links_in(value: Value) -> tuple[str, ...]:
    """Return the parts of an answer when it is a list of links, as every export joins them; else nothing."""
    text = normal(value)
    if "://" not in text:
        return ()
    parts = tuple(text.split(";"))
    return parts if all("://" in part for part in parts) else ()


def hashed(paths: Mapping[ItemKey, Path]) -> dict[ItemKey, str]:
    """Return the SHA-256 of every file that is there."""
    found: dict[ItemKey, str] = {}
    for key, path in paths.items():
        if path.is_file():
            with path.open("rb") as file:
                found[key] = hashlib.file_digest(file, "sha256").hexdigest()
    return found
