"""What owners have downloaded into their drives: found by name and day, read, held against what is known."""

import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from flytt.adapters.forms.door import Object, quoted
from flytt.adapters.forms.reading import Read
from flytt.adapters.forms.site import Site
from flytt.forms.reading.fields import Fields
from flytt.migration.record import Record

if TYPE_CHECKING:
    from flytt.forms.block import Block

ZONE = ZoneInfo("Europe/Oslo")
"""Owners write their own days, and files are saved in them."""
_HOURS = range(-2, 3)
"""Exports of the same form tell times under the clock of whoever made them."""
Place = tuple[str, str]
Answer = tuple[int, int]


class Seen(Record):
    """One file. `rows`: of its largest table. `why`: why it could not be read, or not wholly.

    `of`: how many of its rows were known before, by the form whose they are. `is_copy`: another file was the
    same, byte for byte, before anybody was asked to download.
    """

    rows: int = 0
    why: str = ""
    is_copy: bool = False
    of: dict[str, int] = {}

    def other_than(self, form: str) -> str:
        """Return another form whose answers it holds, rather than this one's; empty when there is none."""
        most = max(self.of, key=lambda one: (self.of[one], one == form), default="")
        return most if most != form else ""


class Downloads:
    """The old drives' files, listed once; `known` is what was found in the first pass."""

    def __init__(self, site: Site, known: Read) -> None:
        self._site, self._known = site, known

    def named(self, name: str, day: date) -> list[Place]:
        """Return the files of that name that were saved on that day or later."""
        return sorted(place for place, saved in self._files.get(name.casefold(), {}).items() if saved >= day)

    def seen(self, place: Place, name: str) -> Seen:
        """Read one."""
        from flytt.forms.fingerprint import Fingerprint  # noqa: PLC0415 - a heavy library
        from flytt.forms.reading.content import read_content  # noqa: PLC0415

        drive, item = place
        at = f"/v1.0/drives/{quoted(drive)}/items/{quoted(item)}/content"
        work = self._site.work
        with tempfile.TemporaryDirectory(dir=work.make()) as folder:
            path = Path(folder) / "download"
            path.write_bytes(self._site.old.fetch(at, "Fetching a file"))
            content = read_content(path, drive, item, name, Fingerprint(work.key()))
        rows = max((len(block.rows) for block in content.blocks), default=0)
        is_copy = bool(self._before.get(content.sha256, {place}) - {place})
        return Seen(rows=rows, why=content.why, is_copy=is_copy, of=self._whose(content.blocks))

    @cached_property
    def _before(self) -> Mapping[str, set[Place]]:
        found: defaultdict[str, set[Place]] = defaultdict(set)
        for one in self._known.estate.contents:
            found[one.sha256].add((one.drive_id, one.item_id))
        return dict(found)

    @cached_property
    def _files(self) -> Mapping[str, dict[Place, date]]:
        found: defaultdict[str, dict[Place, date]] = defaultdict(dict)
        for drive in self._site.old.objects("/v1.0/drives", "Listing drives"):
            name = str(drive["id"])
            at = f"/v1.0/drives/{quoted(name)}/items/root/delta"
            for item in self._site.old.objects(at, "Listing a drive"):
                if "file" in item:
                    found[str(item.get("name", "")).casefold()][name, str(item["id"])] = _day(item)
        return found

    @cached_property
    def _answers(self) -> dict[Answer, set[str]]:
        """Whose answers were found, by number and minute: in tables of one form, of which Flytt was sure."""
        whose: defaultdict[Answer, set[str]] = defaultdict(set)
        blocks = {(b.drive_id, b.item_id, b.sheet, b.range): b for b in self._known.estate.blocks}
        for line in self._known.document.blocks:
            block = blocks.get((line.drive_id, line.item_id, line.sheet, line.range))
            if block is not None and line.form and line.decision == "auto" and line.relation != "merge_of":
                for one in _answers_in(block):
                    whose[one].add(line.form)
        return whose

    def _whose(self, blocks: "tuple[Block, ...]") -> dict[str, int]:
        best = Counter[str]()
        for hours in _HOURS:
            found = Counter[str]()
            for block in blocks:
                for number, minute in _answers_in(block):
                    found.update(self._answers.get((number, minute + 60 * hours), ()))
            best |= found
        return dict(sorted(best.items()))


def _answers_in(block: "Block") -> Iterator[Answer]:
    for number, second in zip(block.rows.ids.tolist(), block.rows.completed.tolist(), strict=True):
        if number > 0 and second > 0:
            yield number, second // 60


def _day(item: Object) -> date:
    changed = Fields(item).text("lastModifiedDateTime")
    return datetime.fromisoformat(changed).astimezone(ZONE).date() if changed else date.min
