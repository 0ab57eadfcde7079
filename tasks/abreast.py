"""A few things at a time, each in a thread of its own: what a step does where limits are each thing's own."""

import contextvars
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from flytt.migration.breath import Breath, breathing, unhurried
from flytt.migration.errors import FlyttError, Remedy

Thing = TypeVar("Thing")
Result = TypeVar("Result")
__all__ = ["NAMED", "Breath", "abreast", "unhurried"]
NAMED = "flytt abreast"
"""How the threads are called."""
_LOOK_SECONDS = 0.5
_GRAVER = (Remedy.TRANSIENT, Remedy.LAGGING, Remedy.PERMANENT, Remedy.PERSON, Remedy.STUCK)


class _CutOff(BaseException):
    """Ends a thread whose whole has been interrupted: nothing catches this but the row."""


def abreast(
    work: Callable[[Thing, Breath], Result],
    things: Sequence[Thing],
    at_once: int,
    *,
    called: Callable[[Thing], str],
) -> list[Result]:
    """Work on a few things at a time; return what came of each, in the order of the things.

    Once one has failed no other is begun, and those that are under way come to an end of their own. Then one
    failure is raised: the gravest, its sentence naming all things that failed, by what they are `called`.
    One that nobody foresaw is raised as it is: its words may quote what must not be written.

    Interrupted, it says what it waits for, and ends when each thread has come to its next breath: its own, or
    before it sends a request, or while it waits for a limit. Nobody works on once it has ended, so that
    whoever goes on is alone; being interrupted again changes nothing in that. With one at a time everything
    is done in the caller's own thread.
    """
    row = _Row(work, things, called)
    if at_once <= 1:
        row.go()
    else:
        _side_by_side(row.go_breathing, min(at_once, len(things)), row.cut_off)
    row.judge()
    return [row.results[number] for number in sorted(row.results)]


def _side_by_side(go: Callable[[], None], at_once: int, cut_off: Callable[[BaseException], None]) -> None:
    ended: list[threading.Event] = []

    def ending(end: threading.Event) -> None:
        try:
            go()
        finally:
            end.set()

    try:
        for _ in range(at_once):
            end, context = threading.Event(), contextvars.copy_context()
            one = threading.Thread(target=context.run, args=(ending, end), name=NAMED, daemon=True)
            ended.append(end)
            try:
                one.start()
            except RuntimeError:  # the machine has no more threads
                end.set()
                raise
        _wait_for(ended)
    except BaseException as cause:
        try:
            cut_off(cause)
        finally:
            _wait_for_all(ended)
        raise


def _wait_for_all(ended: Sequence[threading.Event]) -> None:
    """Wait, however often that is interrupted: else another would be let in beside those at work."""
    while True:
        try:
            _wait_for(ended)
        except BaseException:  # noqa: BLE001, S112 - the first interruption is raised when all have ended
            continue
        return


def _wait_for(ended: Sequence[threading.Event]) -> None:
    """Wait in short turns: a join may not be interrupted, or then take its thread for ended."""
    for one in ended:
        while not one.wait(_LOOK_SECONDS):
            pass


@dataclass
class _Row(Generic[Thing, Result]):
    work: Callable[[Thing, Breath], Result]
    things: Sequence[Thing]
    called: Callable[[Thing], str]
    results: dict[int, Result] = field(default_factory=dict[int, Result])
    failures: dict[int, BaseException] = field(default_factory=dict[int, BaseException])
    _drawn: int = 0
    _under_way: dict[int, Thing] = field(default_factory=dict[int, Thing])
    _is_over: bool = False
    _is_cut_off: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def go_breathing(self) -> None:
        """Take the next until there is none, in a thread of its own."""
        with breathing(self._breathe):
            self.go()

    def go(self) -> None:
        """Take the next until there is none."""
        while (number := self._next()) is not None:
            self._under_way[number] = self.things[number]
            try:
                self.results[number] = self.work(self.things[number], self._breathe)
            except _CutOff:
                return
            except BaseException as failure:  # noqa: BLE001 - raised again by `judge`, in the caller's thread
                with self._lock:
                    self.failures[number] = failure
                    self._is_over = True
                    self._is_cut_off |= not isinstance(failure, Exception)
            finally:
                self._under_way.pop(number)

    def cut_off(self, cause: BaseException) -> None:
        """Let nobody go on beyond the next breath, and say who is waited for."""
        self._is_over = self._is_cut_off = True
        waits_for = ", ".join(self.called(one) for one in self._under_way.copy().values())
        if waits_for and not isinstance(cause, Exception):
            sys.stderr.write(f"Stopping. It ends when what is in flight is answered: {waits_for}.\n")

    def judge(self) -> None:
        """Raise what is to be raised, if anything failed."""
        failed = [
            (self.called(self.things[number]), self.failures[number]) for number in sorted(self.failures)
        ]
        known = [(name, one) for name, one in failed if isinstance(one, FlyttError)]
        for _, one in sorted(failed, key=lambda row: isinstance(row[1], Exception)):
            if not isinstance(one, FlyttError):
                raise one
        if known:
            raise _as_one(known)

    def _breathe(self) -> None:
        if self._is_cut_off:
            raise _CutOff

    def _next(self) -> int | None:
        with self._lock:
            if self._is_over or self._drawn >= len(self.things):
                return None
            self._drawn += 1
            return self._drawn - 1


def _as_one(failed: Sequence[tuple[str, FlyttError]]) -> FlyttError:
    """Return the gravest, which says what is to be done, with a sentence that names all."""
    said = [" ".join(filter(None, (f"{name}: {one.attempted}", one.still_true))) for name, one in failed]
    gravest = max((one for _, one in failed), key=lambda one: _GRAVER.index(one.remedy))
    gravest.attempted, gravest.still_true = " ".join(said), ""
    return gravest
