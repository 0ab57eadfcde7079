"""Around a rehearsal of what goes otherwise: it is played, written out and told of on the terminal."""

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path

from flows.another_day import another_day
from flows.logs import log_through_prefect
from flows.outputs import approve_words, write_notices, write_report
from flows.progress import lines_for
from flows.retelling import told_lines, write_told
from flows.what_if import Stage, rehearse_what_if
from flytt.adapters.practice.people import PracticePeople
from flytt.migration.move import Move
from flytt.migration.plan import Plan, PlannedWorkload
from flytt.migration.what_if import Chapter
from flytt.reports.typed import flags
from flytt.wiring import Where


def play_and_tell(
    at: Where, move: Move, told_of: tuple[Chapter, ...], given: argparse.Namespace, address: str
) -> int:
    """Play it, and leave every revision that users were told. 0 when each notice ended as it should."""

    def replan(wave: tuple[PlannedWorkload, ...]) -> Plan:
        return another_day(at, move.plan, wave, move.clock.now())

    log_through_prefect()
    whats = ", ".join(c.what for c in told_of)
    print(f"Rehearsing what if: {whats}. Watch it at {address}/runs", file=sys.stderr, flush=True)
    people = PracticePeople(Path(move.home) / "practice")
    quiet = True if given.json else None
    rehearsed = rehearse_what_if(Stage(move, people, replan, lines_for(move.plan, quiet=quiet)), told_of)
    move = replace(move, plan=move.journal.plan())
    approve_words(move.journal)
    (at.home / "run").write_text(rehearsed.run_id, encoding="ascii")
    write_report(move, at.home / "report")
    write_notices(move, at.home / "notices")
    files = write_told(move, told_of, at.home / "notices" / "told")
    lines = list(told_lines(move, told_of))
    if given.json:
        ids = [c.notice_id(move.plan) for c in told_of]
        print(json.dumps({"good": rehearsed.good, "run": rehearsed.run_id, "told": ids}))
        return 0 if rehearsed.good else 4
    print("\n".join(lines))
    more = flags(str(at.ledger), given.mappings)
    print(f"Each revision in each form ({files} files): {at.home}/notices/told/")
    print(f"Promised and measured:  flytt notices {at.municipality} --promises {more}")
    print(f"The board:              flytt serve {at.municipality} {more}")
    return 0 if rehearsed.good else 4
