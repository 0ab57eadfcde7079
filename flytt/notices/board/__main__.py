"""`python -m flytt.notices.board MUNICIPALITY`: the program that `flytt serve` and `flytt board` start."""

import argparse
import os
import signal
import sys
from pathlib import Path

from flytt.migration.errors import FlyttError
from flytt.notices.board.serving import serve_board
from flytt.wiring import where

NICENESS = 5
"""Whoever reads waits for whoever moves: on one machine the move has the processor first."""


def main() -> int:
    """Serve. Exit codes as everywhere: 1 it could not be done, 2 bad input."""
    parser = argparse.ArgumentParser(prog="flytt.notices.board", description="Notices on the web.")
    parser.add_argument("municipality")
    parser.add_argument("--mappings", type=Path, default=None)
    parser.add_argument("--ledger", default="")
    parser.add_argument("--port", type=int, default=None)
    parser.add_argument("--parent", type=int, default=None)
    given = parser.parse_args()
    # Uvicorn ends in good order and then raises the signal again; what stands around it must be left too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    os.nice(NICENESS)
    at = where(given.municipality, mappings=given.mappings, ledger=given.ledger)
    try:
        return serve_board(at, port=given.port, parent=given.parent)
    except FlyttError as error:
        print(error, file=sys.stderr)  # noqa: T201 - a program of its own
        return error.exit_code
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
