"""What a rehearsal or a move leaves for people to read, beside its ledger: notices and the report."""

from pathlib import Path

from flows.shown import publish
from flytt.migration.move import Move
from flytt.migration.notice import notices
from flytt.migration.workload import Audience
from flytt.notices.forms import Form
from flytt.notices.render import render
from flytt.reports.pack import write_pack
from flytt.reports.pages import plan_page

ENDINGS: dict[Form, str] = {"text": "txt", "md": "md"}
AUDIENCES: tuple[Audience, ...] = ("staff", "residents")


def write_report(move: Move, directory: Path) -> Path:
    """Write the evidence pack and the plan as people read it, and return the report's path."""
    write_pack(directory, move.plan, move.journal, move.clock.now())
    (directory / "plan.md").write_text(plan_page(move.plan), encoding="utf-8")
    return directory / "report.md"


def write_notices(move: Move, directory: Path) -> int:
    """Write every notice as it stands now, in each language, for each audience; return how many files."""
    directory.mkdir(parents=True, exist_ok=True)
    written = 0
    for notice in notices(move.plan, move.journal.refresh(), move.journal.events, move.clock.now()):
        for language in move.plan.languages:
            for audience in AUDIENCES:
                if notice.for_audience(audience) is None:
                    continue
                for form, ending in ENDINGS.items():
                    name = f"{notice.id}.{language}.{audience}.{ending}"
                    text = render(notice, language, audience, form)
                    (directory / name).write_text(text, encoding="utf-8")
                    written += 1
    return written


def publish_notices(move: Move, waves: set[str]) -> None:
    """Publish what users of these waves are told now: one artifact a wave, in each language."""
    ids = {f"{move.plan.municipality}.{wave}" for wave in waves}
    for notice in notices(move.plan, move.journal.refresh(), move.journal.events, move.clock.now()):
        if notice.id not in ids:
            continue
        pages = [
            render(notice, language, audience, "md")
            for audience in AUDIENCES
            if notice.for_audience(audience) is not None
            for language in move.plan.languages
        ]
        publish(f"varsel {notice.id}", "\n\n---\n\n".join(pages), "Varsel til dem det gjelder")
