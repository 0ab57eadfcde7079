"""Commands as people are to type them, wherever a program of ours tells them: they find the same ledger.

Flows run in programs of their own, so what was given is handed on in the environment.
"""

import os
from pathlib import Path

from flytt.reports.typed import flags, typed
from flytt.wiring import Where, where

MUNICIPALITY = "FLYTT_MUNICIPALITY"
FLAGS = "FLYTT_TYPED_FLAGS"


def about(at: Where) -> None:
    """Let every command that this program and its children tell people to type be about this ledger."""
    usual = where(at.municipality).ledger if not os.environ.get("FLYTT_LEDGER") else ""
    ledger = at.ledger if "://" in at.ledger else str(Path(at.ledger).absolute())
    mappings = None if at.mappings == Path("mappings") else at.mappings.absolute()
    os.environ[MUNICIPALITY] = at.municipality
    os.environ[FLAGS] = flags("" if ledger == usual else ledger, mappings)


def as_typed(text: str) -> str:
    """Return a text with the flags after each command in it."""
    return typed(text, os.environ.get(FLAGS, ""))


def command(verb: str, *words: str) -> str:
    """Return a whole command: `flytt resume hustadvika --ledger …`."""
    name = os.environ.get(MUNICIPALITY, "MUNICIPALITY")
    return " ".join(filter(None, ("flytt", verb, name, *words, os.environ.get(FLAGS, ""))))
