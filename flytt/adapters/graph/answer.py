"""What Graph answered, and what its refusals are called here. Messages may quote names: codes are kept."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar, cast

from flytt.migration.errors import AccessRefused, CommandFailed, FlyttError, NotFound, Remedy
from flytt.migration.record import Json

Sort = TypeVar("Sort")
Thing: TypeAlias = dict[str, Json]
TOO_MANY, FORBIDDEN, MISSING, UNAUTHORISED, BAD = 429, 403, 404, 401, 400
TRANSIENT = frozenset({408, TOO_MANY, 500, 502, 503, 504})
DEFAULT_WAIT_SECONDS = 2.0


class Busy(FlyttError):
    """The service asks to be left alone for longer than Flytt waits with a connection in its hand.

    Time alone mends it. A mailbox that is full for five minutes would use up the attempts that there are for
    passing trouble.
    """

    remedy = Remedy.LAGGING


@dataclass(frozen=True)
class Answer:
    """Status, the object in the body, headers in small letters; `raw`: a body that is no object."""

    status: int
    body: Thing = field(default_factory=dict[str, Json])
    headers: dict[str, str] = field(default_factory=dict[str, str])
    raw: bytes = b""

    @property
    def ok(self) -> bool:
        """True when it was done."""
        return 200 <= self.status < 300  # noqa: PLR2004 - HTTP's own words for done

    @property
    def code(self) -> str:
        """The error's code; empty when there is none."""
        return text(self._error, "code")

    def says(self, words: str) -> bool:
        """Tell whether the error's message holds these words. The message itself goes no further."""
        return words in text(self._error, "message")

    def sorted_by(self, sort: "Callable[[int, str, str], Sort]") -> "Sort":
        """Sort a refusal by its status, code and message; the message itself goes no further."""
        return sort(self.status, self.code, text(self._error, "message"))

    @property
    def wait_seconds(self) -> float:
        """How long the service asks to be left alone."""
        try:
            return max(0.0, float(self.headers.get("retry-after", "")))
        except ValueError:
            return DEFAULT_WAIT_SECONDS

    @property
    def used(self) -> float:
        """The part of a limit that is used, as far as the service says; 0 when it does not."""
        try:
            return float(self.headers.get("x-ms-throttle-limit-percentage", "0"))
        except ValueError:
            return 0.0

    @property
    def _error(self) -> Thing:
        error = self.body.get("error")
        return error if isinstance(error, dict) else {}


def read_body(content: bytes) -> Thing:
    """Return the object that a body holds; an empty one for none, and for what is no object."""
    try:
        found = cast("Json", json.loads(content)) if content else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def refusal(attempted: str, answer: Answer) -> FlyttError:
    """Return the error for an answer that is none of the expected."""
    if answer.status == MISSING:
        return NotFound(f"{attempted}: it is not there.", still_true="Nothing was changed.")
    if answer.status in {FORBIDDEN, UNAUTHORISED}:
        return AccessRefused(
            f"{attempted}: the application lacks a permission ({answer.code}).",
            still_true="Nothing was changed.",
            next_command="compare the tenant's consent with docs/tenant.md, then flytt resume",
        )
    return CommandFailed(attempted, exit_status=answer.status, stderr=answer.code)


def text(thing: Thing, key: str) -> str:
    """Return the text under a key; empty for null and for what is no text."""
    value = thing.get(key)
    return value if isinstance(value, str) else ""


def things(thing: Thing, key: str) -> list[Thing]:
    """Return the objects of a list; none for what is no list."""
    value = thing.get(key)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
