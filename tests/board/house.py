"""A board over a ledger that a test writes, asked as browsers and calendars ask, without a network."""

import asyncio
import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

import httpx
from starlette.types import ASGIApp, Message, Scope

from flytt.adapters.clock import MemoryClock
from flytt.adapters.ledger.opening import open_store
from flytt.migration.events import Event
from flytt.migration.journal import Journal
from flytt.migration.plan import Plan
from flytt.migration.workload import Approver
from flytt.notices.approving import Reading, approve_wording
from flytt.notices.board.app import make_app
from flytt.notices.board.desk import Desk
from flytt.notices.board.lookout import LedgerSource, Lookout
from flytt.notices.board.open_id import OpenId
from flytt.notices.board.sessions import Cookies
from flytt.notices.board.settings import BoardSettings
from flytt.notices.book import book
from flytt.wiring import Where
from tests.notices.stage import MADE, Story

BASE = "http://board.example"
KEY = b"k" * 32
APPROVERS = (Approver(id="kommunikasjon", role="Kommunikasjon"), Approver(id="leder", role="Leder"))


class Asker:
    """A browser without a network: keeps its cookies, follows nothing by itself."""

    def __init__(self, app: ASGIApp, base_url: str) -> None:
        self._app = app
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        self._client = httpx.AsyncClient(transport=transport, base_url=base_url)

    @property
    def cookies(self) -> httpx.Cookies:
        """Its cookies."""
        return self._client.cookies

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> httpx.Response:
        """Fetch a page."""
        return asyncio.run(self._client.get(path, headers=headers))

    def head(self, path: str) -> httpx.Response:
        """Ask for a page without its body."""
        return asyncio.run(self._client.head(path))

    def post(
        self, path: str, fields: Mapping[str, str], headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """Send a form."""
        return asyncio.run(self._client.post(path, data=dict(fields), headers=headers))

    def raw(self, method: str, path: str, headers: list[tuple[bytes, bytes]], body: bytes) -> "Raw":
        """Send anything at all, past every check that a well-meaning client makes."""
        target, _, query = path.partition("?")
        scope: Scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(target),
            "raw_path": target.encode("utf-8", "replace"),
            "query_string": query.encode("utf-8", "replace"),
            "root_path": "",
            "headers": headers,
            "client": ("127.0.0.1", 1),
            "server": ("board.example", 80),
        }
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)

        async def ask() -> None:
            try:
                await self._app(scope, receive, send)
            except Exception:
                # Starlette answers a fault with 500 first and raises it then, for whoever serves to log.
                if not sent:
                    raise

        asyncio.run(ask())
        return Raw(int(sent[0]["status"]), dict(sent[0]["headers"]))


@dataclass
class Raw:
    """An answer as it was sent."""

    status: int
    headers: dict[bytes, bytes]


@dataclass
class House:
    """A board and its ledger, both on the test's clock."""

    at: Where
    journal: Journal
    clock: MemoryClock
    desk: Desk
    http: "Asker"

    def write(self, *events: Event, at: datetime | None = None) -> None:
        """Write to the ledger as the move does; the board looks."""
        if at is not None:
            self.clock.wait_until(at)
        for event in events:
            self.journal.append(event)
        self.look()

    def tell(self, story: Story) -> None:
        """Write what a story tells beyond what is written, and let it be as late as there."""
        for recorded in itertools.islice(story.events, self.journal.refresh().seq, None):
            self.clock.wait_until(recorded.at)
            self.journal.append(recorded.event)
        self.clock.wait_until(story.now)
        self.look()

    def look(self) -> None:
        """Let the board read the ledger."""
        assert self.desk.lookout.look()

    def approve_all(self) -> None:
        """Let every word be published."""
        plan = self.journal.plan()
        for page in book(plan, self.journal.refresh(), self.journal.store.document).pages:
            reading = Reading(
                sector=page.sector,
                readers=page.readers,
                language=page.language,
                wording=page.written.hash,
                who="kommunikasjon",
            )
            approve_wording(plan, self.journal, reading, lambda _text, _signature, _key: True)
        self.look()

    @property
    def first(self) -> str:
        """The id of the first notice."""
        seen = self.desk.lookout.seen
        assert seen is not None
        return seen.notices[0].id


def where(folder: Path) -> Where:
    """Return places in a test's own folder."""
    return Where("hustadvika", folder / "mappings", str(folder / "home" / "ledger.db"))


def open_house(
    folder: Path, plan: Plan, settings: BoardSettings, token: str = "", open_id: OpenId | None = None
) -> House:
    """Adopt a plan in a new ledger and open a board on it."""
    at = where(folder)
    at.home.mkdir(parents=True)
    clock = MemoryClock(MADE)
    journal = Journal(open_store(at.ledger, at.municipality), clock, "tester")
    journal.adopt(plan.changed(approvers=plan.approvers or APPROVERS))
    lookout = Lookout(LedgerSource(at, clock))
    settings = settings.changed(base_url=settings.base_url or BASE)
    desk = Desk(
        at,
        settings,
        lookout,
        Cookies(KEY, is_secure=settings.is_secure),
        reading_token=token,
        open_id=open_id,
    )
    http = Asker(make_app(desk), settings.base_url)
    house = House(at, journal, clock, desk, http)
    house.look()
    return house
