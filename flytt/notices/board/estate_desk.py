"""The Forms estate behind the board: its queue, read beside those who ask, and what people answer."""

import csv
import hashlib
import io
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flytt.forms.attribution.decisions import UNDO, append, undo
from flytt.forms.attribution.spreadsheet import plain
from flytt.forms.people_said import Decision
from flytt.forms.reading.people_source import read_decisions
from flytt.notices.board.estate_questions import Asked, Place, Queue, key_of
from flytt.notices.board.settings import FormsEstate

DECISIONS = "decisions.csv"
SENT = "asked.csv"
SENT_COLUMNS = ("asked_at", "asked_by", "drive_id", "item_id", "sheet", "range", "unit")
LONGEST_SECONDS = 3600.0

_LOG = logging.getLogger("flytt.board")


class DecidedMeanwhile(Exception):
    """Somebody else has answered since the page was read."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A unit was asked about a block."""

    at: str
    by: str
    key: str
    unit: str


class EstateDesk:
    """One estate. Reads its queue anew whenever decisions have changed; one reading at a time."""

    def __init__(self, settings: FormsEstate, read: Callable[[FormsEstate], Queue] | None = None) -> None:
        """`read` makes the queue; a program of its own does, unless something else is given."""
        self.settings = settings
        self._make = read or read_beside
        self.folder = Path(settings.estate)
        self._writing = threading.Lock()
        self._reading = threading.Lock()
        self._queue: Queue | None = None
        self._stamp = ""

    @property
    def queue(self) -> Queue | None:
        """The newest queue; None until there is one."""
        return self._queue

    @property
    def is_reading(self) -> bool:
        """True while a newer queue is being made."""
        return self._reading.locked()

    def look(self, *, anew: bool = False) -> None:
        """See that the queue is, or becomes, as new as the decisions; `anew` in any case. Does not wait."""
        if not anew and self._queue is not None and self._stamp == self._decisions_stamp():
            return
        if self._reading.acquire(blocking=False):
            threading.Thread(target=self._read, daemon=True, name="estate").start()

    def waiting(self) -> tuple[Asked, ...]:
        """Return the questions that nobody has answered since the queue was made."""
        if self._queue is None:
            return ()
        answered = {key_of(place) for place, one in self._last().items() if one.form != UNDO}
        return tuple(one for one in self._queue.asked if one.key not in answered)

    def decisions(self) -> tuple[Decision, ...]:
        """Return every line of decisions, oldest first."""
        path = self.folder / DECISIONS
        return tuple(read_decisions(path, DECISIONS)[0]) if path.exists() else ()

    def lines_about(self, place: Place) -> int:
        """Return how often something was decided about a block: a page remembers it."""
        return sum(place_of(one) == place for one in self.decisions())

    def decide(self, asked: Asked, form: str, *, by: str, why: str, seen: int) -> None:
        """Write an answer, with who and when. DecidedMeanwhile when there are more lines than were `seen`."""
        one = Decision(
            decided_at=_now(),
            decided_by=by,
            drive_id=asked.drive_id,
            item_id=asked.item_id,
            sheet=asked.sheet,
            range=asked.range,
            form=form,
            why=why,
        )
        with self._writing:
            if self.lines_about(asked.place) != seen:
                raise DecidedMeanwhile
            append(self.folder / DECISIONS, [one])
        self.look()

    def take_back(self, key: str, *, by: str, why: str) -> None:
        """Write that what was decided about a block no longer holds. LookupError when nothing was."""
        with self._writing:
            place = next((place for place in self._last() if key_of(place) == key), None)
            if place is None:
                raise LookupError(key)
            undo(self.folder / DECISIONS, place, by=by, at=_now(), why=why)
        self.look()

    def sent(self) -> dict[str, Sent]:
        """Return which unit was asked last about which block, by the block's key."""
        path = self.folder / SENT
        if not path.exists():
            return {}
        with path.open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.reader(file) if len(row) == len(SENT_COLUMNS)]
        found: dict[str, Sent] = {}
        for at, by, drive, item, sheet, area, unit in rows[1:]:
            key = key_of((drive, item, sheet.removeprefix("'"), area))
            found[key] = Sent(at, by, key, unit.removeprefix("'"))
        return found

    def send(self, asked: Asked, *, by: str) -> None:
        """Note that its unit was asked."""
        path = self.folder / SENT
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        with self._writing:
            if not path.exists():
                writer.writerow(SENT_COLUMNS)
            at = f"{_now():%Y-%m-%dT%H:%M:%SZ}"
            cells = (asked.drive_id, asked.item_id, plain(asked.sheet), asked.range, plain(asked.unit))
            writer.writerow((at, by, *cells))
            with path.open("a", encoding="utf-8", newline="") as file:
                file.write(text.getvalue())
                file.flush()
                os.fsync(file.fileno())

    def _last(self) -> dict[Place, Decision]:
        return {place_of(one): one for one in self.decisions()}

    def _read(self) -> None:
        try:
            while True:
                stamp = self._decisions_stamp()
                self._queue, self._stamp = self._make(self.settings), stamp
                if stamp == self._decisions_stamp():
                    return
        finally:
            self._reading.release()

    def _decisions_stamp(self) -> str:
        path = self.folder / DECISIONS
        return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else "none"


def read_beside(settings: FormsEstate) -> Queue:
    """Read an estate in a process of its own, and return its queue, or why there is none."""
    words = [sys.executable, "-m", "flytt.notices.board.estate_questions", settings.estate]
    words += ["--cache", settings.cache] if settings.cache else []
    try:
        ran = subprocess.run(
            words, stdin=subprocess.DEVNULL, capture_output=True, timeout=LONGEST_SECONDS, check=True
        )
        return Queue.model_validate_json(ran.stdout)
    except (subprocess.SubprocessError, OSError, ValueError) as fault:
        # What went wrong may name files and their words: it stays out of the log.
        _LOG.warning("the Forms estate cannot be read (%s)", type(fault).__name__)
        return Queue(fault=type(fault).__name__)


def in_force(decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """Return what holds, newest first: the last line about each block, unless it takes another back."""
    last = {place_of(one): one for one in decisions}
    held = [one for one in last.values() if one.form != UNDO]
    return tuple(sorted(held, key=lambda one: one.line, reverse=True))


def place_of(one: Decision) -> Place:
    """Return which block a decision is about."""
    return one.drive_id, one.item_id, one.sheet, one.range


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
