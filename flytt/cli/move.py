"""`flytt move`: bring a sector on until it is done or a question must be answered."""

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
    """Refuse what cannot be moved, then hand over to the flow."""
    from flytt.cli.launch import flows
    from flytt.cli.sectors import planned_sector

    at = planned_sector(given)
    return flows("move", given, [at.municipality, given.sector])


COMMAND = Command(
    "move",
    "move a sector, following it until it is done or waits for an answer",
    add,
    run,
    "Exit 3 when it waits for a person: `flytt status` shows the question and how to answer it.",
)
