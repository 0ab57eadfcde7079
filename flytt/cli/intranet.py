"""`flytt intranet`: pages that people wrote on the new side, brought back to the old one as drafts."""

import argparse
import re
import sys
from typing import TYPE_CHECKING

from flytt.cli.command import Command, add_common, add_json, add_municipality

if TYPE_CHECKING:
    from flytt.migration.plan import Plan
    from tasks.site_pairs import Moved

MORE = "It writes in the old tenant: its sites are open again after a rollback."


def add(parser: argparse.ArgumentParser) -> None:
    """Add the verb."""
    verbs = parser.add_subparsers(metavar="back", required=True)
    says = "lay pages that people wrote on the new side as drafts in the old sites"
    back = verbs.add_parser("back", help=says, description=says)
    back.set_defaults(act=_back)
    add_common(back)
    add_municipality(back)
    back.add_argument("workload", metavar="WORKLOAD", help="the intranet's id, as in the mapping")
    add_json(back)
    back.add_argument("--into", metavar="NAME", type=_name, required=True, help="how their names begin")


def run(given: argparse.Namespace) -> int:
    """Do it."""
    code: int = given.act(given)
    return code


def _back(given: argparse.Namespace) -> int:
    from flytt.cli.in_force import in_force
    from flytt.cli.output import document
    from tasks.pages_back import pages_back

    with in_force(given) as move:
        made = pages_back(moved_of(move.plan, given.workload), given.into, move.world)
    code = 1 if made.gone or made.thinned else 0
    if given.json:
        document({**made.as_json(), "into": given.into, "exit_code": code})
        return code
    print(f"{made.pages:,} pages lie in the old sites as drafts: {given.into}-… They are still kept.")
    if made.links_unmet:
        print(f"{made.links_unmet:,} addresses in them lead to the new side still.", file=sys.stderr)
    if made.thinned:
        print(f"Without web parts that Graph does not write: {', '.join(made.thinned)}.", file=sys.stderr)
    if made.gone:
        print(f"Not there any more: {', '.join(made.gone)}.", file=sys.stderr)
    return code


def moved_of(plan: "Plan", workload: str) -> "Moved":
    """Return which sites move where, as the plan in force has it. BadInput when it is none."""
    from flytt.cli.in_force import planned_values
    from tasks.site_pairs import Moved

    return Moved.model_validate(
        planned_values(plan, workload, "intranet.survey", "tenant-intranet", "intranet")
    )


def _name(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]{0,60}", text):
        raise ValueError(text)
    return text


COMMAND = Command("intranet", "pages that people wrote on the new side, brought back", add, run, MORE)
