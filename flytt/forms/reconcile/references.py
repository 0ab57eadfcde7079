"""What other sources say of the same answers: the service's count, ids, the drive's own hashes of files."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from flytt.forms.estate import Estate
from flytt.forms.quick_xor import quick_xor
from flytt.forms.reconcile.inventoried import Sources

_SHOWN = 20


def limits(sources: Sources) -> Iterator[str]:
    """Yield what keeps one form from being wholly accounted for, told by references of their own."""
    if gaps := (sources.line.responses.missing_ids if sources.line else ()):
        ids = ", ".join(map(str, gaps[:_SHOWN])) + (", …" if len(gaps) > _SHOWN else "")
        yield f"{len(gaps)} response ids are in no source, and no deletion is logged: {ids}"
    for answers in sources.service:
        counted = max((one.row_count or 0 for one in sources.forms if one.id == answers.form_id), default=0)
        if counted > len(answers.rows):
            yield f"the service counts {counted} responses, its pages hold {len(answers.rows)}"
        if answers.complete is False:
            yield "a page of its responses is missing or cannot be read"
        if answers.conflicting:
            yield f"{answers.conflicting} responses differ between two pages: both are kept"
    read = {answers.form_id for answers in sources.service}
    for form in sources.forms:
        if form.row_count and form.id not in read:
            yield f"the service counts {form.row_count} responses, and none of its pages is here"
        if form.workbook.unsynced and not read:
            yield "its live workbook is behind the form, and there are no pages of the service"


def other_than_listed(estate: Estate) -> list[str]:
    """Return files (drive/item) whose bytes are not those that the drive's own listing tells of."""
    found: list[str] = []
    for item in estate.items:
        path = estate.root / "drive" / "content" / item.drive_id / item.item_id
        if item.is_folder or not path.is_file():
            continue
        said = {name.casefold(): value for name, value in item.hashes}
        if _differs(path, said) or (not said and item.size_bytes not in {None, path.stat().st_size}):
            found.append(f"{item.drive_id}/{item.item_id}")
    return found


def _differs(path: Path, said: dict[str, str]) -> bool:
    if wanted := said.get("sha256hash"):
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() != wanted.casefold()
    return bool(said.get("quickxorhash")) and quick_xor(path) != said["quickxorhash"]
