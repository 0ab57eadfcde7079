"""What users were told, revision by revision, and what the people on duty were: to read afterwards."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from flows.outputs import AUDIENCES
from flytt.migration.events import DutyTold
from flytt.migration.move import Move
from flytt.migration.notice import Notice, history
from flytt.migration.what_if import ENDS_AS, Chapter
from flytt.notices.book import book
from flytt.notices.forms import ENDINGS, FORMS
from flytt.notices.render import render


def revisions(move: Move, chapter: Chapter) -> tuple[Notice, ...]:
    """Return the chapter's notice as it stood at each revision, oldest first."""
    journal = move.journal
    journal.refresh()
    told = history(journal.plan(), journal.events, move.clock.now(), journal.plans())
    return told[chapter.notice_id(move.plan)]


def write_told(move: Move, told_of: Sequence[Chapter], directory: Path) -> int:
    """Write every revision in each language and form, for each audience, a folder for each revision.

    Return how many files.
    """
    words = book(move.plan, move.journal.refresh(), move.journal.store.document)
    count = 0
    for chapter in told_of:
        for notice in revisions(move, chapter):
            folder = directory / chapter.what / f"{notice.revision:02}-{notice.state}"
            folder.mkdir(parents=True, exist_ok=True)
            for audience in AUDIENCES:
                if notice.for_audience(audience) is None:
                    continue
                for language in notice.languages:
                    for form in FORMS:
                        text = render([notice], language, audience, form, book=words)
                        (folder / f"{language}.{audience}.{ENDINGS[form]}").write_bytes(text.encode())
                        count += 1
    return count


def told_lines(move: Move, told_of: Sequence[Chapter]) -> Iterator[str]:
    """Yield what is printed: each revision's time and state, and each reminder that went to the duty."""
    zone = ZoneInfo(move.plan.time_zone)
    for chapter in told_of:
        told = revisions(move, chapter)
        good = told[-1].state is ENDS_AS[chapter.what]
        names = ", ".join(s.name for s in told[-1].systems)
        yield f"What if {chapter.what}: {names}. " + (
            "The notice ended as it should." if good else f"WRONG: the notice ended {told[-1].state}."
        )
        for notice in told:
            kinds = ", ".join(dict.fromkeys(c.kind for c in notice.changes)) or "first told"
            at = f"{notice.changed_at.astimezone(zone):%d.%m.%Y %H:%M}"
            yield f"  revision {notice.revision:>2}  {at}  {notice.state:<11}  {kinds}"
        for recorded in move.journal.events:
            event = recorded.event
            if isinstance(event, DutyTold) and _is_of(event, chapter, told[-1].id):
                yield f"  duty told    {recorded.at.astimezone(zone):%d.%m.%Y %H:%M}  {event.says}"
        yield ""


def _is_of(event: DutyTold, chapter: Chapter, notice: str) -> bool:
    return notice in event.says or any(f"-{w.id}-" in event.alarm for w in chapter.wave)
