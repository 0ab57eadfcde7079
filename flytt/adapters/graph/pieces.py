"""Content in pieces, to and from addresses that carry their own right: no token is ever sent there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import httpx

from flytt.adapters.graph.answer import TOO_MANY, TRANSIENT, Answer, Busy, read_body
from flytt.adapters.graph.door import ATTEMPTS, PATIENCE_SECONDS
from flytt.adapters.graph.governor import Costs, Governor
from flytt.migration.errors import FlyttError, Interrupted


@dataclass(frozen=True)
class Received:
    """An answer with its bytes as they came."""

    answer: Answer
    content: bytes = b""


@dataclass(frozen=True)
class Piece:
    """One request to such an address. Whether it may be asked again is for the caller to see to."""

    method: str
    address: str
    content: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    costs: Costs = field(default_factory=lambda: {"ru": 1.0})


class Pieces:
    """Asks, paced by the tenant's governor, until the trouble has passed."""

    def __init__(self, http: httpx.Client, governor: Governor, wait: Callable[[float], None]) -> None:
        self._http, self._governor, self._wait = http, governor, wait

    def ask(self, piece: Piece, *, attempted: str) -> Received:
        """Return an answer that is no passing trouble. Busy or Interrupted when all were.

        Busy also, and nothing is asked, when a refusal that others met holds for longer than `ask` waits.
        """
        pause, waited, said = 0.2, 0.0, TOO_MANY
        for _ in range(ATTEMPTS):
            if not self._governor.enter(piece.costs, most_seconds=PATIENCE_SECONDS):
                break
            found = self._send(piece)
            if found is not None and found.answer.status not in TRANSIENT:
                self._governor.passed(piece.costs, found.answer.used)
                return found
            said = found.answer.status if found else 0
            seconds = (
                max(pause, found.answer.wait_seconds)
                if found and "retry-after" in found.answer.headers
                else pause
            )
            if said == TOO_MANY:
                self._governor.denied(piece.costs, seconds)
            pause, waited = min(pause * 2, 10.0), waited + seconds
            if waited > PATIENCE_SECONDS:
                break
            self._wait(seconds)
        raise _given_up(attempted, said)

    def _send(self, piece: Piece) -> Received | None:
        try:
            found = self._http.request(
                piece.method, piece.address, content=piece.content, headers={**piece.headers}
            )
        except httpx.HTTPError:
            return None
        headers = {name.lower(): value for name, value in found.headers.items()}
        body = read_body(found.content) if "json" in headers.get("content-type", "") else {}
        return Received(Answer(found.status_code, body, headers), found.content)


def _given_up(attempted: str, status: int) -> FlyttError:
    if status == TOO_MANY:
        return Busy(f"{attempted}: the service asks for patience.", still_true="It is tried again later.")
    return Interrupted(
        f"{attempted}: no answer ({status}).", still_true="Asking again tells how far it came."
    )
