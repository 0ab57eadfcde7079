"""Forms that Flytt cannot close: their owners do, and download once more. What they downloaded is read."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from flytt.adapters.forms.closing_sheet import SHEET, Line, read, written
from flytt.adapters.forms.downloads import ZONE, Downloads, Seen
from flytt.adapters.forms.new_side import moved
from flytt.adapters.forms.reading import Read, as_written
from flytt.adapters.forms.site import Site, much
from flytt.adapters.forms.work import Note
from flytt.forms.attribution.decisions import append
from flytt.forms.people_said import Decision
from flytt.migration.errors import ChangedByOthers
from flytt.migration.evidence import Presence, Verification
from flytt.migration.forms_estate import ByOwners

PART, _WRITER = "owners-closed", "owners-closed-writer"
LATENT = "latent:"
SAID = "old forms were closed by their owners, by their own word: Flytt cannot see it"
_NO_DAY = "Skriv dagen skjemaet ble stengt (ÅÅÅÅ-MM-DD), eller finnes ikke og hvorfor."
_NO_FILE = "Ingen fil med det navnet er lagret i de gamle filområdene den dagen eller etter."
_TOO_FEW = "Fila har {rows} svar, og {before} var funnet før. Er noen slettet, skriv hvorfor."
_MANY = "{count} filer i de gamle filområdene har det navnet. Gi den rette et eget navn, og skriv det."
_TWICE = "Fila står på flere skjemaer. Hvert skjema skal ha sin egen nedlasting."
_UNREAD = "Fila kan ikke leses. Last ned på nytt."
_OTHERS = "Fila har svar på et annet skjema: {title}. Er den likevel rett, la Hvorfor begynne med: rett fil."
_COPY = "Fila er lik en som lå der før. Last ned på nytt etter at skjemaet er stengt, eller skriv hvorfor."
_RIGHT = "rett fil"
_NOBODY = {"", "flytt"}
"""Whom a drive names as the writer of what an application wrote."""


class OwnersClosed:
    """A line for each known form; none where Flytt closes forms itself."""

    def __init__(self, site: Site) -> None:
        self._site, self._work = site, site.work

    def lay_out(self) -> None:
        """Put the sheet on the new side, unless it lies there."""
        if SHEET not in self._site.shelf.listing():
            self._site.shelf.write(SHEET, written(self._lines(as_written(self._work, "first"))))

    def clear(self) -> None:
        """Take the sheet away; what people had written is kept beside their decisions."""
        content = self._site.shelf.read(SHEET)
        if content is not None:
            if any(one.closed or one.file or one.why for one in read(content)):
                self._work.write(self._work.folder / "closed-by-owners.xlsx", content)
            self._site.shelf.remove(SHEET)
        self._work.forget(_WRITER)

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
            self._tell(lines)
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

    def _tell(self, lines: Sequence[Line]) -> None:
        """Write what was found beside what stands there now: owners write while Flytt looks for files."""
        shelf = self._site.shelf
        content, by = shelf.read(SHEET), shelf.writer(SHEET)
        now = {one.form: one for one in read(content)} if content is not None else {}
        if by not in _NOBODY:
            self._work.note(_WRITER, Note(value={"by": by}))
        shelf.write(SHEET, written([one.as_said(now[one.form]) if one.form in now else one for one in lines]))

    def _looked(self) -> list[Line]:
        """Return the lines as they stand there, `found` empty where all is well, `before` the rows found."""
        content = self._site.shelf.read(SHEET)
        said = {one.form: one for one in read(content)} if content is not None else {}
        known = as_written(self._work, "first")
        downloads, forms = Downloads(self._site, known), self._lines(known)
        titles = {one.form: one.title for one in forms}
        lines = [self._held(one, said.get(one.form, one), downloads, titles) for one in forms]
        places = Counter(one.place for one in lines if any(one.place))
        return [one._replace(found=_TWICE) if places[one.place] > 1 else one for one in lines]

    def _held(self, form: Line, said: Line, downloads: Downloads, titles: Mapping[str, str]) -> Line:
        line = form.as_said(said)
        if line.is_gone:
            return line
        day = line.closed_on
        if day is None or day > datetime.now(ZONE).date():
            return line._replace(found=_NO_DAY)
        there = downloads.named(line.file, day)
        if len(there) != 1:
            return line._replace(found=_MANY.format(count=len(there)) if there else _NO_FILE)
        seen = downloads.seen(there[0], line.file)
        wrong = _wrong(form, line, seen, titles)
        return line._replace(found=wrong) if wrong else line._replace(before=seen.rows, place=there[0])

    def _decide(self, lines: Sequence[Line]) -> None:
        """Say whose the downloads are, as owners did: the second gathering finds them among other files."""
        by, now = self._by(), datetime.now(UTC).replace(microsecond=0)
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

    def _lines(self, known: Read) -> list[Line]:
        counted = {one.id: one for one in known.document.forms}
        titles = {one.id: one.title for one in known.estate.forms}
        found: list[Line] = []
        for form in moved(self._site):
            if not form.id.startswith(LATENT):
                told = counted.get(form.id)
                unit = told.owner.unit if told else None
                before = told.responses.found if told else form.responses
                found.append(Line(form.id, titles.get(form.id) or "", unit or "", before))
        return found

    def _by(self) -> str:
        """Return whoever wrote the sheet last, or did before Flytt wrote beside it; a line must say who."""
        by = self._site.shelf.writer(SHEET)
        if by not in _NOBODY:
            return by
        note = self._work.receipt(_WRITER, Note)
        return str(note.value["by"]) if note else "eierne"


def _wrong(form: Line, line: Line, seen: Seen, titles: Mapping[str, str]) -> str:
    """Say why a file is not believed; empty when it is. A reason does for what may well be so."""
    if seen.why:
        return _UNREAD
    other = seen.other_than(form.form)
    if other and not line.why.casefold().startswith(_RIGHT):
        return _OTHERS.format(title=titles.get(other) or other)
    if line.why:
        return ""
    if seen.is_copy:
        return _COPY
    return _TOO_FEW.format(rows=seen.rows, before=form.before) if seen.rows < form.before else ""
