"""How an error reaches a user: one sentence and its exit code, or every fault on a line of its own."""

import argparse
import json
import sys
import traceback
from pathlib import PurePath

from flytt.cli.given import typed
from flytt.cli.words import printable
from flytt.mapping.faults import MappingFaults
from flytt.migration.errors import FlyttError
from flytt.migration.planner import Conflicts
from flytt.migration.record import Json


def told(error: Exception, given: argparse.Namespace, *, as_json: bool) -> int:
    """Say it on standard error, with `--json` also as a document on standard output; return the exit code."""
    if isinstance(error, FlyttError):
        error.next_command = typed(error.next_command, given)
    code, lines, more = _said(error)
    for line in lines:
        print(printable(line), file=sys.stderr)
    if as_json:
        # What was done before is as true as the error: `said` holds it where a command does two things.
        said: dict[str, Json] = getattr(given, "said", {})
        found: Json = {"kind": type(error).__name__, "says": "\n".join(lines), **more}
        print(json.dumps({**said, "error": found, "exit_code": code}, ensure_ascii=False))
    return code


def _said(error: Exception) -> tuple[int, list[str], dict[str, Json]]:
    if isinstance(error, MappingFaults):
        faults = [str(fault) for fault in error.faults]
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        ends = f"{count}. Nothing was touched. Next: mend what is named, then the same command again."
        return 2, [*faults, ends], {"faults": [f.as_json() for f in error.faults]}
    if isinstance(error, Conflicts):
        conflicts: list[Json] = [c.as_json() for c in error.conflicts]
        return error.exit_code, str(error).splitlines(), {"conflicts": conflicts}
    if isinstance(error, FlyttError):
        return error.exit_code, str(error).splitlines(), {"next_command": error.next_command}
    if isinstance(error, OSError):
        where = f": {error.filename}" if error.filename else ""
        return 1, [f"{error.strerror or type(error).__name__}{where}."], {}
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{PurePath(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "an unknown place"
    says = f"Flytt met something that nobody foresaw: {type(error).__name__} at {place}."
    return (
        1,
        [says, "Next: the same command with FLYTT_DEBUG=1, and tell those who make Flytt what it shows."],
        {},
    )
