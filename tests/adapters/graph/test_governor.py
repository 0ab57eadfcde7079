"""The governor on a clock of its own: a limit that is known is kept, one that is not is found."""

import math
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

import pytest

from flytt.adapters.graph.governor import CHATS, TEAMS, Governor
from flytt.adapters.graph.lane import Published

MINUTES = 8


@dataclass
class Service:
    """A service with one token bucket, on a clock that only waiting moves."""

    rate: float
    most: float
    at: float = 0.0
    level: float = 0.0
    filled: float = 0.0
    spans: list[float] = field(default_factory=list[float])

    def now(self) -> float:
        """Return the time."""
        return self.at

    def wait(self, seconds: float) -> None:
        """Let it pass."""
        self.at += seconds

    def ask(self) -> float:
        """Return for how long the request is refused; 0 when it is answered."""
        self.at += 0.001
        self.level = max(0.0, self.level - (self.at - self.filled) * self.rate)
        self.filled = self.at
        if self.level + 1 > self.most:
            return max(1.0, (self.level + 1 - self.most) / self.rate)
        self.level += 1
        return 0.0


def moved(service: Service, governor: Governor, minutes: float, lane: str = "writes") -> tuple[int, int]:
    """Ask as much as the governor lets through; return what was answered and what was refused."""
    end, done, refused = service.at + minutes * 60, 0, 0
    while service.at < end:
        governor.enter({lane: 1})
        if wait := service.ask():
            refused += 1
            governor.denied({lane: 1}, wait)
        else:
            done += 1
            governor.passed({lane: 1})
    return done, refused


def test_a_published_limit_is_used_and_hardly_ever_met() -> None:
    """A move would be throttled for abuse, or take twice as long as it must."""
    service = Service(rate=20, most=3_000)
    governor = Governor({"writes": Published(3_000, 150)}, now=service.now, wait=service.wait)
    done, refused = moved(service, governor, MINUTES)
    assert refused / (done + refused) < 0.01
    assert done >= 0.9 * (20 * MINUTES * 60 + 3_000)


def test_a_lower_limit_than_published_is_found_and_held() -> None:
    """A tenant with a limit of its own would be hammered all night."""
    service = Service(rate=5, most=50)
    governor = Governor({"writes": Published(3_000, 150)}, now=service.now, wait=service.wait)
    moved(service, governor, MINUTES)
    done, refused = moved(service, governor, MINUTES)
    assert refused / (done + refused) < 0.05
    assert done >= 0.7 * 5 * MINUTES * 60


@dataclass
class Windows(Service):
    """A service that counts in windows of 60 s: `rate` units a second, all at once. Refusals count too."""

    def ask(self) -> float:
        """Return for how long the request is refused; 0 when it is answered."""
        self.at += 0.001
        if self.at - self.filled >= 60:
            self.level, self.filled = 0.0, self.at
        self.level += 1
        if self.level > self.rate * 60:
            return max(1.0, math.ceil(self.filled + 60 - self.at))
        return 0.0


@pytest.mark.parametrize("rises_after", [0, 30])
@pytest.mark.parametrize("kind", [Service, Windows])
def test_nine_tenths_are_used_of_a_limit_that_falls_and_rises(kind: type[Service], rises_after: int) -> None:
    """Weekends would be lost to a pace that was right an hour ago, or the tenant be hammered."""
    service = kind(rate=10, most=10)
    published = {"writes": Published(600, 60, tried_after_seconds=60)}
    governor = Governor(published, now=service.now, wait=service.wait)
    done = refused = 0
    let_through = 0.0
    for times, minutes in ((0.4, 10), (1.5, 10), (0.7, 10), (1.2, 10)):
        service.rate = service.most = 10 * times
        length = minutes + rises_after / 60
        answered, not_answered = moved(service, governor, length)
        done, refused = done + answered, refused + not_answered
        let_through += service.rate * length * 60
    assert done >= 0.9 * let_through
    assert refused / (done + refused) < 0.01


@pytest.mark.parametrize("kind", [Service, Windows])
def test_a_limit_as_published_refuses_less_than_one_in_a_hundred(kind: type[Service]) -> None:
    """A tenant whose limits are kept to would be throttled for trying what it has not got."""
    service = kind(rate=1, most=60)
    published = {"writes": Published(60, 60, tried_after_seconds=60)}
    governor = Governor(published, now=service.now, wait=service.wait)
    done, refused = moved(service, governor, 60)
    assert done >= 0.9 * 60 * 60
    assert refused / (done + refused) < 0.01


