"""A few drives, mailboxes or channels at a time: what it would give. A move takes one after the other."""

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Thing = TypeVar("Thing")
Result = TypeVar("Result")
NAMED = "flytt abreast"
"""How the threads are called."""


def abreast(work: Callable[[Thing], Result], things: Iterable[Thing], at_once: int) -> list[Result]:
    """Work on a few things at a time; return what came of each, in the order of the things.

    Once one has failed no other is begun. Those that are under way come to an end of their own, and then the
    first failure is raised. Things are drawn one by one, as they are needed.
    """
    if at_once <= 1:
        return [work(one) for one in things]
    row = _Row(work, iter(things))
    threads = [threading.Thread(target=row.go, name=NAMED, daemon=True) for _ in range(at_once)]
    try:
        for one in threads:
            one.start()
        for one in threads:
            one.join()
    finally:
        row.is_over = True  # whoever interrupts this one stops the others too
    if row.failures:
        raise row.failures[0]
    return [row.results[number] for number in sorted(row.results)]


@dataclass
class _Row(Generic[Thing, Result]):
    work: Callable[[Thing], Result]
    things: Iterator[Thing]
    results: dict[int, Result] = field(default_factory=dict[int, Result])
    failures: list[BaseException] = field(default_factory=list[BaseException])
    is_over: bool = False
    _drawn: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def go(self) -> None:
        """Take the next until there is none."""
        try:
            while (drawn := self._next()) is not None:
                number, one = drawn
                self.results[number] = self.work(one)
        except BaseException as failure:  # noqa: BLE001 - raised again where it was begun
            self.failures.append(failure)
            self.is_over = True

    def _next(self) -> tuple[int, Thing] | None:
        with self._lock:
            if self.is_over:
                return None
            for one in self.things:
                self._drawn += 1
                return self._drawn, one
            self.is_over = True
            return None
