"""Holds the limits of a service: published ones to begin with, and then those that its answers show.

A lane is what a limit is counted on: an application in a tenant, a service, a kind of cost, a resource. Each
has a bucket that refills evenly. A refusal that the bucket did not foresee makes it smaller by a fifth and
empties it; having had to wait on it, without a refusal, makes it refill a little faster, and where it takes a
minute or more to know that, faster from step to step. So the rate swings closely around a limit that nobody
has told, also when it changes.
"""

import math
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from flytt.migration.breath import breathe, rest

SHARE = 0.95
"""Of a published limit, so much is used: the service's clock and ours are not the same."""
_LESS, _MORE, _CAREFUL = 0.8, 1.05, 0.8
_SURE, _MOST_MORE, _LONG_SECONDS = 1, 1.5, 60.0
"""Where trying takes so long, steps double after so many without a refusal, up to half as much again."""
_LEAST = 0.01
"""A lane is never made slower than so much of what is published."""
_DUST = 1e-6
"""Less than this is rounding: waiting for it would not move a clock."""

Costs: TypeAlias = Mapping[str, float]
"""Units by kind of cost: `ru`, `writes`, `invitations`; a resource behind a space has a lane of its own."""


@dataclass(frozen=True, slots=True)
class Published:
    """A limit as its publisher states it: so many units in so many seconds.

    `window`: they come back all at once, when those seconds are over; else evenly. `tried_after_seconds` of
    having had to wait, without a refusal, a little more is tried.
    """

    units: float
    seconds: float
    window: bool = False
    tried_after_seconds: float = 1.0


ENTRA: Mapping[str, Published] = {
    "ru": Published(3_500, 10),
    "writes": Published(3_000, 150),
    "invitations": Published(150, 5),
}
"""Entra's for the smallest tenants, by application and tenant. Source: Microsoft's limits by service."""

SHAREPOINT: Mapping[str, Published] = {
    "ru": Published(1_250, 60, window=True, tried_after_seconds=60),
    "sharing": Published(300, 300, window=True, tried_after_seconds=300),
}
"""SharePoint's and OneDrive's for the smallest tenants, by application and tenant. Source: their page."""

OUTLOOK: Mapping[str, Published] = {
    "requests": Published(10_000, 600, window=True, tried_after_seconds=600),
    "bytes": Published(150_000_000, 300, window=True, tried_after_seconds=300),
}
"""Outlook's, by application and mailbox. Source: Microsoft's limits by service."""

EXCHANGE: Mapping[str, Published] = {"cmdlets": Published(300, 300)}
"""Nothing is published of Exchange's administration: a careful beginning."""


TEAMS: Mapping[str, Published] = {
    "get": Published(30, 1, tried_after_seconds=60),
    "write": Published(24.9, 1, tried_after_seconds=60),
    "channels": Published(49.8, 1, tried_after_seconds=60),
    "messages": Published(16.6, 1, tried_after_seconds=60),
    "channel-reads": Published(0.83, 1, tried_after_seconds=60),
    "exports": Published(166, 1, tried_after_seconds=60),
    "teams": Published(8.3, 1, tried_after_seconds=60),
    "new-channels": Published(8.3, 1, tried_after_seconds=60),
    "team-channels": Published(3.32, 1, tried_after_seconds=60),
    "imports": Published(41.5, 1, tried_after_seconds=60),
    "channel-imports": Published(0.83, 1, tried_after_seconds=60),
    "completions": Published(8.3, 1, tried_after_seconds=60),
    "new-members": Published(8.3, 1, tried_after_seconds=60),
    "team-members": Published(4, 60, tried_after_seconds=60),
}
"""Teams', by application and tenant, and by channel or team: 83 % of each number, which is let through in the
long run. Source: Microsoft's limits by service."""


CHATS: Mapping[str, Published] = {
    "get": Published(24.9, 1, tried_after_seconds=60),
    "chat-reads": Published(0.83, 1, tried_after_seconds=60),
    "exports": Published(166, 1, tried_after_seconds=60),
    "chats": Published(16.6, 1, tried_after_seconds=60),
    "write": Published(24.9, 1, tried_after_seconds=60),
    "chat-writes": Published(0.83, 1, tried_after_seconds=60),
    "imports": Published(16.6, 1, tried_after_seconds=60),
    "chat-imports": Published(0.83, 1, tried_after_seconds=60),
}
"""Those of chats, by application and tenant, and by chat. Source: the same."""


