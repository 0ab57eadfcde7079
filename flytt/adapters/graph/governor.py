"""Holds the limits of a service: published ones to begin with, and then those that its answers show.

A lane is what a limit is counted on: an application in a tenant, a service, a kind of cost, a resource.
"""

import math
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from flytt.adapters.graph.lane import Lane, Published
from flytt.migration.breath import breathe, rest

Costs: TypeAlias = Mapping[str, float]
"""Units by kind of cost: `ru`, `writes`, `invitations`; a resource behind a space has a lane of its own."""


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
class Governor:
    """All lanes of one application in one tenant. Waits in seconds of `now`; a kill loses all of it.

    What is lost with a kill is learnt again from the first refusals.
    """

    published: Mapping[str, Published]
    now: Callable[[], float] = time.monotonic
    wait: Callable[[float], None] = rest
    asked: int = 0
    refused: int = 0
    _lanes: dict[str, Lane] = field(default_factory=dict[str, Lane])
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
            now = self.now()
            for name, units in costs.items():
                self._lane(name).passed(units, used, now)

    def denied(self, costs: Costs, retry_after: float) -> None:
        """Note a refusal: nobody enters this lane before it is over.

        Which lane it was, the service does not say: the one of which most is used.
        """
        with self._lock:
            self.refused += 1
            now, lanes = self.now(), {name: self._lane(name) for name in costs}
            for lane in lanes.values():
                lane.fill(now)
            name = min(lanes, key=lambda one: _most_used(lanes[one], now))
            lanes[name].denied(costs[name], retry_after, now)

    def speed(self, lane: str) -> float:
        """Return the units a second that a lane lets through in the long run, as far as is known."""
        with self._lock:
            return self._lane(lane).rate

    def _closed(self, costs: Costs) -> float:
        with self._lock:
            return max((self._lane(name).closed_until for name in costs), default=0.0) - self.now()

    def _spend(self, costs: Costs) -> float:
        with self._lock:
            now, longest = self.now(), 0.0
            for name, units in costs.items():
                lane = self._lane(name)
                lane.fill(now)
                short = lane.short(units, now)
                wait = max(lane.closed_until - now, short)
                if short > 0 and wait > longest:
                    lane.wait(now, wait)
                longest = max(longest, wait)
            if longest <= 0:
                for name, units in costs.items():
                    self._lane(name).level -= units
            return longest

    def _lane(self, name: str) -> Lane:
        if name not in self._lanes:
            self._lanes[name] = Lane(self.published[name.partition(" ")[0]], self.now())
        return self._lanes[name]


def _most_used(lane: Lane, now: float) -> tuple[bool, float]:
    return lane.closed_until <= now, lane.level / lane.most