def test_a_pace_grows_with_time_and_not_with_answers() -> None:
    """Twenty times as many small requests would climb twenty times as fast, and overrun the limit."""
    grown: list[float] = []
    for units in (1, 20):
        service = Service(rate=math.inf, most=math.inf)
        governor = Governor({"ru": Published(600, 60)}, now=service.now, wait=service.wait)
        while service.at < 120:
            governor.enter({"ru": units})
            governor.passed({"ru": units})
        grown.append(governor.speed("ru"))
    assert grown[0] == pytest.approx(grown[1], rel=0.1)


def test_a_limit_that_rises_is_followed() -> None:
    """A weekend's quota would be left unused because of a throttled Friday."""
    service = Service(rate=5, most=50)
    governor = Governor({"writes": Published(3_000, 150)}, now=service.now, wait=service.wait)
    moved(service, governor, MINUTES)
    service.rate, service.most = 40.0, 6_000.0
    moved(service, governor, MINUTES)
    done, _ = moved(service, governor, MINUTES)
    assert done >= 0.7 * 40 * MINUTES * 60


def test_a_limit_by_the_minute_that_rises_is_followed_within_a_quarter_of_an_hour() -> None:
    """A night's quota would be left unused: steps of a twentieth, a minute each, take half an hour."""
    service = Service(rate=8, most=8)
    published = {"writes": Published(1_250, 60, tried_after_seconds=60)}
    governor = Governor(published, now=service.now, wait=service.wait)
    moved(service, governor, 15)
    service.rate, service.most = 31.0, 31.0
    moved(service, governor, 15)
    done, refused = moved(service, governor, 15)
    assert done >= 0.85 * 31 * 15 * 60
    assert refused / (done + refused) < 0.01


@pytest.mark.parametrize(
    ("limits", "lane"), [(TEAMS, "channel-imports a"), (CHATS, "chat-imports a")], ids=["teams", "chats"]
)
def test_a_message_a_second_is_put_in_and_hardly_ever_refused(
    limits: Mapping[str, Published], lane: str
) -> None:
    """Every sixth message would be refused all night, and the tenant throttled for abuse."""
    service = Service(rate=1, most=1)
    governor = Governor(limits, now=service.now, wait=service.wait)
    done, refused = moved(service, governor, 30, lane)
    assert refused / (done + refused) < 0.01
    assert done >= 0.8 * 30 * 60


def test_nobody_asks_before_the_wait_is_over() -> None:
    """Requests made while throttled count against the limit, and prolong it."""
    service = Service(rate=1, most=1)
    governor = Governor({"writes": Published(100, 1)}, now=service.now, wait=service.wait)
    governor.enter({"writes": 1})
    governor.denied({"writes": 1}, 30)
    governor.enter({"writes": 1})
    assert service.at >= 30


def test_a_window_is_never_overrun_by_what_it_begins_with() -> None:
    """A mailbox of more than 150 MB would be refused for minutes, and the move ask for a person."""
    service = Service(rate=1, most=1)
    governor = Governor({"bytes": Published(150, 300, window=True)}, now=service.now, wait=service.wait)
    spent: list[float] = []
    while service.at < 1800:
        governor.enter({"bytes box": 1})
        spent.append(service.at)
    assert max(sum(at <= one < at + 300 for one in spent) for at in spent) <= 150
    assert len(spent) >= 0.9 * 150 * 6


def test_a_channel_that_is_full_slows_no_other() -> None:
    """One busy channel's refusals would slow all channels of a tenant down, until nothing moved."""
    service = Service(rate=1, most=1)
    limits = {"imports": Published(41.5, 1), "channel-imports": Published(0.83, 1)}
    governor = Governor(limits, now=service.now, wait=service.wait)
    before = governor.speed("imports")
    costs = {"imports": 1.0, "channel-imports a": 1.0}
    governor.enter(costs)
    governor.denied(costs, 30)
    governor.enter({"imports": 1.0, "channel-imports b": 1.0})
    assert service.at < 1
    assert governor.speed("imports") == before


def test_many_who_wait_at_once_wait_once() -> None:
    """Eight workers who wait for one lane would try eight times as much at once, and be refused for it."""
    service = Service(rate=1, most=1)
    governor = Governor({"ru": Published(10, 10, tried_after_seconds=10)}, now=service.now)
    assert governor.enter({"ru": 9.5})
    governor.wait = _Enough.raised
    for _ in range(20):
        with suppress(_Enough):
            governor.enter({"ru": 1.0})
    governor.passed({"ru": 1.0})
    assert governor.speed("ru") == 0.95


class _Enough(Exception):
    """Stands for one who waits: nobody lets time pass here."""

    @classmethod
    def raised(cls, seconds: float) -> None:
        """Stop waiting."""
        raise cls(seconds)
