"""`flytt files`: a tenant's drives, where each file is now, and what people wrote brought back."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from flytt.cli.command import Command, add_common, add_json, add_municipality

if TYPE_CHECKING:
    from flytt.migration.plan import Plan
    from tasks.drive_pairs import Moved

MORE = "Names of files come out here: it is typed by who may read all of these drives."


def add(parser: argparse.ArgumentParser) -> None:
    """Add the verbs."""
    verbs = parser.add_subparsers(metavar="links|back", required=True)
    says = "write a table (CSV) of old and new addresses"
    links = verbs.add_parser("links", help=says, description=says)
    links.set_defaults(act=_links)
    says = "lay what people wrote on the new side in a folder of each old drive"
    back = verbs.add_parser("back", help=says, description=says)
    back.set_defaults(act=_back)
    for one in (links, back):
        add_common(one)
        add_municipality(one)
        one.add_argument("workload", metavar="WORKLOAD", help="the files' id, as in the mapping")
        add_json(one)
    links.add_argument("--out", metavar="FILE", type=Path, required=True, help="readable by you alone")
    back.add_argument("--into", metavar="NAME", type=_name, required=True, help="a new folder's name")


def run(given: argparse.Namespace) -> int:
    """Do one of them."""
    code: int = given.act(given)
    return code


def _links(given: argparse.Namespace) -> int:
    from flytt.cli.in_force import in_force
    from flytt.cli.output import document
    from flytt.cli.table import written
    from tasks.link_map import link_map

    with in_force(given) as move:
        rows = link_map(moved_of(move.plan, given.workload), move.world)
        count = written(given.out, ("old", "new"), rows)
    if given.json:
        document({"links": count, "out": str(given.out), "exit_code": 0})
    else:
        print(f"{count:,} addresses in {given.out}.")
    return 0


def _back(given: argparse.Namespace) -> int:
    from flytt.cli.in_force import in_force
    from flytt.cli.output import document
    from tasks.bringing_back import bring_back

    with in_force(given) as move:
        made = bring_back(moved_of(move.plan, given.workload), given.into, move.world)
    code = 1 if made.left else 0
    if given.json:
        document({**made.as_json(), "into": given.into, "exit_code": code})
        return code
    print(f"Copied: {made.files:,} files to {given.into} in {made.drives:,} old drives. They are still kept.")
    if made.left:
        print(f"Left: {len(made.left):,} whose names are taken there.", file=sys.stderr)
    return code


def moved_of(plan: "Plan", workload: str) -> "Moved":
    """Return whose drives move where, as the plan in force has it. BadInput when it is none."""
    from flytt.cli.in_force import planned_values
    from tasks.drive_pairs import Moved

    return Moved.model_validate(
        planned_values(plan, workload, "files.survey", "tenant-files", "workload of files")
    )


def _name(text: str) -> str:
    if not text or set(text) & set('"*:<>?/\\|') or text != text.strip(" ."):
        raise ValueError(text)
    return text


COMMAND = Command("files", "addresses of files that have moved; what was kept, brought back", add, run, MORE)
