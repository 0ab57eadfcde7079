"""Several threads that wait for each other: a test knows then that all are under way."""

import threading
from dataclasses import dataclass, field

LONGEST_SECONDS = 120


@dataclass
class Together:
    """Lets the first few wait for each other: then all of them are under way, and none is noted yet."""

    number: int
    things: list[str] = field(default_factory=list[str])
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._barrier = threading.Barrier(self.number)

    def wait(self, thing: str) -> bool:
        """Wait, and return whether this is one of the first."""
        with self._lock:
            self.things.append(thing)
            is_first = len(self.things) <= self.number
        if is_first:
            self._barrier.wait(LONGEST_SECONDS)
        return is_first
