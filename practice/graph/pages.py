"""Collections in pages: a place that never moves, an absolute nextLink, a count when it is asked for."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from urllib.parse import quote

from pydantic import JsonValue, TypeAdapter, ValidationError

from practice.graph.answers import Answer, Refused
from practice.graph.call import Call
from practice.graph.options import Options
from practice.graph.things import Thing, text

__all__ = ["Rows", "listed", "next_link", "page", "read_token", "token"]

Rows = Callable[[int], Iterator[tuple[int, Thing]]]
"""The objects behind a place, in order, each with its place."""

_NUMBERS: TypeAdapter[dict[str, JsonValue]] = TypeAdapter(dict[str, JsonValue])


def token(**fields: JsonValue) -> str:
    """A place as clients carry it: opaque to them."""
    return base64.urlsafe_b64encode(json.dumps(fields, sort_keys=True).encode()).decode().rstrip("=")


def read_token(written: str) -> dict[str, JsonValue]:
    """The fields of a place. Raises Refused for one that this service never gave."""
    try:
        return _NUMBERS.validate_json(base64.urlsafe_b64decode(written + "=" * (-len(written) % 4)))
    except (binascii.Error, ValueError, ValidationError) as error:
        raise Refused(400, "BadRequest", "Bad token: it was not given by this service.") from error


def next_link(call: Call, name: str, value: str) -> str:
    """The same request, from another place."""
    kept = {
        k: v
        for k, v in call.request.query.items()
        if k.lower().lstrip("$") not in {"skiptoken", "token", "deltatoken"}
    }
    query = {**kept, name: value}
    written = "&".join(f"{quote(k, safe='$')}={quote(v, safe='')}" for k, v in query.items())
    return f"{call.base}{quote(call.request.path)}?{written}"


def page(call: Call, options: Options, rows: Rows) -> tuple[list[Thing], dict[str, JsonValue]]:
    """One page of what the options let through, and what goes beside it (count, nextLink)."""
    beside: dict[str, JsonValue] = {}
    after = read_token(options.skiptoken).get("after") if options.skiptoken else -1
    start = after if isinstance(after, int) else -1
    if options.count:
        beside["@odata.count"] = sum(options.lets_through(thing) for _, thing in rows(-1))
    found: Iterable[tuple[int, Thing]]
    if options.order is not None:
        found = _sorted(rows, options, start)
    else:
        found = ((place, thing) for place, thing in rows(start) if options.lets_through(thing))
    taken = list(islice(found, options.top + 1))
    if len(taken) > options.top:
        beside["@odata.nextLink"] = next_link(call, "$skiptoken", token(after=taken[options.top - 1][0]))
    return [thing for _, thing in taken[: options.top]], beside


def listed(call: Call, context: str, things: list[Thing], beside: dict[str, JsonValue]) -> Answer:
    """A page as an answer."""
    value: list[JsonValue] = [*things]
    return Answer(200, {"@odata.context": call.context(context), **beside, "value": value})


def _sorted(rows: Rows, options: Options, start: int) -> Iterator[tuple[int, Thing]]:
    """In order of a property; the place is the number in that order."""
    assert options.order is not None
    name, is_backwards = options.order
    kept = [thing for _, thing in rows(-1) if options.lets_through(thing)]
    kept.sort(key=lambda thing: text(thing, name).casefold(), reverse=is_backwards)
    return ((place, thing) for place, thing in enumerate(kept) if place > start)
