"""`flytt share back`: what people wrote on a new side, laid beside the files of the old one."""

import argparse
import sys
from typing import TYPE_CHECKING

from flytt.cli.command import add_json, add_municipality

if TYPE_CHECKING:
    from flytt.migration.plan import Plan
    from flytt.migration.shares import ShareJob


def add(parser: argparse.ArgumentParser) -> None:
    """Add what `flytt share back` understands."""
    add_municipality(parser)
    parser.add_argument("workload", metavar="WORKLOAD", help="the file share's id, as in the mapping")
    parser.add_argument(
        "--into", metavar="NAME", type=_name, required=True, help="a new folder in the share, on the old side"
    )
    add_json(parser)


def run(given: argparse.Namespace) -> int:
    """Copy it into a folder of its own. Exit 1 when something could not be copied; the same again goes on."""
    from flytt.cli.in_force import in_force
    from flytt.cli.output import document

    with in_force(given) as move:
        job = job_of(move.plan, given.workload)
        made = move.world.shares.bring_back(job, given.into)
    code = 1 if made.left else 0
    closed = job.ntfs is not None
    if given.json:
        document(
            {
                **made.as_json(),
                "into": f"{job.source.path}/{given.into}",
                "closed_but_to_root": closed,
                "exit_code": code,
            }
        )
        return code
    print(f"Copied: {made.files:,} files to {job.source.path}/{given.into} on {job.source.host}.")
    if closed:
        print("NTFS rights did not come with it: nobody but root is let into that folder.")
        print(
            "Next: over SMB, as Flytt's login, copy each thing to where it belongs; it gets the rights there."
        )
    if made.left:
        print(f"Left: {made.left:,} that could not be copied; the same command goes on.", file=sys.stderr)
    kept = f"{job.target.keep}/written on {job.target.host}"
    print(f"It is still kept in {kept}: its owner says when it may go.")
    return code


def job_of(plan: "Plan", workload: str) -> "ShareJob":
    """Return a file share's two sides as the plan in force has them. BadInput when it is none."""
    from flytt.cli.in_force import planned_values
    from tasks.shared import Sides

    values = planned_values(plan, workload, "share.copy-all", "file-share", "file share")
    return Sides.model_validate(values).job


def _name(text: str) -> str:
    if not text or text in {".", ".."} or "/" in text or "\0" in text:
        raise ValueError(text)
    return text
