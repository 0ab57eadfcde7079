"""What a route is given: the request, who asks, where, and the whole estate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from pydantic import JsonValue

from practice.graph.answers import Answer, Request
from practice.graph.clock import Clock
from practice.graph.tenant import App, Tenant
from practice.graph.things import Thing

__all__ = ["Call", "Lookup", "Route", "RouteAnswer", "created", "done", "shown"]

Lookup: TypeAlias = Callable[[str], tuple[str, ...]]
"""The TXT texts at a name; none when there are none."""


@dataclass(frozen=True)
class Call:
    """One request that may be answered."""

    request: Request
    tenant: Tenant
    app: App
    clock: Clock
    txt: Lookup

    @property
    def base(self) -> str:
        """The address of the version, without a slash at the end."""
        return f"{self.request.base}/v1.0"

    def context(self, what: str) -> str:
        """The value of `@odata.context`."""
        return f"{self.base}/$metadata#{what}"


RouteAnswer: TypeAlias = Callable[..., Answer]


@dataclass(frozen=True)
class Route:
    """One address: who may call it (any of the roles), and what it costs of which service's budget."""

    method: str
    pattern: str
    answer: RouteAnswer
    roles: frozenset[str]
    service: str = "entra"
    cost: int = 1
    tag: str = ""


def shown(call: Call, context: str, thing: Thing, *, status: int = 200) -> Answer:
    """One object."""
    body: dict[str, JsonValue] = {"@odata.context": call.context(context), **thing}
    return Answer(status, body)


def created(call: Call, context: str, thing: Thing, *, headers: Mapping[str, str] | None = None) -> Answer:
    """One new object."""
    body: dict[str, JsonValue] = {"@odata.context": call.context(context), **thing}
    return Answer(201, body, dict(headers or {}))


def done() -> Answer:
    """Done, with nothing to say."""
    return Answer(204)
