"""Forms that Flytt cannot close: their owners do, and download once more. What they downloaded is read."""

import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from flytt.adapters.forms.closing_sheet import SHEET, Line, read, written
from flytt.adapters.forms.door import Object, quoted
from flytt.adapters.forms.new_side import moved
from flytt.adapters.forms.reading import as_written
from flytt.adapters.forms.site import Site, much
from flytt.forms.attribution.decisions import append
from flytt.forms.people_said import Decision
from flytt.forms.reading.fields import Fields
from flytt.migration.errors import ChangedByOthers
from flytt.migration.evidence import Presence, Verification
from flytt.migration.forms_estate import ByOwners

PART = "owners-closed"
LATENT = "latent:"
SAID = "old forms were closed by their owners, by their own word: Flytt cannot see it"
_NO_DAY = "Skriv dagen skjemaet ble stengt (ÅÅÅÅ-MM-DD), eller finnes ikke og hvorfor."
_NO_FILE = "Ingen fil med det navnet er lagret i de gamle filområdene den dagen eller etter."
_TOO_FEW = "Fila har {rows} svar, og {before} var funnet før. Er noen slettet, skriv hvorfor."
Files = Mapping[str, list[tuple[str, Object]]]


class OwnersClosed:
    """A line for each known form; none where Flytt closes forms itself."""

    def __init__(self, site: Site) -> None:
        self._site, self._work = site, site.work

    def lay_out(self) -> None:
        """Put the sheet on the new side, unless it lies there."""
        if SHEET not in self._site.shelf.listing():
            self._site.shelf.write(SHEET, written(self._lines()))

    def clear(self) -> None:
        """Take the sheet away; what people had written is kept beside their decisions."""
        content = self._site.shelf.read(SHEET)
        if content is not None:
            if self._site.shelf.writer(SHEET) not in {"", "flytt"}:
                self._work.write(self._work.folder / "closed-by-owners.xlsx", content)
            self._site.shelf.remove(SHEET)

    def take(self) -> ByOwners:
        """Read the sheet, and look for every file. ChangedByOthers while a line is not as it must be."""
        if (done := self._work.receipt(PART, ByOwners)) is not None:
            return done
        done = ByOwners() if self._site.job.source.unsupported_api else self._taken()
        self._work.note(PART, done)
        return done

    def stands(self) -> Presence:
        """Look for the note."""
        return much(self._work.noted(PART), 1)

    def check(self) -> Verification:
        """Look for every file once more, and count its rows."""
        done = self._work.receipt(PART, ByOwners)
        if done is None:
            return Verification(route="owners' downloads", unchecked=1, unchecked_why="none were read")
        lines = self._looked() if not self._site.job.source.unsupported_api else []
        wrong = sum(bool(one.found) for one in lines)
        said = (f"{done.forms} {SAID}", f"{done.gone} forms are gone, their owners say")
        return Verification(
            route="every download looked for in the old drives, its rows counted",
            matched=len(lines) - wrong,
            differing=(f"{wrong} forms without a download that holds what was there",) if wrong else (),
            skipped=tuple(one for one in said if not one.startswith("0 ")),
        )

    def take_back(self) -> None:
        """Forget it. Owners open their forms again; what they downloaded is theirs."""
        self._work.forget(PART)

    def _taken(self) -> ByOwners:
        lines = self._looked()
        if wrong := [one for one in lines if one.found]:
            self._site.shelf.write(SHEET, written(lines))
            raise ChangedByOthers(
                f"{len(wrong)} of {len(lines)} forms are not seen to be closed and downloaded again.",
                still_true="What was written is kept; the sheet says what is missing.",
                next_command=f"see the column `Flytt fant` of {SHEET} on the new side, then flytt resume",
            )
        there = [one for one in lines if not one.is_gone]
        self._decide(there)
        days = sorted(str(one.closed_on) for one in there)
        return ByOwners(
            forms=len(there), gone=len(lines) - len(there), rows=sum(one.before for one in there),
            first_closed=days[0] if days else "", last_closed=days[-1] if days else "",
        )  # fmt: skip

    def _looked(self) -> list[Line]:
        """Return the lines as they stand there, `found` empty where all is well, `before` the rows found."""
        content = self._site.shelf.read(SHEET)
        said = {one.form: one for one in read(content)} if content is not None else {}
        files = self._files()
        return [self._held(one, said.get(one.form, one), files) for one in self._lines()]

    def _held(self, form: Line, said: Line, files: Files) -> Line:
        line = form._replace(closed=said.closed, file=said.file, why=said.why)
        if line.is_gone:
            return line
        day = line.closed_on
        if day is None or day > datetime.now(UTC).date():
            return line._replace(found=_NO_DAY)
        there = [one for one in files.get(line.file.casefold(), []) if _day(one[1]) >= day]
        if not there:
            return line._replace(found=_NO_FILE)
        rows, (drive, item) = max(((self._rows(*one), one) for one in there), key=lambda one: one[0])
        if rows < form.before and not line.why:
            return line._replace(found=_TOO_FEW.format(rows=rows, before=form.before))
        return line._replace(before=rows, place=(drive, str(item["id"])))

    def _decide(self, lines: Sequence[Line]) -> None:
        """Say whose the downloads are, as owners did: the second gathering finds them among other files."""
        by, now = self._site.shelf.writer(SHEET), datetime.now(UTC).replace(microsecond=0)
        append(
            self._work.decisions,
            [
                Decision(
                    decided_at=now, decided_by=by, drive_id=one.place[0], item_id=one.place[1], form=one.form,
                    why=f"Lastet ned etter at skjemaet ble stengt {one.closed_on}",
                )
                for one in lines if any(one.place)
            ],
        )  # fmt: skip

    def _lines(self) -> list[Line]:
        read = as_written(self._work, "first")
        counted = {one.id: one for one in read.document.forms}
        titles = {one.id: one.title for one in read.estate.forms}
        found: list[Line] = []
        for form in moved(self._site):
            if not form.id.startswith(LATENT):
                told = counted.get(form.id)
                unit = told.owner.unit if told else None
                before = told.responses.found if told else form.responses
                found.append(Line(form.id, titles.get(form.id) or "", unit or "", before))
        return found

    def _files(self) -> Files:
        found: defaultdict[str, list[tuple[str, Object]]] = defaultdict(list)
        for drive in self._site.old.objects("/v1.0/drives", "Listing drives"):
            name = str(drive["id"])
            at = f"/v1.0/drives/{quoted(name)}/items/root/delta"
            for item in self._site.old.objects(at, "Listing a drive"):
                if "file" in item:
                    found[str(item.get("name", "")).casefold()].append((name, item))
        return found

    def _rows(self, drive: str, item: Object) -> int:
        """Return how many rows the largest table of a file holds; none when it cannot be read."""
        from flytt.forms.fingerprint import Fingerprint  # noqa: PLC0415 - a heavy library
        from flytt.forms.reading.content import read_content  # noqa: PLC0415

        at = f"/v1.0/drives/{quoted(drive)}/items/{quoted(str(item['id']))}/content"
        name = str(item.get("name", ""))
        with tempfile.TemporaryDirectory(dir=self._work.make()) as folder:
            path = Path(folder) / "download"
            path.write_bytes(self._site.old.fetch(at, "Fetching a file"))
            content = read_content(path, drive, str(item["id"]), name, Fingerprint(self._work.key()))
        return max((len(block.rows) for block in content.blocks), default=0)


def _day(item: Object) -> date:
    changed = Fields(item).text("lastModifiedDateTime")
    return datetime.fromisoformat(changed).date() if changed else date.min
