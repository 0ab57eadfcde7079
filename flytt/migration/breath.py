"""Work in a thread of its own that can be interrupted: before its next request, and while it waits."""

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeAlias

Breath: TypeAlias = Callable[[], None]
"""Called between parts of the work: it does not return once the whole has been interrupted."""
_TURN_SECONDS = 0.25


def unhurried() -> None:
    """Be the breath of what works alone: whoever interrupts that interrupts it anywhere."""


_breath: ContextVar[Breath] = ContextVar("flytt breath", default=unhurried)


@contextmanager
def breathing(breath: Breath) -> Generator[None]:
    """Let whatever is done within, in this thread, breathe so."""
    former = _breath.set(breath)
    try:
        yield
    finally:
        _breath.reset(former)


def breathe() -> None:
    """Take a breath: where nothing is in flight, and a program that died would be gone on with."""
    _breath.get()()


def rest(seconds: float) -> None:
    """Let seconds pass, a breath at a time."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        breathe()
        time.sleep(min(left, _TURN_SECONDS))
