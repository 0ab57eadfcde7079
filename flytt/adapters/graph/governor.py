"""Holds the limits of a service: published ones to begin with, and then those that its answers show.

A lane is what a limit is counted on: an application in a tenant, a service, a kind of cost, a resource. Each
has a bucket that refills evenly. A refusal that the bucket did not foresee makes it smaller by a fifth and
empties it; having had to wait on it, without a refusal, makes it refill a little faster. So the rate swings
closely around a limit that nobody has told, also when it changes.
"""

import math
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

SHARE = 0.95
"""Of a published limit, so much is used: the service's clock and ours are not the same."""
_LESS, _MORE, _CAREFUL = 0.8, 1.05, 0.8
_LEAST = 0.5
_DUST = 1e-6
"""Less than this is rounding: waiting for it would not move a clock."""

Costs: TypeAlias = Mapping[str, float]
"""Units by kind of cost: `ru`, `writes`, `invitations`; a resource behind a space has a lane of its own."""


@dataclass(frozen=True, slots=True)
class Published:
    """A limit as its publisher states it: so many units in so many seconds."""

    units: float
    seconds: float


ENTRA: Mapping[str, Published] = {
    "ru": Published(3_500, 10),
    "writes": Published(3_000, 150),
    "invitations": Published(150, 5),
}
"""Entra's for the smallest tenants, by application and tenant. Source: Microsoft's limits by service."""

SHAREPOINT: Mapping[str, Published] = {
    "ru": Published(1_250, 60),
    "sharing": Published(300, 300),
}
"""SharePoint's and OneDrive's for the smallest tenants, by application and tenant. Source: their page."""

OUTLOOK: Mapping[str, Published] = {"requests": Published(10_000, 600), "bytes": Published(150_000_000, 300)}
"""Outlook's, by application and mailbox. Source: Microsoft's limits by service."""

EXCHANGE: Mapping[str, Published] = {"cmdlets": Published(300, 300)}
"""Nothing is published of Exchange's administration: a careful beginning."""


TEAMS: Mapping[str, Published] = {
    "get": Published(30, 1),
    "write": Published(24.9, 1),
    "channels": Published(49.8, 1),
    "messages": Published(16.6, 1),
    "channel-reads": Published(0.83, 1),
    "exports": Published(166, 1),
    "teams": Published(8.3, 1),
    "new-channels": Published(8.3, 1),
    "team-channels": Published(3.32, 1),
    "imports": Published(41.5, 1),
    "channel-imports": Published(0.83, 1),
    "completions": Published(8.3, 1),
    "new-members": Published(8.3, 1),
    "team-members": Published(4, 60),
}
"""Teams', by application and tenant, and by channel or team: 83 % of each number, which is let through in the
long run. Source: Microsoft's limits by service."""


CHATS: Mapping[str, Published] = {
    "get": Published(24.9, 1),
    "chat-reads": Published(0.83, 1),
    "exports": Published(166, 1),
    "chats": Published(16.6, 1),
    "write": Published(24.9, 1),
    "chat-writes": Published(0.83, 1),
    "imports": Published(16.6, 1),
    "chat-imports": Published(0.83, 1),
}
"""Those of chats, by application and tenant, and by chat. Source: the same."""


PLANNER: Mapping[str, Published] = {"get": Published(100, 10), "write": Published(50, 10)}
"""Nothing is published of Planner: a careful beginning."""


@dataclass
class _Bucket:
    rate: float
    most: float
    level: float
    at: float
    closed_until: float = 0.0
    waited: float = 0.0

    def fill(self, now: float) -> None:
        self.level = min(self.most, self.level + (now - self.at) * self.rate)
        self.at = now


@dataclass
class Governor:
    """All lanes of one application in one tenant. Waits in seconds of `now`; a kill loses all of it.

    What is lost with a kill is learnt again from the first refusal.
    """

    published: Mapping[str, Published]
    now: Callable[[], float] = time.monotonic
    wait: Callable[[float], None] = time.sleep
    asked: int = 0
    refused: int = 0
    _buckets: dict[str, _Bucket] = field(default_factory=dict[str, "_Bucket"])
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def enter(self, costs: Costs, *, most_seconds: float = math.inf) -> bool:
        """Wait until all these units may be spent, and spend them.

        False, and nothing is spent, when a refusal keeps a lane closed for longer than `most_seconds`: that
        is not the pace that the service takes, and others wait behind whoever sleeps here.
        """
        while seconds := self._spend(costs):
            if self._closed(costs) > most_seconds:
                return False
            self.wait(seconds)
        with self._lock:
            self.asked += 1
        return True

    def passed(self, costs: Costs, used: float = 0.0) -> None:
        """Note an answer that was no refusal; `used`: the part of the limit that the service says is used."""
        with self._lock:
            for lane in costs:
                bucket = self._bucket(lane)
                if used >= 1:
                    bucket.rate = max(_LEAST, bucket.rate * _CAREFUL)
                elif used < _CAREFUL and bucket.waited >= 1:
                    bucket.rate, bucket.waited = bucket.rate * _MORE, 0.0

    def denied(self, costs: Costs, retry_after: float) -> None:
        """Note a refusal: nobody enters these lanes before it is over."""
        with self._lock:
            self.refused += 1
            now = self.now()
            for lane in costs:
                bucket = self._bucket(lane)
                bucket.fill(now)
                if now >= bucket.closed_until:
                    bucket.rate = max(_LEAST, bucket.rate * _LESS)
                bucket.level, bucket.waited = 0.0, 0.0
                bucket.closed_until = max(bucket.closed_until, now + retry_after)

    def speed(self, lane: str) -> float:
        """Return the units a second that a lane lets through in the long run, as far as is known."""
        with self._lock:
            return self._bucket(lane).rate

    def _closed(self, costs: Costs) -> float:
        with self._lock:
            return max((self._bucket(lane).closed_until for lane in costs), default=0.0) - self.now()

    def _spend(self, costs: Costs) -> float:
        with self._lock:
            now, longest = self.now(), 0.0
            for lane, units in costs.items():
                bucket = self._bucket(lane)
                bucket.fill(now)
                short = min(units, bucket.most) - bucket.level
                short = short if short > _DUST else 0.0
                wait = max(bucket.closed_until - now, short / bucket.rate if short > 0 else 0.0)
                if short > 0 and wait > longest:
                    bucket.waited += wait
                longest = max(longest, wait)
            if longest <= 0:
                for lane, units in costs.items():
                    self._bucket(lane).level -= units
            return longest

    def _bucket(self, lane: str) -> _Bucket:
        if lane not in self._buckets:
            limit = self.published[lane.partition(" ")[0]]
            most = limit.units * SHARE
            self._buckets[lane] = _Bucket(most / limit.seconds, most, most, self.now())
        return self._buckets[lane]
