"""`flytt move`: bring a sector on until it is done or a question must be answered."""

import argparse

from flytt.cli.command import Command, add_whole_sector


def run(given: argparse.Namespace) -> int:
    """Refuse what cannot be moved, then hand over to the flow."""
    from flytt.cli.launch import flows
    from flytt.cli.sectors import planned_sector

    at = planned_sector(given)
    return flows("move", given, [at.municipality, given.sector])


COMMAND = Command(
    "move",
    "move a sector, following it until it is done or waits for an answer",
    add_whole_sector,
    run,
    "Exit 3 when it waits for a person: `flytt status` shows the question and how to answer it.",
)
