"""`flytt rehearse`: the whole move in practice."""

import argparse
from pathlib import Path

from flytt.cli.command import Command, add_json, add_municipality


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_municipality(parser)
    parser.add_argument(
        "--sector", metavar="S", action="append", default=[], help="only this sector; may be repeated"
    )
    parser.add_argument("--out", metavar="DIR", type=Path, help="where ledger, report and notices are put")
    parser.add_argument(
        "--fresh", action="store_true", help="begin anew instead of going on with the last one"
    )
    parser.add_argument(
        "--what-if",
        choices=("overrun", "cancelled", "rolled-back", "moved"),
        action="append",
        default=[],
        help="rehearse only this, and show what users are told; may be repeated, each on a wave of its own",
    )
    add_json(parser)


def run(given: argparse.Namespace) -> int:
    """Refuse what cannot be rehearsed, then hand over to the flow."""
    from flytt.cli.given import require_sector, with_mapping
    from flytt.cli.launch import flows

    at = with_mapping(given)
    if given.sector:
        from flytt.mapping import load_municipality

        there = [s.id for s in load_municipality(at.mapping, practice=True).sectors]
        for sector in given.sector:
            require_sector(sector, there, at.municipality)
    words = [at.municipality, *(w for sector in given.sector for w in ("--sector", sector))]
    words += ["--out", str(given.out)] if given.out else []
    words += ["--fresh"] if given.fresh else []
    words += [word for what in given.what_if for word in ("--what-if", what)]
    return flows("rehearse", given, words)


COMMAND = Command(
    "rehearse",
    "rehearse the whole move in practice, without any outside service",
    add,
    run,
    "Exit 0 only when every workload was verified and is open on the new side.",
)
