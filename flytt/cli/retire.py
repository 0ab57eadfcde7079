"""`flytt retire`: remove the old side of a sector, behind its own question."""

import argparse

from flytt.cli.command import Command, add_whole_sector


def run(given: argparse.Namespace) -> int:
    """Hand over to the flow. Nothing is removed before somebody has answered the question it asks."""
    from flytt.cli.launch import flows
    from flytt.cli.sectors import planned_sector

    at = planned_sector(given)
    return flows("retire", given, [at.municipality, given.sector])


COMMAND = Command(
    "retire", "remove the old side of a sector; asks first, and there is no way back", add_whole_sector, run
)
