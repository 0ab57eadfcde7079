"""Running `python -m flows …` as a child: signals go in, its exit code comes out."""

import argparse
import signal
import subprocess
import sys
from collections.abc import Sequence
from types import FrameType

STOPPED = 130


def flows(verb: str, given: argparse.Namespace, more: Sequence[str] = ()) -> int:
    """Run a verb with the common flags as they were given. The command line itself never loads Prefect."""
    words = [sys.executable, "-m", "flows", verb, *more]
    if hasattr(given, "mappings"):
        words += ["--mappings", str(given.mappings)]
    if hasattr(given, "ledger"):
        words += ["--ledger", given.ledger]
    for flag in ("json", "detach"):
        if getattr(given, flag, False):
            words.append(f"--{flag}")
    return child(words)


def child(words: list[str]) -> int:
    """Run a program and return its exit code, 128 + n when signal n ended it."""
    program = subprocess.Popen(words)

    def pass_on(number: int, _frame: FrameType | None) -> None:
        # A terminal has sent its Ctrl-C to the child as well; once is enough.
        if number == signal.SIGINT and sys.stdin.isatty():
            return
        program.send_signal(number)

    former = {n: signal.signal(n, pass_on) for n in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        code = program.wait()
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
    code = 128 - code if code < 0 else code
    if code == STOPPED:
        print("Stopped. Nothing is undone by stopping; `flytt status` shows how it stands.", file=sys.stderr)
    return code
