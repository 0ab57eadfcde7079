"""`flytt planner`: what each plan, bucket and task of the old tenant has become in the new one."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from flytt.cli.command import Command, add_common, add_json, add_municipality

if TYPE_CHECKING:
    from flytt.migration.plan import Plan
    from tasks.plan_pairs import Moved

MORE = "Ids come out here, from the ledger alone: no tenant is asked."


def add(parser: argparse.ArgumentParser) -> None:
    """Add the verb."""
    verbs = parser.add_subparsers(metavar="links", required=True)
    says = "write a table (CSV) of old and new ids of plans, buckets and tasks"
    links = verbs.add_parser("links", help=says, description=says)
    links.set_defaults(act=_links)
    add_common(links)
    add_municipality(links)
    links.add_argument("workload", metavar="WORKLOAD", help="the plans' id, as in the mapping")
    add_json(links)
    links.add_argument("--out", metavar="FILE", type=Path, required=True, help="readable by you alone")


def run(given: argparse.Namespace) -> int:
    """Do it."""
    code: int = given.act(given)
    return code


def _links(given: argparse.Namespace) -> int:
    from flytt.cli.in_force import in_force
    from flytt.cli.output import document
    from flytt.cli.table import written
    from tasks.plan_map import plan_map

    with in_force(given) as move:
        rows = plan_map(moved_of(move.plan, given.workload), move.world)
        count = written(given.out, ("what", "old", "new"), rows)
    if given.json:
        document({"links": count, "out": str(given.out), "exit_code": 0})
    else:
        print(f"{count:,} ids in {given.out}.")
    return 0


def moved_of(plan: "Plan", workload: str) -> "Moved":
    """Return which plans move where, as the plan in force has it. BadInput when it is none."""
    from flytt.cli.in_force import planned_values
    from tasks.plan_pairs import Moved

    return Moved.model_validate(
        planned_values(plan, workload, "planner.survey", "tenant-planner", "workload of plans")
    )


COMMAND = Command("planner", "what plans, buckets and tasks have become", add, run, MORE)
