"""What is asked at addresses that carry their own right, and how long one waits for it."""

from collections.abc import Callable

import httpx
import pytest

from flytt.adapters.graph.answer import Busy
from flytt.adapters.graph.door import PATIENCE_SECONDS
from flytt.adapters.graph.governor import SHAREPOINT, Governor
from flytt.adapters.graph.pieces import Piece, Pieces
from flytt.migration.errors import Interrupted
from tests.adapters.graph.test_door import Hour

PIECE = Piece("PUT", "https://upload.practice/1", b"film")


def asking(answer: Callable[[], int]) -> tuple[Pieces, Governor, Hour, list[str]]:
    """Return one who asks a service that answers so, its governor, its clock, and what has been asked."""
    clock, came = Hour(), list[str]()

    def answered(request: httpx.Request) -> httpx.Response:
        came.append(request.method)
        if not (status := answer()):
            raise httpx.ReadError("cut off")
        return httpx.Response(status, headers={"Retry-After": "3600"} if status == 429 else {})

    http = httpx.Client(transport=httpx.MockTransport(answered))
    governor = Governor(SHAREPOINT, now=clock.now, wait=clock.wait)
    return Pieces(http, governor, clock.wait), governor, clock, came


def test_a_long_refusal_that_another_drive_met_is_not_slept_through() -> None:
    """The pass would hang for an hour with a file in its hand, and whoever interrupts it wait as long."""
    pieces, governor, clock, came = asking(lambda: 200)
    governor.denied(PIECE.costs, 3_600)
    with pytest.raises(Busy):
        pieces.ask(PIECE, attempted="Uploading")
    assert came == []
    assert clock.now() <= PATIENCE_SECONDS
    clock.wait(3_600)
    assert pieces.ask(PIECE, attempted="Uploading").answer.ok


def test_a_lost_answer_is_called_so_also_when_others_are_refused_meanwhile() -> None:
    """A piece that may have arrived would be told as one that was never sent."""

    def lost() -> int:
        governor.denied(PIECE.costs, 3_600)
        return 0

    pieces, governor, _, came = asking(lost)
    with pytest.raises(Interrupted):
        pieces.ask(PIECE, attempted="Uploading")
    assert came == ["PUT"]
