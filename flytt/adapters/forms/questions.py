"""Whose every table is: what is decided, what people are asked, what they answered."""

from flytt.adapters.forms.asking import (
    SHEET,
    Answers,
    asked_about,
    lines_of,
    sheet_of,
    signed_before,
    waiting,
)
from flytt.adapters.forms.reading import Read, as_written, attributed
from flytt.adapters.forms.site import Site, much
from flytt.forms.attribution.queue import Question
from flytt.forms.attribution.written import write
from flytt.migration.errors import ChangedByOthers
from flytt.migration.evidence import Presence, Verification
from flytt.migration.forms_estate import Attributed, Settled
from flytt.migration.record import digest

TRIES = 5
ASKED, SETTLED = "attribution", "answers"


class Questions:
    """The attribution of the first pass, and a sheet of questions on the new side."""

    def __init__(self, site: Site) -> None:
        self._site, self._work = site, site.work

    def attribute(self) -> Attributed:
        """Decide what can be decided, and lay out the rest. A sheet that lies there is left as it is."""
        done = self._work.receipt(ASKED, Attributed)
        if done is None:
            found = attributed(self._work, "first")
            asked = asked_about(found)
            write(self._work.document("asked"), found.document)
            decided = sum(line.decision == "auto" for line in found.document.blocks)
            if asked and SHEET not in self._site.shelf.listing():
                self._site.shelf.write(
                    SHEET, sheet_of(found, lines_of(found), self._work.folder / "sheet.xlsx")
                )
            done = Attributed(
                blocks=len(found.document.blocks),
                decided=decided,
                questions=len(asked),
                digest=digest(found.document.as_json()),
            )
            self._work.note(ASKED, done)
        return done

    def stands(self) -> Presence:
        """Look for the attribution and the sheet."""
        done = self._work.receipt(ASKED, Attributed)
        there = SHEET in self._site.shelf.listing()
        if done is None:
            return Presence.PARTIAL if there else Presence.ABSENT
        return Presence.PRESENT if there or not done.questions else Presence.PARTIAL

    def check(self) -> Verification:
        """Count the lines of the document as it was written against the tables that are read now."""
        done = self._work.receipt(ASKED, Attributed)
        if done is None:
            return Verification(route="the attribution", unchecked=1, unchecked_why="there is none")
        read = as_written(self._work, "first", "asked")
        tables = {(b.drive_id, b.item_id, b.sheet, b.range) for b in read.estate.blocks}
        lines = {(b.drive_id, b.item_id, b.sheet, b.range) for b in read.document.blocks}
        differing = [f"{n} {what}" for n, what in (
            (len(tables - lines), "tables without a line"), (len(lines - tables), "lines without a table")
        ) if n]  # fmt: skip
        if digest(read.document.as_json()) != done.digest:
            differing.append("the attribution is not as it was written")
        skipped = (f"{done.questions} questions for people",) if done.questions else ()
        return Verification(
            route="every table read again, and its line", matched=len(tables & lines),
            differing=tuple(differing), skipped=skipped,
        )  # fmt: skip

    def take_back(self) -> None:
        """Remove both. What people had written in the sheet is kept beside their decisions."""
        content = self._site.shelf.read(SHEET)
        if content is not None:
            if self._site.shelf.writer(SHEET) not in {"", "flytt"}:
                self._work.write(self._work.folder / "answered.xlsx", content)
            self._site.shelf.remove(SHEET)
        self._work.forget(ASKED)
        self._work.drop(self._work.document("asked"))


class Settling:
    """People's answers, read from the sheet: decisions, and what is signed to quarantine."""

    def __init__(self, site: Site) -> None:
        self._site, self._work = site, site.work

    def settle(self) -> Settled:
        """Take them. ChangedByOthers while something is neither answered nor signed.

        A sheet that people wrote in meanwhile is read again before it is laid out anew.
        """
        if (done := self._work.receipt(SETTLED, Settled)) is not None:
            return done
        content = self._site.shelf.read(SHEET)
        for _ in range(TRIES):
            answers, left, now = self._taken(content)
            written = content
            content = self._site.shelf.read(SHEET) if left else content
            if content == written:
                break
        else:
            raise ChangedByOthers(
                f"{SHEET} is being written in, and was not read to the end.",
                still_true="Nothing was moved. What was answered is kept.",
                next_command="flytt resume when people are done",
            )
        if left:
            raise self._unanswered(now, len(left))
        kept = sum(line.decision != "auto" for line in now.document.blocks)
        done = Settled(answers=answers, quarantined=kept, waiting=0, digest=digest(now.document.as_json()))
        write(self._work.document("placed-first"), now.document)
        self._work.note(SETTLED, done)
        return done

    def _taken(self, content: bytes | None) -> tuple[int, tuple[Question, ...], Read]:
        """Take the answers of a sheet: how many there were, what is left, and whose the tables are now."""
        answers = 0
        if content is not None:
            by = self._site.shelf.writer(SHEET)
            said = Answers(content, self._work.folder / "sheet.xlsx", by=by)
            said.write(self._work, self._site.job.quarantine_owner)
            answers = len(said.decided) + len(said.signed)
        asked = as_written(self._work, "first", "asked")
        now, signed = attributed(self._work, "first"), signed_before(self._work)
        return answers, waiting(asked, now, signed), now

    def stands(self) -> Presence:
        """Look for the note that all is settled."""
        return much(self._work.noted(SETTLED), 1)

    def check(self) -> Verification:
        """Judge once more with what people said, and see that nothing waits."""
        done = self._work.receipt(SETTLED, Settled)
        if done is None:
            return Verification(route="people's answers", unchecked=1, unchecked_why="none were read")
        now, signed = attributed(self._work, "first"), signed_before(self._work)
        left = waiting(as_written(self._work, "first", "asked"), now, signed)
        owner = self._site.job.quarantine_owner
        return Verification(
            route="every table judged again with what people said",
            matched=sum(line.decision == "auto" for line in now.document.blocks),
            differing=(f"{len(left)} tables without an answer",) if left else (),
            skipped=(f"{done.quarantined} tables signed to quarantine; {owner} answers for them",)
            if done.quarantined
            else (),
        )

    def take_back(self) -> None:
        """Forget that they were taken. The decisions themselves are people's, and are kept."""
        self._work.forget(SETTLED)
        self._work.drop(self._work.document("placed-first"))

    def _unanswered(self, now: Read, count: int) -> ChangedByOthers:
        self._site.shelf.write(SHEET, sheet_of(now, lines_of(now), self._work.folder / "sheet.xlsx"))
        return ChangedByOthers(
            f"{count} tables of answers wait for somebody to say whose they are.",
            still_true="Nothing was moved. What was answered is kept, and the rest was laid out anew.",
            next_command=f"answer {SHEET} on the new side, then flytt resume",
        )
