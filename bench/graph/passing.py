"""A clock that only waiting moves, also when several wait at once; and a practice Graph within the program.

Each request takes the time that it is given on that clock. So an hour of limits is seconds here, and comes
out alike on any machine, however busy.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx

from practice.graph.addressing import read_target
from practice.graph.answers import Answer, Request
from practice.graph.service import Service
from practice.graph.things import parts
from tasks.abreast import NAMED

_LOOK_SECONDS = 0.002
_DUST = 1e-9


class Killed(BaseException):
    """The program is gone, before this request: what it held in memory is lost."""


class Passing:
    """Seconds since it began. Time passes when all who work are waiting: to the first who wakes."""

    def __init__(self) -> None:
        self._at, self._until = 0.0, dict[int, float]()
        self._changed = threading.Condition()

    def now(self) -> float:
        """Return the time."""
        return self._at

    def wait(self, seconds: float) -> None:
        """Let it pass."""
        with self._changed:
            me, until = threading.get_ident(), self._at + max(seconds, _DUST)
            self._until[me] = until
            while self._at < until:
                asleep = [one for one in self._until.values() if one > self._at]
                if len(asleep) >= _working():
                    self._at = min(asleep)
                    self._changed.notify_all()
                else:
                    self._changed.wait(_LOOK_SECONDS)
            del self._until[me]


def _working() -> int:
    if threading.current_thread().name != NAMED:
        return 1
    return sum(one.name == NAMED for one in threading.enumerate())


@dataclass
class Within(httpx.BaseTransport):
    """Leads to a practice Graph in this program. `counts` says how many items an answer has moved."""

    service: Service
    passing: Passing
    latency_seconds: float
    counts: Callable[[Request, Answer], int] = lambda _asked, _answer: 0
    before: Callable[[], None] = lambda: None
    moved: list[tuple[float, int]] = field(default_factory=list[tuple[float, int]])
    statuses: Counter[int] = field(default_factory=Counter[int])
    killed_at: int = 0
    is_dead: bool = False
    served_seconds: float = 0.0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer as its sockets would."""
        self.passing.wait(self.latency_seconds)
        if self.statuses.total() >= self.killed_at > 0:
            self.killed_at, self.is_dead = 0, True
        if self.is_dead:
            raise Killed  # in each thread
        path, query = read_target(str(request.url.raw_path.decode()))
        headers = {name.lower(): value for name, value in request.headers.items()}
        asked = Request(
            request.method, path, f"http://{request.url.netloc.decode()}", query, headers, request.read()
        )
        self.before()
        began = time.thread_time()
        answer = self.service.answer(asked)
        self.served_seconds += time.thread_time() - began
        self.statuses.update(_statuses(asked, answer))
        if count := self.counts(asked, answer):
            self.moved.append((self.passing.now(), count))
        if answer.cut:
            raise httpx.ReadError("cut off", request=request)
        if isinstance(answer.body, bytes):
            return httpx.Response(answer.status, headers=answer.headers, content=answer.body)
        if answer.body is None:
            return httpx.Response(answer.status, headers=answer.headers)
        return httpx.Response(answer.status, headers=answer.headers, json=answer.body)


def _statuses(asked: Request, answer: Answer) -> list[int]:
    """Of a batch, each request in it."""
    if not asked.path.endswith("/$batch") or not isinstance(answer.body, dict):
        return [answer.status]
    return [status for one in parts(answer.body, "responses") if isinstance(status := one["status"], int)]
