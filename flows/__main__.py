"""`python -m flows VERB …`: the program behind `flytt rehearse|serve|move|resume|rollback|retire`.

Prefect reads its settings when it is imported, so they are put into the environment first, and everything
that imports it comes after.
"""

import argparse
import fcntl
import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from flytt.mapping import MappingFaults
from flytt.migration.errors import FlyttError, LeaseHeld
from flytt.reports.typed import flags, typed
from flytt.wiring import Where, where

VERBS = ("rehearse", "serve", "move", "resume", "rollback", "retire")


def main(words: list[str] | None = None) -> int:
    """Run one verb. Exit codes: 0 done, 1 failed, 2 bad input, 3 waits for a person, 4 stuck."""
    given = _parser().parse_args(words)
    try:
        return _run(given)
    except FlyttError as error:
        error.next_command = typed(error.next_command, _flags(given))
        print(error, file=sys.stderr)
        return error.exit_code
    except MappingFaults as faults:
        print(faults, file=sys.stderr)
        return 2
    except Exception as error:
        if os.environ.get("FLYTT_DEBUG"):
            raise
        print(
            f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else 'no words'}. "
            "What was done is in the ledger, and nothing was undone. "
            + typed(
                f"Next: flytt status {given.municipality} (FLYTT_DEBUG=1 shows where it happened)",
                _flags(given),
            ),
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        print("Stopped. Nothing was undone; `flytt resume` goes on from here.", file=sys.stderr)
        return 130


def _flags(given: argparse.Namespace) -> str:
    """Return the common flags for what is typed next: a rehearsal has a ledger of its own."""
    from flows.rehearsing import rehearsal_folder

    out = rehearsal_folder(given) if given.verb == "rehearse" else None
    return flags(str(out / "ledger.db") if out else given.ledger, given.mappings)


def _run(given: argparse.Namespace) -> int:
    if given.verb == "rehearse":
        from flows.rehearsing import run_rehearsal

        return run_rehearsal(given)
    at = where(given.municipality, mappings=given.mappings, ledger=given.ledger)
    if given.verb == "serve":
        from flows.serving import run_server

        return run_server(at, given.port, given.pool)
    from flows.launching import launch

    return launch(at, given)


@contextmanager
def only_one(at: Where) -> Generator[None]:
    """Hold the home's lock: one program at a time runs flows for a ledger. LeaseHeld when another does."""
    at.home.mkdir(parents=True, exist_ok=True)
    with (at.home / "flows.lock").open("a+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as held:
            lock.seek(0)
            raise LeaseHeld(
                f"Another program (process {lock.read().strip() or 'unknown'}) runs moves in {at.home}.",
                still_true="Nothing was touched.",
                next_command=f"flytt status {at.municipality} --ledger {at.ledger}",
            ) from held
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m flows", description="What people launch, as Prefect flows."
    )
    verbs = parser.add_subparsers(dest="verb", required=True)
    for verb in VERBS:
        one = verbs.add_parser(verb)
        one.add_argument("municipality")
        if verb in {"move", "rollback", "retire"}:
            one.add_argument("sector")
        if verb == "resume":
            one.add_argument("sector", nargs="?", default="")
        one.add_argument("--mappings", type=Path, default=Path("mappings"))
        one.add_argument("--ledger", default="")
        one.add_argument("--json", action="store_true")
        one.add_argument("--why", default="")
        if verb == "rehearse":
            one.add_argument("--sector", action="append", default=[], dest="sectors")
            one.add_argument("--out", type=Path, default=None)
            one.add_argument("--fresh", action="store_true")
            one.add_argument("--what-if", action="append", default=[], dest="what_ifs")
        if verb == "rollback":
            one.add_argument("--workload", default="")
            one.add_argument("--to", default="before")
        if verb == "serve":
            one.add_argument("--port", type=int, default=None)
            one.add_argument("--pool", default="")
        one.add_argument("--detach", action="store_true")
    return parser


def leave(code: int) -> None:
    """End now. Prefect's background threads would go on asking a server that has been stopped.

    All that must last is in the ledger, which is durable at each write.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    leave(main())
