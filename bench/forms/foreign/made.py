"""Makes one such estate and, in another folder, the truth about its every table."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple
from urllib.parse import quote

from bench.forms.foreign.books import iso, range_of, written
from bench.forms.foreign.habits import File, Sheet, files_of
from bench.forms.foreign.lists import collected, some_list
from bench.forms.foreign.lives import Form, make_forms
from bench.forms.foreign.service import Shown, put, write_service
from bench.forms.foreign.town import Drive, Town, make_town
from bench.forms.foreign.traces import write_audit, write_directory, write_links
from bench.forms.foreign.words import chance

LINKED = 0.5


class Known(NamedTuple):
    """Which ids of a form the estate shows, oldest first, and whether it is more than a bare link."""

    ids: tuple[str, ...]
    told: bool


def make(seed: int, sources: str, forms_wanted: int, estate: Path, truth: Path) -> None:
    """Write an estate. `sources` names, parted by `+`, which of api, audit and links there are."""
    rng = Random(f"{seed}/{sources}")  # the same forms are never met with other sources
    town = make_town(rng)
    forms = make_forms(rng, town, forms_wanted)
    files = _files(rng, town, forms)
    items = _write_drive(rng, estate, town, files)
    linked = write_links(rng, estate, forms, LINKED if "links" in sources else 0)
    logged = write_audit(rng, estate, town, forms) if "audit" in sources else {}
    if "api" in sources:
        write_service(estate, forms, _workbooks(town, files, items))
    write_directory(estate, town)
    known: dict[int, Known] = {}
    for form in forms:
        listed = "api" in sources and not form.deleted
        shown = [
            one for one in form.ids if one in linked or one in logged or (listed and one == form.ids[-1])
        ]
        told = any(linked.get(one) or one in logged for one in shown) or listed
        known[form.number] = Known(tuple(shown), told)
    _write_truth(truth, town, forms, known, [(f, items[n]) for n, f in enumerate(files)])


def _files(rng: Random, town: Town, forms: Sequence[Form]) -> list[File]:
    files = [file for form in forms for file in files_of(rng, town, form)]
    families: dict[str, list[Form]] = {}
    for form in forms:
        families.setdefault(form.family, []).append(form)
    for some in families.values():
        files += collected(rng, town, some) if len(some) > 1 and chance(rng, 0.35) else ()
    return files + [some_list(rng, town) for _ in range(len(forms) // 2)]


def _write_drive(rng: Random, estate: Path, town: Town, files: Sequence[File]) -> list[str]:
    people = {one.id: one for one in town.people}
    found: list[str] = []
    lines: list[str] = []
    taken: set[tuple[str, str, str]] = set()
    for file in files:
        drive, name = town.drives[file.owner], file.name
        while (drive.id, file.folder, name.lower()) in taken:
            stem, dot, end = name.rpartition(".")
            name = f"{stem} (2){dot}{end}"
        taken.add((drive.id, file.folder, name.lower()))
        item = "01" + "".join(rng.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") for _ in range(32))
        data = written(file)
        path = estate / "drive" / "content" / drive.id / item
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        who = people[file.by]
        by: Shown = {"user": {"id": who.id, "displayName": who.name, "email": who.upn}}
        lines.append(json.dumps({
            "id": item, "name": name, "size": len(data), "webUrl": _address(drive, file, name),
            "createdDateTime": iso(file.made), "lastModifiedDateTime": iso(file.made),
            "createdBy": by, "lastModifiedBy": by,
            "parentReference": {"driveId": drive.id,
                                "driveType": "business" if drive.personal else "documentLibrary",
                                "path": f"/drives/{drive.id}/root:/{file.folder}".rstrip("/")},
            "file": {"mimeType": "application/octet-stream"},
        }, ensure_ascii=False))  # fmt: skip
        found.append(item)
    (estate / "drive" / "items.ndjson").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return found


def _address(drive: Drive, file: File, name: str) -> str:
    return drive.url + quote(f"/{file.folder}/{name}".replace("//", "/"))


def _workbooks(town: Town, files: Sequence[File], items: Sequence[str]) -> dict[int, Shown]:
    found: dict[int, Shown] = {}
    for n, file in enumerate(files):
        if file.live_of is not None:
            drive = town.drives[file.owner]
            found[file.live_of] = {
                "sdxWorkbookId": items[n], "sdxWorkbookParentDriveId": drive.id,
                "sdxWorkbookFileName": file.name, "sdxWebUrl": _address(drive, file, file.name),
            }  # fmt: skip
    return found


def _write_truth(
    truth: Path, town: Town, forms: Sequence[Form], known: dict[int, Known], files: Sequence[tuple[File, str]]
) -> None:
    blocks: list[Shown] = []
    notes: list[str] = []
    for file, item in files:
        for sheet in file.sheets:
            place = {
                "drive_id": town.drives[file.owner].id,
                "item_id": item,
                "sheet": sheet.name,
                "range": range_of(sheet),
            }
            number = _whose(sheet)
            blocks.append({**place, **_told(sheet, number, forms, known)})
            acceptable: list[str] = []
            if number is not None and known[number].ids:
                acceptable = [*known[number].ids, *([] if known[number].told else ["latent"])]
            family = forms[number].family if number is not None else file.owner
            siblings = forms[number].siblings if number is not None else 0
            notes.append(
                json.dumps({**place, "family": family, "siblings": siblings, "acceptable": acceptable})
            )
    put(truth / "truth.json", {"blocks": blocks})
    (truth / "notes.ndjson").write_text("\n".join(notes) + "\n", encoding="utf-8")


def _whose(sheet: Sheet) -> int | None:
    counts = Counter(one[0] for one in sheet.table.of if one)
    return counts.most_common(1)[0][0] if counts else sheet.form


def _told(sheet: Sheet, number: int | None, forms: Sequence[Form], known: dict[int, Known]) -> Shown:
    def name(form: int) -> str:
        return known[form].ids[-1] if known[form].ids else f"latent:{form}"

    segments: list[dict[str, object]] = []
    last: object = None
    for row, one in enumerate(sheet.table.of, start=1):
        if one and one[0] == last:
            segments[-1]["last"] = row
        elif one:
            segments.append({"first": row, "last": row, "form": name(one[0])})
        last = one[0] if one else None
    matched = sum(one is not None for one in sheet.table.of)
    total = len(sheet.table.rows)
    unit = forms[number].unit.name if number is not None else None
    return {
        "form": name(number) if number is not None else None,
        "relation": sheet.relation,
        "rows": {"total": total, "matched": matched, "extra": total - matched, "segments": segments},
        "owner": {"unit": unit},
    }
