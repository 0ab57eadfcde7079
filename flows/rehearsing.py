"""`flytt rehearse`: what is around the flow: folder, practice municipality, server, closing table."""

import argparse
import json
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from flows.commands import about
from flows.practice import begin_practice
from flows.progress import lines_for
from flows.sending import practice_post
from flows.server import prefect_server
from flytt.adapters.clock import PracticeClock
from flytt.migration.next_action import is_open
from flytt.migration.what_if import chapters
from flytt.reports.typed import flags, status_typed
from flytt.wiring import Where, new_plan, open_journal, open_move, where

if TYPE_CHECKING:
    from flows.rehearse import Rehearsed
    from flytt.migration.move import Move
    from flytt.migration.plan import Plan

DAY = timedelta(days=1)
"""How long before the first window a rehearsal's clock begins."""

EARLIER = timedelta(days=7)
"""The same where something goes otherwise: users are told beforehand, and reminded."""

UNUSED = {
    "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
    "PREFECT_SERVER_SERVICES_FOREMAN_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_LATE_RUNS_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",
}
"""What the server need not do here: nothing is deployed, scheduled or automated. `flytt serve` has it all."""


def run_rehearsal(given: argparse.Namespace) -> int:
    """Rehearse, or go on with a rehearsal that was cut off. 0 only when all is verified and open."""
    at = where(given.municipality, mappings=given.mappings, ledger=str(rehearsal_folder(given) / "ledger.db"))
    sectors = tuple(given.sectors)
    plan = new_plan(at, practice=True, now=datetime.now(UTC))
    _refuse_unknown(plan, sectors)
    told_of = chapters(plan, given.what_ifs, sectors)
    _make_room(at, plan, sectors, fresh=given.fresh or bool(told_of))
    from flows.__main__ import only_one

    about(at)
    with only_one(at):
        listens = begin_practice(at)
        _say("Starting Prefect's own server; the first time it makes its database …")
        for name, value in UNUSED.items():
            os.environ.setdefault(name, value)
        with (
            practice_post(at.home) as post_listens,
            prefect_server(at.home / "prefect", meanwhile=_import_flows) as address,
        ):
            listens()
            post_listens()
            first = told_of[0].wave if told_of else plan.workloads[:1]
            move = _opened(at, plan, first[0].window.start - (EARLIER if told_of else DAY))
            if told_of:
                from flows.what_if_told import play_and_tell

                return play_and_tell(at, move, told_of, given, address)
            rehearsed = _rehearsed(at, move, sectors, given, address)
            _write_out(at, move, rehearsed)
            return _told(given, at, move, rehearsed, address)


def rehearsal_folder(given: argparse.Namespace) -> Path:
    """Return the folder of a rehearsal: ledger, report and notices. What-ifs have another than the rest."""
    out: Path | None = given.out
    name = f"{given.municipality}-what-if" if given.what_ifs else str(given.municipality)
    return out or Path("rehearsal") / name


def _import_flows() -> None:
    """Prefect takes seconds to import: as long as its server takes to start."""
    import flows.rehearse  # noqa: F401  # pyright: ignore[reportUnusedImport]


def _make_room(at: Where, plan: "Plan", sectors: tuple[str, ...], *, fresh: bool) -> None:
    """Go on with an unfinished rehearsal of the same plan; put a finished or an older one aside, whole."""
    if not Path(at.ledger).exists():
        at.home.mkdir(parents=True, exist_ok=True)
        return
    journal = open_journal(at)
    state = journal.refresh()
    same = state.plan_hash == plan.hash
    wanted = [w for w in plan.workloads if not sectors or w.sector in sectors]
    finished = same and all(is_open(w, state) for w in wanted)
    journal.store.close()
    if same and not finished and not fresh:
        _say(f"Going on with the rehearsal in {at.home} (`--fresh` begins a new one).")
        return
    aside = at.home.with_name(f"{at.home.name}-{datetime.now(UTC):%Y%m%dT%H%M%S}")
    at.home.rename(aside)
    at.home.mkdir(parents=True)
    _say(f"The former rehearsal was put aside: {aside}")


