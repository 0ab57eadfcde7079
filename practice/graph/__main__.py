"""`python -m practice.graph --people 200 --dir DIR`: two tenants behind one address, until SIGTERM.

Exit codes: 0 as asked, 1 it could not be done, 2 bad input.
"""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from pathlib import Path
from types import FrameType

from pydantic import ValidationError

from practice.graph.estate import Plan
from practice.graph.running import start_graph


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(prog="practice.graph", description="A practice Microsoft Graph.")
    parser.add_argument(
        "--dir", type=Path, required=True, help="its directory: keys, certificates, addresses"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--people", type=int, default=12, help="people in the source tenant")
    parser.add_argument("--people-there", type=int, default=12, help="people the target tenant has already")
    parser.add_argument("--files", type=int, default=6, help="files in each drive")
    parser.add_argument("--zone", default="hustadvika.practice", help="the domain that moves")
    parser.add_argument("--scale", type=float, default=1.0, help="practice seconds in each second")
    parser.add_argument("--profile", default="calm", help="calm, busy or worst")
    parser.add_argument("--lenient", action="store_true", help="bear tokens at upload addresses (old rclone)")
    given = vars(parser.parse_args())
    directory = given.pop("dir")
    try:
        plan = Plan.model_validate(given)
    except ValidationError as error:
        print("; ".join(f"{one['loc']}: {one['msg']}" for one in error.errors()), file=sys.stderr)
        return 2
    stop = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    try:
        running = start_graph(plan, directory)
    except OSError as error:
        print(f"The practice Graph did not start: {error}", file=sys.stderr)
        return 1
    with running:
        print(running.addresses.model_dump_json(indent=1), flush=True)
        stop.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
