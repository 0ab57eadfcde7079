"""`flytt rollback`: take a sector, or one workload of it, back to a checkpoint."""

import argparse
import sys
from typing import TYPE_CHECKING

from flytt.cli.command import Command, add_following, add_municipality, add_sector

if TYPE_CHECKING:
    from flytt.migration.journal import Journal
    from flytt.migration.plan import PlannedWorkload


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_municipality(parser)
    add_sector(parser)
    parser.add_argument("--workload", metavar="W", default="", help="this workload alone")
    parser.add_argument("--to", metavar="CHECKPOINT", default="before", help="where to (default: before)")
    parser.add_argument("--why", metavar="…", default="", help="the reason, kept in the ledger")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    add_following(parser)


def run(given: argparse.Namespace) -> int:
    """Say what will be taken back, ask once more, and hand over to the flow."""
    from flytt.cli.given import open_ledger, place, require_sector
    from flytt.cli.launch import flows

    at = place(given)
    journal = open_ledger(at)
    plan = journal.plan()
    require_sector(given.sector, (w.sector for w in plan.workloads), at.municipality)
    chosen = _chosen(journal, given)
    if not given.yes:
        _ask(journal, chosen, given)
    journal.store.close()
    words = [at.municipality, given.sector, "--to", given.to]
    words += ["--workload", given.workload] if given.workload else []
    words += ["--why", given.why] if given.why else []
    return flows("rollback", given, words)


def _chosen(journal: "Journal", given: argparse.Namespace) -> tuple["PlannedWorkload", ...]:
    from flytt.cli.given import unknown

    here = journal.plan().sector(given.sector)
    next_command = f"flytt status {given.municipality} --sector {given.sector}"
    chosen = tuple(w for w in here if given.workload in {"", w.id})
    if not chosen:
        raise unknown("workload", given.workload, (w.id for w in here), next_command)
    checkpoints = list(dict.fromkeys(c for w in chosen for c in w.checkpoints))
    if given.to not in checkpoints:
        raise unknown("checkpoint", given.to, checkpoints, next_command)
    return chosen


def _ask(journal: "Journal", chosen: tuple["PlannedWorkload", ...], given: argparse.Namespace) -> None:
    """Show what going back means, and take the sector's name for a yes. BadInput for anything else."""
    from flytt.migration.errors import BadInput
    from flytt.migration.go_back import go_back
    from flytt.migration.state import StepStatus
    from flytt.reports.table import go_back_sentence

    plan, state = journal.plan(), journal.refresh()
    print(f"Back to `{given.to}`:", file=sys.stderr)
    for workload in chosen:
        at = state.workload(workload.id)
        begun = sum(at.step(s.key).status is not StepStatus.PENDING for s in workload.steps)
        clock = go_back_sentence(go_back(plan, workload, state), plan.time_zone)
        print(f"  {workload.name}: {begun} steps were begun. {clock}", file=sys.stderr)
    print("What people have written on the new side since is listed first, and kept.", file=sys.stderr)
    answer = ""
    if sys.stdin.isatty():
        print(f"Type {given.sector} to go on: ", end="", file=sys.stderr, flush=True)
        answer = sys.stdin.readline().strip()
    if answer != given.sector:
        raise BadInput(
            "Going back was not confirmed.",
            still_true="Nothing was touched.",
            next_command="the same command with --yes",
        )


COMMAND = Command("rollback", "take a sector or one workload back to a checkpoint", add, run)