def _opened(at: Where, plan: "Plan", start: datetime) -> "Move":
    """Adopt the plan and open the move, on a clock that begins then."""
    from flows.outputs import approve_words
    from flows.share_bar import ShareBar

    journal = open_journal(at)
    state = journal.refresh()
    journal.clock = PracticeClock(start, not_before=state.at)
    journal.adopt(plan)
    approve_words(journal)
    journal.store.close()
    clock = PracticeClock(start, not_before=state.at)
    return open_move(at, actor="rehearsal", clock=clock, tell=ShareBar(at))


def _rehearsed(
    at: Where, move: "Move", sectors: tuple[str, ...], given: argparse.Namespace, address: str
) -> "Rehearsed":
    from flows.logs import log_through_prefect
    from flows.rehearse import rehearse
    from flows.sending import RehearsalPost
    from flows.zombies import mark_dead_runs
    from flytt.adapters.practice.people import PracticePeople

    log_through_prefect()
    mark_dead_runs()
    chosen = [w for w in move.plan.workloads if not sectors or w.sector in sectors]
    _say(f"Rehearsing {len(chosen)} workloads. Watch it at {address}/runs")
    people = PracticePeople(Path(move.home) / "practice")
    post = RehearsalPost(at, move)
    post.round()
    lines = lines_for(move.plan, quiet=True if given.json else None)
    rehearsed = rehearse(move, people, sectors, post.beside(lines))
    post.round()
    _say(post.told())
    return rehearsed


def _write_out(at: Where, move: "Move", rehearsed: "Rehearsed") -> None:
    from flows.outputs import write_notices, write_report

    (at.home / "run").write_text(rehearsed.run_id, encoding="ascii")
    write_report(move, at.home / "report")
    write_notices(move, at.home / "notices")


def _told(given: argparse.Namespace, at: Where, move: "Move", rehearsed: "Rehearsed", address: str) -> int:
    from flytt.reports.status import only_workloads, status
    from flytt.reports.table import rehearsal_table

    state = move.journal.refresh()
    seen = status(move.plan, state, move.journal.events, move.journal.store.leases(), move.clock.now())
    ledger = _shown(at)
    if given.json:
        print(
            json.dumps(
                {"good": rehearsed.good, "run": rehearsed.run_id, "status": seen.as_json()},
                ensure_ascii=False,
            )
        )
        return 0 if rehearsed.good else 4
    name = at.municipality
    more = flags(str(ledger), given.mappings)
    rehearsed_here = only_workloads(seen, rehearsed.outcomes)
    print(rehearsal_table(status_typed(rehearsed_here, more)))
    for workload in seen.not_moved if not given.sectors else ():
        print(f"  not moved: {workload.name}: {workload.why}")
    home = _relative(at.home)
    print(
        f"\nOpen this very run:  flytt serve {name} {more}\n"
        f"                     then {address}/runs/flow-run/{rehearsed.run_id}"
    )
    print(f"Notices:             {home}/notices/      Report: {home}/report/report.md")
    sector = next((w.sector for w in rehearsed_here.workloads), move.plan.workloads[0].sector)
    print(f"Take a sector back:  flytt rollback {name} {sector} {more}")
    return 0 if rehearsed.good else 4


def _refuse_unknown(plan: "Plan", sectors: tuple[str, ...]) -> None:
    from flytt.migration.errors import BadInput

    there = sorted({w.sector for w in plan.workloads})
    wrong = [s for s in sectors if s not in there]
    if wrong:
        raise BadInput(
            f"The plan moves nothing in {', '.join(wrong)}. Sectors that move: {', '.join(there)}.",
            still_true="Nothing was touched.",
            next_command=f"flytt plan {plan.municipality}",
        )


def _shown(at: Where) -> str:
    return str(_relative(Path(at.ledger)))


def _relative(path: Path) -> Path:
    absolute = path.absolute()
    return absolute.relative_to(Path.cwd()) if absolute.is_relative_to(Path.cwd()) else absolute


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
