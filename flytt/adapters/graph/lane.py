"""What a limit is counted on, and the pace that is held there.

Three things make the pace. A refusal sets it to a little less than what was let through until the told wait
is over: in a window that is what the window holds. Then it is held, until the refusal is a small part of all
that was asked. Then it grows with the time that was spent waiting for it: fast up to what is published,
carefully beyond. Time and not answers: else many who ask at once would try more at once. Whoever does not
wait for a lane learns nothing of it.
"""

import math
from collections import deque
from dataclasses import dataclass

SHARE = 0.95
"""Of a limit, so much is used: the service's clock and ours are not the same."""
_SHOWN, _TOO_MUCH, _LEAST_LESS, _CAREFUL = 0.97, 0.8, 0.4, 0.8
"""What a lane does after a refusal: a part of what was let through; of a pace that grew until too much;
at the least; and of one that the service itself calls full."""
_LEAST = 0.01
"""A lane is never made slower than so much of what is published."""
_DUST = 1e-6
"""Less than this is rounding: waiting for it would not move a clock."""
_WELL_BELOW = 0.9
"""Under so much of what is published, there is reason to think that more may be had."""
_REFUSED_BELOW, _REFUSED_BEYOND, _MOST_HELD_SECONDS = 0.04, 0.0025, 600.0
"""A pace is held until no more than such a part of all would be refused; and never longer than that."""
_BELOW, _BEYOND = 4.2, 0.9
"""How fast the pace grows, by powers of e in the time that the service counts."""
_BELOW_SLOWER, _BEYOND_SLOWER = 0.7, 0.3
"""And how much more slowly where it counts for longer than a minute, so that it is refused late in a window:
a wait of minutes is longer than a door waits, and then the step itself waits, for longer than it must."""
_SHORT_SECONDS, _BEYOND_SECONDS, _BELOW_SECONDS = 10.0, 12.0, 60.0
"""No lane is judged by less than the first, nor grows as if it were counted over less than these."""
_MOST_AT_ONCE = math.log(1.5)
_IN_WINDOW = 0.1
"""So much of a window's units may be gathered while nobody asks: whose it is, is not known."""
_PARTS = 60
"""What was let through is noted in so many parts of the time that the service counts."""


@dataclass(frozen=True, slots=True)
class Published:
    """A limit as its publisher states it: so many units in so many seconds.

    `window`: they come back all at once, when those seconds are over; else evenly. `tried_after_seconds` of
    having had to wait, without a refusal, more is tried: as long as the service counts before it refuses.
    """

    units: float
    seconds: float
    window: bool = False
    tried_after_seconds: float = 1.0


