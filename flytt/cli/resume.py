"""`flytt resume`: go on after a crash, a stop or a mended fault."""

import argparse

from flytt.cli.command import Command, add_following, add_municipality


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_municipality(parser)
    parser.add_argument(
        "sector", metavar="SECTOR", nargs="?", default="", help="all that is under way when left out"
    )
    add_following(parser)


def run(given: argparse.Namespace) -> int:
    """Hand over to the flow. What was under way when a program died is probed first."""
    from flytt.cli.launch import flows
    from flytt.cli.sectors import planned_sector

    at = planned_sector(given)
    return flows("resume", given, [at.municipality, *([given.sector] if given.sector else [])])


COMMAND = Command("resume", "go on with what is under way, after a crash, a stop or a mended fault", add, run)
