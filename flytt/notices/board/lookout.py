"""What the board knows: one reading of the ledger after another, made beside those who ask for pages.

A reading is replaced whole, so that every page is of one moment. When the ledger cannot be read, the last
reading stays, with its age. The clock does not go on without the ledger: a move that nobody can hear of would
be called late.
"""

import logging
import os
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from flytt.migration.events import Recorded, WordingApproved
from flytt.migration.journal import Journal
from flytt.migration.notice import Notice, Telling
from flytt.migration.plan import Plan
from flytt.migration.ports import Clock
from flytt.migration.state import MoveState
from flytt.notices.book import Book, book
from flytt.wiring import Where, open_journal, utc_now

BEAT_SECONDS = 2.0
"""How often the ledger's head is looked at: an event is on every page within a few of these."""
CLOCK_SECONDS = 5.0
"""How often what the clock alone changes is looked at; a change of the ledger is seen at once."""

_LOG = logging.getLogger("flytt.board")


@dataclass(frozen=True, slots=True)
class Seen:
    """One reading. `at` is the plan's own time (a rehearsal has one), `read_at` the machine's; both UTC.

    `adopted` holds every plan that was ever followed, by its hash: what was promised, and when, is in them.
    `history` puts together every revision of a notice, by its id: few ask for it. `made` keeps what has been
    made of this reading, by its address: pages are rendered once.
    """

    plan: Plan
    adopted: Mapping[str, Plan]
    head: int
    at: datetime
    read_at: datetime
    notices: tuple[Notice, ...]
    history: Mapping[str, Callable[[], tuple[Notice, ...]]]
    book: Book
    events: tuple[Recorded, ...]
    state: MoveState
    made: dict[object, object] = field(default_factory=dict[object, object], compare=False)


class Source(Protocol):
    """Where readings come from."""

    def read(self, before: Seen | None) -> Seen:
        """Return a reading; `before` itself when nothing is otherwise. Raises when it cannot be read."""
        ...


class LedgerSource:
    """Reads one ledger. Used by one thread; opens the ledger anew when it has been away or replaced."""

    def __init__(self, at: Where, clock: Clock | None = None) -> None:
        """`clock` is the plan's own unless a test holds one in its hand."""
        self._at = at
        self._clock = clock
        self._journal: Journal | None = None
        self._file: tuple[int, int] | None = None
        self._telling = Telling()

    def read(self, before: Seen | None) -> Seen:
        """Return a reading; see `Source`."""
        try:
            return self._read(before)
        except Exception:
            self._close()
            raise

    def _read(self, before: Seen | None) -> Seen:
        journal = self._opened()
        state = journal.refresh()
        read_at = utc_now()
        now = max(journal.clock.now(), state.at or read_at)
        if before and before.head == state.seq and now - before.at < timedelta(seconds=CLOCK_SECONDS):
            return before
        if state.at is not None and state.at >= now:
            self._set_clock(journal, now)
        plan, adopted, events = journal.plan(), journal.plans(), journal.events
        told, history = self._telling.told(plan, events, now, adopted)
        words = self._book(before, journal, state)
        if before and words is before.book and before.plan is plan and before.notices == told:
            # A step more in the ledger that users hear nothing of: every page is as it was.
            return replace(
                before, adopted=adopted, head=state.seq, at=now, read_at=read_at, events=events, state=state
            )
        return Seen(
            plan=plan,
            adopted=adopted,
            head=state.seq,
            at=now,
            read_at=read_at,
            notices=told,
            history=history,
            book=words,
            events=events,
            state=state,
        )

    def _book(self, before: Seen | None, journal: Journal, state: MoveState) -> Book:
        """Return the words, put together anew only when a plan or an approval may have changed them."""
        plan = journal.plan()
        if before and before.plan is plan:
            since = journal.events[before.head :]
            if not any(isinstance(recorded.event, WordingApproved) for recorded in since):
                return before.book
        return book(plan, state, journal.store.document)

    def _opened(self) -> Journal:
        from flytt.adapters.ledger.looking import is_there  # noqa: PLC0415 - only a source looks for files

        file = _file_of(self._at.ledger)
        if file != self._file or self._journal is None:
            self._close()
        if self._journal is None:
            if not is_there(self._at.ledger):
                raise FileNotFoundError(self._at.ledger)
            self._journal = open_journal(self._at, actor="board")
            if self._clock is not None:
                self._journal.clock = self._clock
            self._file = file
            self._telling = Telling()
        return self._journal

    def _set_clock(self, journal: Journal, now: datetime) -> None:
        """A rehearsal's clock jumps: what was written last says where it is now."""
        if journal.plan().practice and self._clock is None:
            from flytt.adapters.clock import PracticeClock  # noqa: PLC0415 - only a rehearsal has one

            journal.clock = PracticeClock(now, not_before=now)

    def _close(self) -> None:
        if self._journal is not None:
            with suppress(Exception):
                self._journal.store.close()
        self._journal = None


def _file_of(ledger: str) -> tuple[int, int] | None:
    """Return which file the ledger is: one that was put in its place is another. Raises when it is gone."""
    name = ledger.removeprefix("sqlite:///")
    if "://" in name:
        return None
    there = os.stat(Path(name).expanduser())  # noqa: PTH116 - the numbers alone are wanted
    return there.st_dev, there.st_ino


class Lookout:
    """Looks at the source every two seconds, in a thread of its own, and holds the newest reading."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._seen: Seen | None = None
        self._last_good: datetime | None = None
        self._is_away = False
        self._stop = threading.Event()

    @property
    def seen(self) -> Seen | None:
        """The newest reading; None when there never was one."""
        return self._seen

    @property
    def away_since(self) -> datetime | None:
        """When the ledger was read last, if it cannot be read now; machine's time, UTC."""
        return self._last_good if self._is_away else None

    def look(self) -> bool:
        """Read once. False when it could not be done; then the last reading stays."""
        try:
            self._seen = self._source.read(self._seen)
        except Exception as error:  # noqa: BLE001 - whatever it was, the next look may succeed
            if not self._is_away:
                _LOG.warning(
                    "the ledger cannot be read (%s); the last reading is shown", type(error).__name__
                )
            self._is_away = True
            return False
        self._last_good = utc_now()
        self._is_away = False
        return True

    def start(self) -> None:
        """Look until stopped."""
        threading.Thread(target=self._run, daemon=True, name="lookout").start()

    def stop(self) -> None:
        """End at the next beat."""
        self._stop.set()

    def _run(self) -> None:
        self.look()
        while not self._stop.wait(BEAT_SECONDS):
            self.look()
