"""The drives as Graph lists them: folders, files, uploads, in no telling order; their bytes beside."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from pydantic import JsonValue

from practice.forms.clock import iso
from practice.forms.draws import guid, item_id, stream
from practice.forms.plan import Place, Plan
from practice.forms.quick_xor import quick_xor
from practice.forms.settings import Settings
from practice.forms.town import Drive, Town

__all__ = ["Listing", "document_link"]

_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xls": "application/vnd.ms-excel",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "pdf": "application/pdf",
}
_FORMS = {"id": "c9a559d2-7aab-4f13-a6ed-e7e9c52aec87", "displayName": "Microsoft Forms"}


def document_link(drive: Drive, label: str, name: str) -> str:
    """The address of an Office file as SharePoint gives it: with the list item's id, not the drive item's."""
    unique = guid("unique", label).upper()
    return f"{drive.url}/_layouts/15/Doc.aspx?sourcedoc=%7B{unique}%7D&file={quote(name)}&action=default"


@dataclass(frozen=True)
class _File:
    """What is listed of a file. `label` decides the id that SharePoint's own lists know it by."""

    item: str
    label: str
    folder: str
    name: str
    made: int
    changed: int
    by: str
    by_forms: bool


class Listing:
    """Collects what lies in the drives. Content goes to disk at once; `write` puts down the list."""

    def __init__(self, settings: Settings, town: Town, directory: Path) -> None:
        self._settings, self._town = settings, town
        self._directory = directory
        self._lines: list[str] = []
        self._names: set[tuple[str, str, str]] = set()
        self._folders: dict[tuple[str, str], str] = {}
        self._forms_application = stream(settings.name, "application").random() < 0.5  # noqa: PLR2004 - a coin

    def add(self, plan: Plan, data: bytes) -> tuple[str, str]:
        """A planned file with its bytes. Returns drive id and item id."""
        drive = self._town.drives[plan.place.owner]
        name = self._free(drive, plan.place, plan.format)
        item = item_id(plan.label)
        by_forms = plan.how == "live" and self._forms_application
        file = _File(
            item, plan.label, plan.place.folder, name, plan.made, plan.changed, plan.by, by_forms=by_forms
        )
        self._put(drive, file, data)
        if plan.ruin != "missing":
            self._save(drive, item, data)
        return drive.id, item

    def upload(self, owner: str, folder: str, name: str, item: str, at: int, *, kept: bool) -> None:
        """A file that came with an answer, a small PDF. Its bytes are left out when it is not `kept`."""
        drive = self._town.drives[owner]
        data = f"%PDF-1.4\n% {item}\n%%EOF\n".encode()
        by = owner if owner in self._town.users else self._town.groups[owner].members[0]
        self._put(drive, _File(item, item, folder, name, at, at, by, by_forms=False), data)
        if kept:
            self._save(drive, item, data)

    def write(self) -> None:
        """Write items.ndjson."""
        random.Random(self._settings.name).shuffle(self._lines)
        file = self._directory / "items.ndjson"
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("w", encoding="utf-8") as out:
            out.writelines(line + "\n" for line in self._lines)
        self._lines.clear()

    def _free(self, drive: Drive, place: Place, ending: str) -> str:
        name, number = f"{place.name}.{ending}", 0
        while (drive.id, place.folder, name.lower()) in self._names:
            number += 1
            name = f"{place.name} {number}.{ending}"
        self._names.add((drive.id, place.folder, name.lower()))
        return name

    def _save(self, drive: Drive, item: str, data: bytes) -> None:
        file = self._directory / "content" / drive.id / item
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)

    def _put(self, drive: Drive, file: _File, data: bytes) -> None:
        ending = file.name.rsplit(".", 1)[-1]
        unique = guid("unique", file.label)
        link = f"{drive.url}/Documents{quote(f'{file.folder}/{file.name}')}"
        if ending in {"xlsx", "xls", "ods"}:
            link = document_link(drive, file.label, file.name)
        made, changed = iso(file.made), iso(file.changed)
        who: dict[str, JsonValue] = {"user": self._who(file.by)}
        if file.by_forms:
            who["application"] = dict(_FORMS)
        self._line(
            {
                "id": file.item,
                "name": file.name,
                "size": len(data),
                "eTag": f'"{{{unique.upper()}}},2"',
                "webUrl": link,
                "createdDateTime": made,
                "lastModifiedDateTime": changed,
                "createdBy": who,
                "lastModifiedBy": who,
                "parentReference": self._parent(drive, file.folder),
                "file": {"mimeType": _TYPES[ending], "hashes": {"quickXorHash": quick_xor(data)}},
                "fileSystemInfo": {"createdDateTime": made, "lastModifiedDateTime": changed},
                "sharepointIds": {"listItemUniqueId": unique, "siteId": drive.site},
            }
        )

    def _who(self, user: str) -> JsonValue:
        found = self._town.users[user]
        return {"id": found.id, "displayName": found.name, "email": found.upn}

    def _parent(self, drive: Drive, folder: str) -> JsonValue:
        return {
            "driveType": "business" if drive.personal else "documentLibrary",
            "driveId": drive.id,
            "id": self._folder(drive, folder),
            "name": folder.rsplit("/", 1)[-1] or "root",
            "path": f"/drives/{drive.id}/root:{folder}",
            "siteId": f"{drive.url.split('/')[2]},{drive.site},{guid('web', drive.id)}",
        }

    def _folder(self, drive: Drive, folder: str) -> str:
        known = self._folders.get((drive.id, folder))
        if known is not None:
            return known
        item = item_id("folder", drive.id, folder)
        self._folders[drive.id, folder] = item
        line: dict[str, JsonValue] = {
            "id": item,
            "name": folder.rsplit("/", 1)[-1] or "root",
            "webUrl": f"{drive.url}/Documents{quote(folder)}",
            "folder": {},
        }
        if folder:
            line["parentReference"] = self._parent(drive, folder.rsplit("/", 1)[0])
        else:
            line["root"] = {}
            line["parentReference"] = {
                "driveId": drive.id,
                "driveType": "business" if drive.personal else "documentLibrary",
            }
        self._line(line)
        return item

    def _line(self, item: Mapping[str, JsonValue]) -> None:
        self._lines.append(json.dumps(item, ensure_ascii=False))
