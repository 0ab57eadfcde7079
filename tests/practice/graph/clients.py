# pyright: reportMissingTypeStubs=false
"""Clients of the practice Graph as the tests use them: in the same process, and plain HTTP."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
from pydantic import JsonValue, TypeAdapter

from practice.graph.addressing import read_target
from practice.graph.answers import Answer, Request
from practice.graph.clock import Clock
from practice.graph.estate import Plan
from practice.graph.running import RunningGraph
from practice.graph.service import Service
from practice.graph.tenant import App, Tenant
from practice.graph.things import Thing, text

OBJECT: TypeAdapter[dict[str, JsonValue]] = TypeAdapter(dict[str, JsonValue])
BASE = "http://graph.practice"


@dataclass
class Hand:
    """A clock that only moves when a test moves it."""

    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class Caller:
    """Asks a service in the same process, as one application of one tenant."""

    service: Service
    tenant: Tenant
    app: App
    token: str = ""

    def ask(
        self, method: str, path: str, body: JsonValue = None, *, raw: bytes | None = None, **headers: str
    ) -> Answer:
        """The answer to one request. Underscores in header names are hyphens."""
        where, query = read_target(f"/v1.0{path}")
        given = {name.replace("_", "-").lower(): value for name, value in headers.items()}
        sent = raw if raw is not None else (OBJECT.dump_json(body) if isinstance(body, dict) else b"")
        bearer = {"authorization": f"Bearer {self.token}"}
        return self.service.answer(Request(method, where, BASE, query, bearer | given, sent))

    def address(self, method: str, url: str, raw: bytes = b"", **headers: str) -> Answer:
        """The answer from an address that carries its own right."""
        where, query = read_target(url.removeprefix(BASE))
        given = {name.replace("_", "-").lower(): value for name, value in headers.items()}
        return self.service.answer(Request(method, where, BASE, query, given, raw))

    def rows(self, path: str) -> list[Thing]:
        """All objects of a collection, page after page."""
        found: list[Thing] = []
        while path:
            body = body_of(self.ask("GET", path))
            found += [one for one in list_of(body, "value") if isinstance(one, dict)]
            path = text(body, "@odata.nextLink").removeprefix(f"{BASE}/v1.0")
        return found


def caller(service: Service, tenant: str = "source", role: str = "writer") -> Caller:
    """Signed in by secret."""
    own = next(one for one in service.tenants.values() if one.name == tenant)
    app = next(one for one in own.apps.values() if one.name == f"flytt-{role}")
    form = f"grant_type=client_credentials&scope=x/.default&client_id={app.id}&client_secret={app.secret}"
    answer = service.answer(Request("POST", f"/{own.id}/oauth2/v2.0/token", BASE, body=form.encode()))
    return Caller(service, own, app, text(body_of(answer), "access_token"))


def service(
    plan: Plan | None = None,
    hand: Hand | None = None,
    *,
    txt: Callable[[str], tuple[str, ...]] = lambda _name: (),
) -> Service:
    """A service with a clock of the test's own."""
    return Service(plan or Plan(people=30), clock=Clock(source=hand or Hand()), wall=lambda: 1e9, txt=txt)


def body_of(answer: Answer) -> Thing:
    """The object of an answer."""
    assert isinstance(answer.body, dict), answer
    return answer.body


def list_of(body: Mapping[str, JsonValue], key: str) -> list[JsonValue]:
    """A list of an object."""
    value = body[key]
    assert isinstance(value, list)
    return value


def code(answer: Answer) -> str:
    """The code of a refusal."""
    error = body_of(answer)["error"]
    assert isinstance(error, dict), answer
    return text(error, "code")


def token_of(running: RunningGraph, tenant: str = "source", role: str = "writer") -> str:
    """A token by secret."""
    where = running.addresses.tenants[tenant]
    app = where.apps[role]
    answer = httpx.post(
        f"{running.addresses.http_base}/{where.id}/oauth2/v2.0/token",
        data={
            "grant_type": "client_credentials",
            "client_id": app.client_id,
            "client_secret": app.secret_file.read_text(),
            "scope": "https://graph.microsoft.com/.default",
        },
        trust_env=False,
        timeout=60,
    )
    return str(OBJECT.validate_json(answer.raise_for_status().content)["access_token"])


@contextmanager
def plain(running: RunningGraph, token: str | None = None) -> Generator[httpx.Client]:
    """Plain HTTP, with the control token unless another is given."""
    own = token or running.addresses.control_token_file.read_text()
    with httpx.Client(
        base_url=running.addresses.http_base,
        headers={"Authorization": f"Bearer {own}"},
        trust_env=False,
        timeout=60,
    ) as client:
        yield client