class Lane:
    """The units that may be spent on it, which come back evenly. Times are of the governor's clock."""

    def __init__(self, limit: Published, now: float) -> None:
        self.most = self.level = limit.units * SHARE
        self.rate = self._published = self.most / limit.seconds
        self.closed_until, self._refused_at = 0.0, self.rate
        self._least, self._counted_seconds = (
            self.rate * _LEAST,
            max(limit.tried_after_seconds, _SHORT_SECONDS),
        )
        self._published_seconds, self._credited = limit.seconds, _IN_WINDOW if limit.window else 1.0
        self._at = now + limit.seconds * limit.window
        self._waited = self._waited_until = self._grown_for = 0.0
        self._held_until, self._is_growing, self._passed = 0.0, False, 0.0
        self._began_with = self._proven = self.rate
        self._since, self._counted = now, deque[list[float]]()

    def fill(self, now: float) -> None:
        """Let what is over be spent again. Nothing comes back before a window's end or a wait's."""
        if now > self._at:
            self.level = max(self.level, min(self._credit, self.level + (now - self._at) * self.rate))
            self._at = now

    def short(self, units: float, now: float) -> float:
        """Return for how long it takes until there are so many units."""
        lacking = min(units, self.most if now < self._at else self._credit) - self.level
        return max(0.0, self._at - now) + lacking / self.rate if lacking > _DUST else 0.0

    def wait(self, now: float, seconds: float) -> None:
        """Note that somebody waits; when several do at once, it is one wait. A told wait is none."""
        self._waited += max(0.0, now + seconds - max(now, self._waited_until, self.closed_until))
        self._waited_until = max(self._waited_until, now + seconds)

    def passed(self, units: float, used: float, now: float) -> None:
        """Note an answer that was no refusal; `used`: the part of the limit that the service says is used."""
        if now - self._since >= self._counted_seconds:
            self._proven, self._since, self._began_with = self._began_with, now, self.rate
        self._count(units, now)
        self._passed += units
        if used >= 1:
            self.rate = max(self._least, self.rate * _CAREFUL)
        elif used < _CAREFUL:
            self._grow(now)

    def denied(self, units: float, retry_after: float, now: float) -> None:
        """Note a refusal: nobody enters before it is over. Refusals of those who were under way are one."""
        until, told_long = now + retry_after, retry_after >= self._counted_seconds / 2
        self._count(units, now)
        if now >= self.closed_until:
            self._refused_at, self._held_until = self.rate, until
            pace = self._shown(units, now, until, told_long=told_long)
            self.rate, self._is_growing = max(self._least, pace), False
        part = _REFUSED_BELOW if self._refused_at < self._published * _WELL_BELOW else _REFUSED_BEYOND
        held = self._held_until + units / (self._refused_at * part)
        self.closed_until = max(self.closed_until, until)
        self._held_until = min(held, self.closed_until + _MOST_HELD_SECONDS)
        self.level, self._waited, self._grown_for, self._passed = 0.0, 0.0, 0.0, 0.0
        self._at = self.closed_until
        if told_long:
            self._counted.clear()

    @property
    def _credit(self) -> float:
        """What may be spent at once after a pause. A window that it fell into has to last for the rest."""
        return min(self.most, self.rate * self._published_seconds) * self._credited

    def _count(self, units: float, now: float) -> None:
        """Note what the service has counted: refusals too. What is older than twice as long is let go."""
        if self._counted and now - self._counted[-1][0] < self._counted_seconds / _PARTS:
            self._counted[-1][1] += units
        else:
            self._counted.append([now, units])
        while now - self._counted[0][0] > 2 * self._counted_seconds:
            self._counted.popleft()

    def _shown(self, units: float, now: float, until: float, *, told_long: bool) -> float:
        """Return the pace that a refusal shows.

        Where the service counts for long, what was let through until its wait is over; where it does not,
        the part that it let through since it refused before. And never less than what it let through, without
        a refusal, before more was tried.
        """
        pace = self.rate * self._passed / max(self._passed + units / 2, _DUST)
        since = now - 2 * self._counted_seconds if told_long else until - self._counted_seconds
        since = max(since, self._counted[0][0])
        if self._is_growing and not told_long:
            pace = min(pace, self.rate * _TOO_MUCH)
        elif until - since < self._counted_seconds / 2:
            pace = min(pace, self.rate * SHARE)
        else:
            counted = sum(units for at, units in self._counted if at >= since)
            pace = min(pace, counted / (until - since) * _SHOWN)
        return max(pace, self.rate * _LEAST_LESS, self._proven if self._is_growing else 0.0)

    def _grow(self, now: float) -> None:
        seconds, self._grown_for = self._waited - self._grown_for, self._waited
        is_below = self.rate < self._published * _WELL_BELOW
        calm_seconds = self._counted_seconds / (2 if is_below else 1)
        if not seconds or now < self._held_until or (self._waited < calm_seconds and not self._is_growing):
            return
        if not self._is_growing:
            self._is_growing = True
            self._began_with = self._proven = self.rate
        counted = max(self._counted_seconds, _BEYOND_SECONDS)
        longer = max(1.0, counted / _BELOW_SECONDS)
        powers = _BEYOND / longer**_BEYOND_SLOWER
        if is_below:
            counted, powers = max(counted, _BELOW_SECONDS), _BELOW / longer**_BELOW_SLOWER
        self.rate *= math.exp(min(seconds * powers / counted, _MOST_AT_ONCE))
