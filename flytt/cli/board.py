"""`flytt board`: the notice board alone, without Prefect's server."""

import argparse
import sys

from flytt.cli.command import Command, add_municipality
from flytt.cli.serve import port_number


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_municipality(parser)
    parser.add_argument(
        "--port", metavar="N", type=port_number, help="its port (default: as set, or that of last time)"
    )


def run(given: argparse.Namespace) -> int:
    """Serve until stopped. BadInput without a ledger: there would be nothing to show."""
    from flytt.cli.given import open_ledger, place
    from flytt.cli.launch import child
    from flytt.cli.pages import refuse_faulty_pages

    at = place(given)
    open_ledger(at).store.close()
    refuse_faulty_pages(at.mapping)
    words = [sys.executable, "-m", "flytt.notices.board", at.municipality]
    words += ["--mappings", str(at.mappings), "--ledger", at.ledger]
    return child([*words, *(["--port", str(given.port)] if given.port else [])])


COMMAND = Command("board", "serve the notice board alone; `flytt serve` has it beside Prefect's UI", add, run)
