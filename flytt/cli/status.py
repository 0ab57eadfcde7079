"""`flytt status`: how the move stands, from the ledger alone."""

import argparse
import sys
import time
from typing import TYPE_CHECKING

from flytt.cli.command import Command, add_json, add_municipality

if TYPE_CHECKING:
    from flytt.migration.journal import Journal
    from flytt.reports.status import Status

SECONDS = 2.0


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_municipality(parser)
    parser.add_argument("--sector", metavar="S", default="", help="this sector only")
    parser.add_argument(
        "--watch", action="store_true", help="show it again whenever it changes, until Ctrl-C"
    )
    add_json(parser)


def run(given: argparse.Namespace) -> int:
    """Show it. Works when Prefect is down, and never creates a ledger by looking."""
    from flytt.cli.given import open_ledger, place
    from flytt.migration.errors import BadInput

    if given.watch and given.json:
        raise BadInput(
            "--watch and --json do not go together: --json prints one document.",
            still_true="Nothing was touched.",
        )
    journal = open_ledger(place(given))
    return _watch(journal, given) if given.watch else _show(_seen(journal, given), given)


def _seen(journal: "Journal", given: argparse.Namespace) -> "Status":
    from flytt.cli.given import flags, look, place, require_sector
    from flytt.reports.status import only_sector
    from flytt.reports.typed import status_typed

    seen = status_typed(look(journal, place(given)), flags(given))
    if not given.sector:
        return seen
    require_sector(given.sector, seen.sectors, seen.municipality)
    return only_sector(seen, given.sector)


def _show(seen: "Status", given: argparse.Namespace) -> int:
    from flytt.cli.output import document, width
    from flytt.reports.table import status_table

    if given.json:
        document({**seen.as_json(), "exit_code": seen.exit_code})
    else:
        print(status_table(seen, width()))
    return seen.exit_code


def _watch(journal: "Journal", given: argparse.Namespace) -> int:
    shown, code = -1, 0
    try:
        while True:
            seen = _seen(journal, given)
            if seen.events != shown or sys.stdout.isatty():
                if sys.stdout.isatty():
                    print("\033[H\033[2J", end="")
                shown, code = seen.events, seen.exit_code
                _show(seen, given)
                sys.stdout.flush()
            time.sleep(SECONDS)
    except KeyboardInterrupt:
        return code


COMMAND = Command(
    "status",
    "show how the move stands, from the ledger alone",
    add,
    run,
    "Exit code: 0 nothing waits for a person, 3 somebody must answer or start it again, 4 something is\n"
    "stuck; 2 when no plan has been adopted.",
)
