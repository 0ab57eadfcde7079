"""The refusals that moving, resuming, rolling back and retiring have in common."""

import argparse
from typing import TYPE_CHECKING

from flytt.cli.given import open_ledger, place, require_sector

if TYPE_CHECKING:
    from flytt.wiring import Where


def planned_sector(given: argparse.Namespace) -> "Where":
    """Return where things are. BadInput without an adopted plan, or when it moves nothing in the sector."""
    at = place(given)
    journal = open_ledger(at)
    plan = journal.plan()
    journal.store.close()
    if given.sector:
        require_sector(given.sector, (w.sector for w in plan.workloads), at.municipality)
    return at
