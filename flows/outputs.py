"""What a rehearsal or a move leaves for people to read, beside its ledger: notices and the report."""

from pathlib import Path

from flows.shown import publish
from flytt.adapters.signature import check
from flytt.migration.journal import Journal
from flytt.migration.move import Move
from flytt.migration.notice import Notice, notices
from flytt.migration.workload import Audience
from flytt.notices.approving import Reading, approve_wording
from flytt.notices.book import Book, book
from flytt.notices.forms import ENDINGS, FEEDS, FORMS
from flytt.notices.render import render
from flytt.reports.pack import write_pack
from flytt.reports.pages import plan_page

AUDIENCES: tuple[Audience, ...] = ("staff", "residents")


def write_report(move: Move, directory: Path) -> Path:
    """Write the evidence pack and the plan as people read it, and return the report's path."""
    write_pack(directory, move.plan, move.journal, move.clock.now())
    (directory / "plan.md").write_text(plan_page(move.plan), encoding="utf-8")
    return directory / "report.md"


def write_notices(move: Move, directory: Path) -> int:
    """Write every notice as it stands now, in each language and form, for each audience; the feeds as one.

    Return how many files.
    """
    directory.mkdir(parents=True, exist_ok=True)
    told, words = _told(move)
    files: dict[str, str] = {}
    for audience in AUDIENCES:
        theirs = [n for n in told if n.for_audience(audience) is not None]
        for language in move.plan.languages:
            for form in FORMS:
                ending = f"{language}.{audience}.{ENDINGS[form]}"
                if form in FEEDS:
                    name = f"{move.plan.municipality}.{ending}"
                    files[name] = render(theirs, language, audience, form, book=words)
                    continue
                for notice in theirs:
                    if language in notice.languages:
                        name = f"{notice.id}.{ending}"
                        files[name] = render(notice, language, audience, form, book=words)
    for name, text in files.items():
        (directory / name).write_bytes(text.encode())
    return len(files)


def publish_notices(move: Move, waves: set[str]) -> None:
    """Publish what users of these waves are told now: one artifact a wave, in each language."""
    ids = {f"{move.plan.municipality}.{wave}" for wave in waves}
    told, words = _told(move)
    for notice in told:
        if notice.id not in ids:
            continue
        pages = [
            render(notice, language, audience, "md", book=words)
            for audience in AUDIENCES
            if notice.for_audience(audience) is not None
            for language in notice.languages
        ]
        publish(f"varsel {notice.id}", "\n\n---\n\n".join(pages), "Varsel til dem det gjelder")


def approve_words(journal: Journal) -> None:
    """Approve every word of the notices as the first approver would: a rehearsal's own people."""
    plan = journal.plan()
    for page in book(plan, journal.refresh(), journal.store.document).pages:
        if page.approval == "approved":
            continue
        reading = Reading(
            sector=page.sector,
            readers=page.readers,
            language=page.language,
            wording=page.written.hash,
            who=plan.approvers[0].id,
            through="rehearsal",
        )
        approve_wording(plan, journal, reading, check)


def _told(move: Move) -> tuple[tuple[Notice, ...], Book]:
    """Return the notices as of now, and the words they go out in."""
    state, plan = move.journal.refresh(), move.plan
    told = notices(plan, state, move.journal.events, move.clock.now(), move.journal.plans())
    return told, book(plan, state, move.journal.store.document)
