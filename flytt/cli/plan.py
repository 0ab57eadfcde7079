"""`flytt plan`: the plan, its hash, its windows, what stays; `--adopt` makes the ledger follow it."""

import argparse
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from flytt.cli.command import Command, add_json, add_municipality

if TYPE_CHECKING:
    from flytt.migration.durations import Durations
    from flytt.migration.plan import Plan
    from flytt.wiring import Where


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_municipality(parser)
    parser.add_argument(
        "--sector", metavar="S", default="", help="show this sector only; adopting is always whole"
    )
    parser.add_argument("--practice", action="store_true", help="plan the practice municipality")
    parser.add_argument(
        "--durations",
        metavar="FILE",
        type=Path,
        help="count with the minutes that a rehearsal measured (durations.json of its report)",
    )
    parser.add_argument("--adopt", action="store_true", help="follow this plan from here on")
    add_json(parser)


def run(given: argparse.Namespace) -> int:
    """Plan, show, and adopt when asked. Conflicts come all at once, and then nothing is adopted."""
    from flytt.cli.given import require_sector, typed, with_mapping
    from flytt.cli.output import document, width
    from flytt.reports.table import plan_table
    from flytt.wiring import new_plan, utc_now

    at = with_mapping(given)
    plan = new_plan(at, practice=given.practice, now=utc_now(), durations=_durations(given.durations))
    if given.sector:
        require_sector(given.sector, (s.id for s in plan.sectors), at.municipality)
    if given.adopt:
        _adopt(at, plan)
    if given.json:
        content = plan.as_json()
        if given.sector:
            content["workloads"] = [w.as_json() for w in plan.sector(given.sector)]
            content["not_moved"] = [n.as_json() for n in plan.not_moved if n.sector == given.sector]
        document({"hash": plan.hash, "adopted": given.adopt, "plan": content})
        return 0
    print(plan_table(plan, width(), sector=given.sector))
    if given.adopt:
        says = f"Adopted: {plan.hash}\nNext: flytt status {at.municipality}"
    elif not plan.workloads:
        says = f"Nothing to adopt. To see a move in practice: flytt rehearse {at.municipality}"
    else:
        flag = " --practice" if given.practice else ""
        says = f"Not adopted. Next: flytt plan {at.municipality}{flag} --adopt"
    print("\n" + typed(says, given))
    return 0


def _durations(file: Path | None) -> "Durations | None":
    """Read what a rehearsal measured. BadInput when it is no such file."""
    from flytt.migration.durations import Durations
    from flytt.migration.errors import BadInput

    if file is None:
        return None
    try:
        return Durations.model_validate_json(file.read_bytes())
    except (OSError, ValueError) as cause:
        raise BadInput(
            f"{file} does not hold what a rehearsal measured.",
            still_true="Nothing was planned.",
            next_command="give durations.json of a rehearsal's report folder",
        ) from cause


def _adopt(at: "Where", plan: "Plan") -> None:
    from flytt.adapters.clock import PracticeClock
    from flytt.migration.errors import BadInput, IllegalEvent
    from flytt.wiring import open_journal

    if not plan.workloads:
        raise BadInput(
            f"This plan moves nothing: all {len(plan.not_moved)} workloads stay where they are.",
            still_true="Nothing was adopted.",
            next_command=f"flytt plan {plan.municipality}, and fill in what it says is unknown",
        )
    if plan.approval == "claimed" and not plan.practice:
        raise BadInput(
            f"{plan.name} is to be moved for real on claimed names, which prove nothing.",
            still_true="Nothing was adopted.",
            next_command="state `approval: authenticated` in municipality.yaml, and a key for each approver",
        )
    journal = open_journal(at)
    if plan.practice:
        # A practice municipality's time begins the day before its first window, whatever the year.
        start = plan.workloads[0].window.start - timedelta(days=1)
        journal.clock = PracticeClock(start, not_before=journal.refresh().at)
    try:
        journal.adopt(plan)
    except IllegalEvent as cause:
        raise BadInput(
            "The plan was not adopted: workloads are in the middle of a step.",
            still_true="The plan in force is still the former one.",
            next_command=f"flytt resume {plan.municipality}, then adopt again",
        ) from cause


COMMAND = Command(
    "plan", "show the plan, its hash, windows, downtime and conflicts; --adopt follows it", add, run
)
