"""What the door to Graph repeats, and what it never does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias, cast

import httpx
import pytest
from pydantic import SecretBytes

from flytt.adapters.graph.answer import Busy
from flytt.adapters.graph.door import Door, Question
from flytt.adapters.graph.governor import ENTRA, Governor
from flytt.adapters.graph.sign_in import SignIn
from flytt.adapters.sending.graph import LIMITS, PATIENCE_SECONDS
from flytt.migration.errors import Interrupted, Unreachable

End: TypeAlias = "int | type[httpx.TransportError]"
SENT = Question("POST", "/users/x/messages/y/send", once=True)
LOST: list[End] = [500, 502, 503, 504, 408, httpx.ReadTimeout, httpx.ReadError, httpx.RemoteProtocolError]


class KnownSignIn(SignIn):
    """Is signed in already."""

    def __init__(self) -> None:
        super().__init__(httpx.Client(), "https://login.practice", "app", SecretBytes(b""))

    def token(self, *, anew: bool = False) -> str:
        """Return a token that says whether it is new."""
        return "new" if anew else "old"


def opened(ends: Sequence[End]) -> tuple[Door, list[str]]:
    """Return a door behind which each request ends so, the last for ever; and what came through it."""
    came: list[str] = []
    left = list(ends)

    def answer(request: httpx.Request) -> httpx.Response:
        came.append(f"{request.method} {request.headers['authorization']}")
        end = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(end, int):
            return httpx.Response(end, json={}, headers={"Retry-After": "1"})
        raise cast("Callable[[str], httpx.TransportError]", end)("broken")

    http = httpx.Client(transport=httpx.MockTransport(answer))
    door = Door(http, "https://graph.practice", KnownSignIn(), Governor(ENTRA, wait=nothing), nothing)
    return door, came


def nothing(_seconds: float) -> None:
    """Wait no time."""


@dataclass
class Hour:
    """A clock that only waiting moves."""

    seconds: float = 0.0

    def now(self) -> float:
        """Return the time."""
        return self.seconds

    def wait(self, seconds: float) -> None:
        """Let it pass."""
        self.seconds += seconds


def test_a_long_refusal_holds_up_nobody_else() -> None:
    """One mailbox's haste would keep every other notice at home for an hour, and the lease would run out."""
    clock, came = Hour(), list[str]()

    def answer(request: httpx.Request) -> httpx.Response:
        came.append(request.url.path.removeprefix("/v1.0"))
        busy = "/users/" in came[-1] and clock.now() < 3_600
        return httpx.Response(429, headers={"Retry-After": "3600"}) if busy else httpx.Response(202, json={})

    governor = Governor(LIMITS, now=clock.now, wait=clock.wait)
    http = httpx.Client(transport=httpx.MockTransport(answer))
    base = "https://graph.practice"
    door = Door(http, base, KnownSignIn(), governor, clock.wait, patience_seconds=PATIENCE_SECONDS)
    mail = Question("POST", "/users/x/messages", costs={"mail": 1.0}, once=True)
    for _ in range(2):
        with pytest.raises(Busy):
            door.ask(mail, attempted="Sending a mail")
    assert door.ask(Question("POST", "/sites", costs={"pages": 2.0}), attempted="Publishing").status == 202
    assert clock.now() <= PATIENCE_SECONDS
    assert came == ["/users/x/messages", "/sites"], "what is asked while it is refused prolongs the refusal"
    clock.wait(3_600)
    assert door.ask(mail, attempted="Sending a mail").status == 202


def test_a_lost_answer_is_not_called_undone_when_others_are_refused_meanwhile() -> None:
    """A write that may have taken effect would be told as one that never began."""
    clock = Hour()
    governor = Governor(ENTRA, now=clock.now, wait=clock.wait)

    def answer(_request: httpx.Request) -> httpx.Response:
        governor.denied({"ru": 1.0}, 3_600)
        return httpx.Response(504)

    http = httpx.Client(transport=httpx.MockTransport(answer))
    door = Door(http, "https://graph.practice", KnownSignIn(), governor, clock.wait)
    with pytest.raises(Interrupted):
        door.ask(Question("PATCH", "/users/x"), attempted="Changing")
    assert clock.now() < 3_600


@pytest.mark.parametrize("end", LOST)
def test_what_may_have_been_done_is_not_asked_again(end: End) -> None:
    """A mail whose answer was lost would be sent a second time by the line itself."""
    door, came = opened([end, 202])
    with pytest.raises(Interrupted):
        door.ask(SENT, attempted="Sending a mail")
    assert len(came) == 1


@pytest.mark.parametrize("end", [429, httpx.ConnectError, httpx.ConnectTimeout])
def test_what_was_surely_not_done_is_asked_again(end: End) -> None:
    """Every moment of haste would hold a notice back until the next round."""
    door, came = opened([end, 202])
    assert door.ask(SENT, attempted="Sending a mail").status == 202
    assert len(came) == 2


def test_a_token_that_ran_out_is_fetched_anew() -> None:
    """A notice would be refused once an hour: the refusal came before anything was done."""
    door, came = opened([401, 202])
    assert door.ask(SENT, attempted="Sending a mail").status == 202
    assert came == ["POST Bearer old", "POST Bearer new"]


@pytest.mark.parametrize("end", LOST)
def test_other_questions_are_asked_again(end: End) -> None:
    """A reading of a whole directory would end at its first lost answer."""
    door, came = opened([end, end, 200])
    assert door.ask(Question("GET", "/users"), attempted="Reading").status == 200
    assert len(came) == 3


@pytest.mark.parametrize("end", LOST)
def test_a_reading_that_never_came_changed_nothing(end: End) -> None:
    """A question without an answer would be told as a change that may have been made."""
    door, _ = opened([end])
    with pytest.raises(Unreachable):
        door.ask(Question("GET", "/users"), attempted="Reading")
