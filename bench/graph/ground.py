"""Two practice tenants within this program, reached by Flytt's own adapters, on a clock of their own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import chain, repeat
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from pydantic import SecretBytes

from bench.graph.passing import Passing, Within
from flytt.adapters.graph.answer import Busy
from flytt.adapters.graph.door import Door
from flytt.adapters.graph.governor import Governor
from flytt.adapters.graph.lane import Published
from flytt.adapters.graph.pieces import Pieces
from flytt.adapters.graph.sign_in import SignIn
from flytt.adapters.graph.tenant_drives import GraphTenantDrives
from flytt.adapters.kept import LedgerKept
from flytt.adapters.ledger.opening import open_store
from flytt.adapters.vault.memory import MemoryVault
from flytt.migration.failing import LAG_SECONDS
from practice.graph.answers import Answer, Request
from practice.graph.clock import Clock
from practice.graph.estate import Plan
from practice.graph.limits import Limit
from practice.graph.service import Service
from practice.graph.tenant import App, Tenant
from practice.graph.things import Thing

BASE = "http://graph.practice"
_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder with a random name is made in it; no disk is waited for
LATENCY_SECONDS = 0.1
"""What a request takes, of the practice clock: an assumption, stated where the numbers are."""


@dataclass(frozen=True)
class Turn:
    """From a moment on, a limit lets through so many times what is published, in windows as long."""

    at_seconds: float
    times: float


@dataclass
class Ground:
    """One run: `turns` are of the limit that binds, in the new tenant, and nobody tells Flytt."""

    plan: Plan
    binding: str
    turns: tuple[Turn, ...]
    counts: Callable[[Request, Answer], int]
    latency_seconds: float = LATENCY_SECONDS
    quota: float = 0.0
    besides: tuple[str, ...] = ()
    """Limits that turn along: what holds by the second binds with what is let through by the minute."""
    passing: Passing = field(default_factory=Passing)

    def __post_init__(self) -> None:
        self.service = Service(self.plan, clock=Clock(source=self.passing.now))
        self.within = Within(self.service, self.passing, self.latency_seconds, self.counts, self._turn)
        self._home = TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None)
        self.kept = LedgerKept(open_store(f"{self._home.name}/ledger", "bench"), MemoryVault())
        for meters in self.service.meters.values():
            meters.set(self.binding, self.quota or self.limit.quota)
        self._published = self.limit
        self._turning = [self._limits[name] for name in (self.binding, *self.besides)]
        self._waiting = list(self.turns)

    @property
    def limit(self) -> Limit:
        """The limit that binds."""
        return self._limits[self.binding]

    def tenant(self, name: str) -> Tenant:
        """Return one of the two."""
        return next(one for one in self.service.tenants.values() if one.name == name)

    def door(self, tenant: str, role: str, published: Mapping[str, Published]) -> Door:
        """Return the door of one application."""
        http, wait, app = self._http(), self.passing.wait, self._app(tenant, role)
        pem = SecretBytes(app.certificate_key_pem + app.certificate_pem)
        address = f"{BASE}/{self.tenant(tenant).id}/oauth2/v2.0/token"
        governor = Governor(published, now=self.passing.now, wait=wait)
        sign_in = SignIn(http, address, app.id, pem, wait=wait)
        sign_in.token()  # several who waited for one that signs in would not be seen to wait
        return Door(http, BASE, sign_in, governor, wait)

    def drives(self, tenant: str, published: Mapping[str, Published]) -> GraphTenantDrives:
        """Return a tenant's drives."""
        reader, writer = (self.door(tenant, role, published) for role in ("reader", "writer"))
        taking, giving = (Pieces(self._http(), one.governor, self.passing.wait) for one in (reader, writer))
        client = self._app(tenant, "writer").id
        return GraphTenantDrives(tenant, client, reader, writer, taking, giving, None)

    def units(self, since: float, until: float) -> float:
        """Return what the limit that binds lets through in the long run between two moments."""
        rate, units, at, times = self._published.quota / self._published.seconds, 0.0, 0.0, 1.0
        for turn in (*self.turns, Turn(until, 0)):
            units += times * rate * max(0.0, min(turn.at_seconds, until) - max(at, since))
            at, times = turn.at_seconds, turn.times
        return units

    @property
    def _limits(self) -> dict[str, Limit]:
        return self.service.meters[self.tenant("target").id].limits

    def _turn(self) -> None:
        while self._waiting and self._waiting[0].at_seconds <= self.passing.now():
            turn = self._waiting.pop(0)
            for limit in self._turning:
                is_one = limit.quota == 1  # there is no part of a request: its seconds are shorter or longer
                more, longer = (1.0, 1 / turn.times) if is_one else (turn.times, 1.0)
                for meters in self.service.meters.values():
                    meters.set(limit.name, limit.quota * more, limit.seconds * longer)

    def _app(self, tenant: str, role: str) -> App:
        return next(one for one in self.tenant(tenant).apps.values() if one.name == f"flytt-{role}")

    def _http(self) -> httpx.Client:
        return httpx.Client(transport=self.within)


def until_done(ground: Ground, work: Callable[[], None]) -> None:
    """Wait as a move does when a service asks for more patience than one request has, and go on."""
    for seconds in chain(LAG_SECONDS, repeat(LAG_SECONDS[-1])):
        try:
            work()
        except Busy:
            ground.passing.wait(seconds)
        else:
            return


def body(answer: Answer) -> Thing:
    """Return the object that an answer holds."""
    return answer.body if isinstance(answer.body, dict) else {}