PLANNER: Mapping[str, Published] = {"get": Published(100, 10), "write": Published(50, 10)}
"""Nothing is published of Planner: a careful beginning."""


@dataclass
class _Bucket:
    tried_after_seconds: float
    rate: float
    least: float
    most: float
    level: float
    at: float
    closed_until: float = 0.0
    waited: float = 0.0
    waited_until: float = 0.0
    risen: int = 0
    step: float = _MORE

    def fill(self, now: float) -> None:
        """Let what is over be spent again. `at` may lie ahead: nothing comes back in a window."""
        if now > self.at:
            self.level = min(self.most, self.level + (now - self.at) * self.rate)
            self.at = now

    def short(self, units: float, now: float) -> float:
        """Return for how long it takes until there are so many units."""
        lacking = min(units, self.most) - self.level
        return max(0.0, self.at - now) + lacking / self.rate if lacking > _DUST else 0.0

    def rise(self) -> None:
        """Refill a little faster; where each step takes long, by more from step to step until a refusal."""
        self.rate, self.waited, self.risen = self.rate * self.step, 0.0, self.risen + 1
        if self.risen > _SURE and self.tried_after_seconds >= _LONG_SECONDS:
            self.step = min(1 + (self.step - 1) * 2, _MOST_MORE)

    def wait(self, now: float, seconds: float) -> None:
        """Note that somebody waits; when several do at once, it is one wait."""
        self.waited += max(0.0, now + seconds - max(now, self.waited_until))
        self.waited_until = max(self.waited_until, now + seconds)


@dataclass
class Governor:
    """All lanes of one application in one tenant. Waits in seconds of `now`; a kill loses all of it.

    What is lost with a kill is learnt again from the first refusal.
    """

    published: Mapping[str, Published]
    now: Callable[[], float] = time.monotonic
    wait: Callable[[float], None] = rest
    asked: int = 0
    refused: int = 0
    _buckets: dict[str, _Bucket] = field(default_factory=dict[str, "_Bucket"])
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def enter(self, costs: Costs, *, most_seconds: float = math.inf) -> bool:
        """Wait until all these units may be spent, and spend them.

        False, and nothing is spent, when a refusal keeps a lane closed for longer than `most_seconds`: that
        is not the pace that the service takes, and others wait behind whoever sleeps here. Whoever has been
        interrupted sends nothing more.
        """
        breathe()
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
                    bucket.rate = max(bucket.least, bucket.rate * _CAREFUL)
                elif used < _CAREFUL and bucket.waited >= bucket.tried_after_seconds:
                    bucket.rise()

    def denied(self, costs: Costs, retry_after: float) -> None:
        """Note a refusal: nobody enters this lane before it is over.

        Which lane it was, the service does not say: the one of which most is used.
        """
        with self._lock:
            self.refused += 1
            now, buckets = self.now(), [self._bucket(lane) for lane in costs]
            for bucket in buckets:
                bucket.fill(now)
            bucket = min(buckets, key=lambda one: (one.closed_until <= now, one.level / one.most))
            if now >= bucket.closed_until:
                bucket.rate = max(bucket.least, bucket.rate * _LESS)
            bucket.level, bucket.waited, bucket.at = 0.0, 0.0, now
            bucket.risen, bucket.step = 0, _MORE
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
                short = bucket.short(units, now)
                wait = max(bucket.closed_until - now, short)
                if short > 0 and wait > longest:
                    bucket.wait(now, wait)
                longest = max(longest, wait)
            if longest <= 0:
                for lane, units in costs.items():
                    self._bucket(lane).level -= units
            return longest

    def _bucket(self, lane: str) -> _Bucket:
        if lane not in self._buckets:
            limit = self.published[lane.partition(" ")[0]]
            most = limit.units * SHARE
            rate, again = most / limit.seconds, self.now() + limit.seconds * limit.window
            self._buckets[lane] = _Bucket(limit.tried_after_seconds, rate, rate * _LEAST, most, most, again)
        return self._buckets[lane]
