"""Commands that are promised and not there yet: they say so, and touch nothing."""

import argparse
import sys

from flytt.cli.command import Command


def add(parser: argparse.ArgumentParser) -> None:
    """Take whatever is typed."""
    parser.add_argument("words", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)


def run(given: argparse.Namespace) -> int:
    """Say so."""
    print(f"Not yet: this version has no `flytt {given.command.name}`. Nothing was touched.", file=sys.stderr)
    return 2


SHARE = Command("share", "not yet: plan, copy and verify file shares", add, run)
