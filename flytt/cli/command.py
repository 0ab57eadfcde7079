"""What a command of the command line is, and what they have in common. Imports nothing heavy."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

STOPPED = "Nothing is undone by stopping; `flytt status` shows how it stands."


class Command(NamedTuple):
    """One command: its name, one line for `flytt --help`, its arguments, and what it does.

    `stopped` is how things stand when somebody stops it by Ctrl-C, and what comes next; `{again}` in it
    becomes the same command.
    """

    name: str
    says: str
    add: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]
    more: str = ""
    stopped: str = STOPPED


def add_common(parser: argparse.ArgumentParser) -> None:
    """Add what is understood everywhere. Unsaid is absent: it may stand before or after the command."""
    parser.add_argument(
        "--mappings",
        metavar="DIR",
        type=Path,
        default=argparse.SUPPRESS,
        help="the folder of mappings (default: mappings)",
    )
    parser.add_argument(
        "--ledger",
        metavar="URL",
        default=argparse.SUPPRESS,
        help="a file, sqlite:///… or postgresql://… (default: FLYTT_LEDGER, or one in the state directory)",
    )


def add_municipality(parser: argparse.ArgumentParser) -> None:
    """Add the municipality's id."""
    parser.add_argument("municipality", metavar="MUNICIPALITY", help="the folder's name under the mappings")


def add_sector(parser: argparse.ArgumentParser) -> None:
    """Add the sector's id as a word of its own."""
    parser.add_argument("sector", metavar="SECTOR", help="the sector's id, as in the mapping")


def add_whole_sector(parser: argparse.ArgumentParser) -> None:
    """Add what a flow for a sector needs: municipality, sector, how to follow it."""
    add_municipality(parser)
    add_sector(parser)
    add_following(parser)


def add_following(parser: argparse.ArgumentParser) -> None:
    """Add `--detach`, and `--json`: both say how a flow is followed."""
    parser.add_argument(
        "--detach", action="store_true", help="start it on the running server and do not follow"
    )
    add_json(parser)


def add_json(parser: argparse.ArgumentParser) -> None:
    """Add `--json`."""
    parser.add_argument("--json", action="store_true", help="print one JSON document on standard output")
