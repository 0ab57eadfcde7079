"""`flytt retire`: remove the old side of a sector, behind its own question."""

import argparse

from flytt.cli.command import Command, add_json, add_municipality, add_sector


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_municipality(parser)
    add_sector(parser)
    parser.add_argument(
        "--detach", action="store_true", help="start it on the running server and do not follow"
    )
    add_json(parser)


def run(given: argparse.Namespace) -> int:
    """Hand over to the flow. Nothing is removed before somebody has answered the question it asks."""
    from flytt.cli.launch import flows
    from flytt.cli.sectors import planned_sector

    at = planned_sector(given)
    return flows("retire", given, [at.municipality, given.sector])


COMMAND = Command("retire", "remove the old side of a sector; asks first, and there is no way back", add, run)
