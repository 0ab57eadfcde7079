"""What a rehearsal of what goes otherwise has left, read back: its ledger and every revision it told."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from flytt.migration.journal import Journal
from flytt.migration.news_times import REMINDED_BEFORE, START_GRACE, news_times
from flytt.migration.notice import Notice, history
from flytt.migration.workload import Audience, Language
from flytt.notices.forms.calendar import times
from flytt.wiring import open_journal, where

STORIES = {
    "overrun": ["planned", "reminder", "started", "late", "checking", "finished"],
    "cancelled": ["planned", "reminder", "cancelled"],
    "rolled-back": ["planned", "reminder", "started", "checking", "going-back", "taken-back"],
    "moved": ["planned", "postponed", "reminder", "started", "checking", "finished"],
}
"""What is told in each, in its turn."""
LANGUAGES: tuple[Language, ...] = ("nb", "nn")
AUDIENCES: tuple[Audience, ...] = ("staff", "residents")


@dataclass
class Rehearsal:
    """Its folder, its ledger, and every revision of each story's notice."""

    home: Path
    journal: Journal
    told: dict[str, tuple[Notice, ...]]

    def folder(self, what: str, notice: Notice) -> Path:
        """Return the folder of a revision."""
        return self.home / "notices" / "told" / what / f"{notice.revision:02}-{notice.state}"

    def written(self) -> Iterator[tuple[str, Notice, Language, Audience]]:
        """Yield story, revision, language and audience of all that was written."""
        for what, told in self.told.items():
            yield from ((what, *one) for one in itertools.product(told, LANGUAGES, AUDIENCES))


def read_rehearsal(home: Path, mappings: Path, ids: list[str]) -> Rehearsal:
    """Read it back from its own ledger."""
    journal = open_journal(where("lillevik", mappings=mappings, ledger=str(home / "ledger.db")))
    journal.refresh()
    every = history(journal.plan(), journal.events, journal.clock.now(), journal.plans())
    return Rehearsal(home, journal, {what: every[id_] for what, id_ in zip(STORIES, ids, strict=True)})


def allowed(journal: Journal, notice: Notice) -> set[datetime]:
    """Return every moment that a plan, the ledger or a promise gave; an estimate only from what was left."""
    found = {e.at for e in journal.events} | {notice.changed_at}
    sums: set[timedelta] = set()
    for plan in journal.plans().values():
        for w in plan.workloads:
            start, moments = w.window.start, news_times(w.window)
            found |= {start, w.window.end, start - REMINDED_BEFORE, start + START_GRACE}
            found |= {next(moments) for _ in range(40)}
            minutes = [s.minutes for s in w.steps if s.phase == "cutover"]
            sums |= {timedelta(minutes=sum(minutes[n:])) for n in range(len(minutes))}
    changes = [c for r in notice.revisions for c in r.changes]
    for at in {notice.expected_end, *(c.moment for c in changes), *(c.old_moment for c in changes)}:
        if at and at not in found:
            ends = (e.at + left for e, left in itertools.product(journal.events, sums))
            assert any(timedelta() <= at - end < timedelta(minutes=15) for end in ends), at
            found.add(at)
    return found


def event_times(notice: Notice) -> tuple[datetime, datetime]:
    """Return the times of a calendar's event, which has no fractions of seconds."""
    start, end = times(notice)
    assert end is not None
    return start.replace(microsecond=0), end.replace(microsecond=0)
