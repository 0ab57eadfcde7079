"""What a command of a practice host is given, and what it hands back."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from practice.machine import Machine

__all__ = ["Call", "Command", "Outcome", "UsageError"]


class UsageError(Exception):
    """The command was not given what it takes. The sentence goes to standard error."""


@dataclass(frozen=True)
class Outcome:
    """How a command ended: its exit code, and whether the world is another than before."""

    code: int = 0
    changed: bool = False


@dataclass(frozen=True)
class Call:
    """One command on one host.

    `take` waits for the caller's bytes and returns none at their end; `out` and `err` send bytes to the
    caller and raise BrokenPipeError when nobody listens any longer; `gone`
    says whether that is so, `stopping` whether the host itself goes down.
    """

    machine: Machine
    argv: tuple[str, ...]
    take: Callable[[int], bytes]
    out: Callable[[bytes], None]
    err: Callable[[bytes], None]
    gone: Callable[[], bool]
    stopping: Callable[[], bool]

    def say(self, sentence: str) -> None:
        """Write `COMMAND: SENTENCE` to standard error."""
        self.err(f"{self.argv[0]}: {sentence}\n".encode(errors="surrogateescape"))

    def operands(
        self, *, options: Collection[str] = (), least: int = 1, most: int | None = None
    ) -> tuple[frozenset[str], tuple[str, ...]]:
        """The options given, of those allowed, and the words after them. Raises UsageError."""
        words = list(self.argv[1:])
        given: set[str] = set()
        while words and words[0].startswith("-") and words[0] not in {"-", "--"}:
            option = words.pop(0)
            if option not in options:
                msg = f"unrecognized option '{option}'"
                raise UsageError(msg)
            given.add(option)
        if words and words[0] == "--":
            words.pop(0)
        if len(words) < least:
            msg = "missing operand"
            raise UsageError(msg)
        if most is not None and len(words) > most:
            msg = f"extra operand '{words[most]}'"
            raise UsageError(msg)
        return frozenset(given), tuple(words)


Command = Callable[[Call], Outcome]
