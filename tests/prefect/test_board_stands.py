"""The board beside a Prefect that hangs, dies and comes back: people ask most when something is down."""

import os
import signal
from contextlib import suppress

import httpx
import pytest

from flytt.migration.events import DutyTold
from flytt.notices.board.beside import running_board
from flytt.wiring import open_journal
from tests.prefect.api import until
from tests.prefect.served import Served
from tests.prefect.test_dying import server_of

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(900)]


def test_the_board_stands_while_prefect_hangs_and_dies(served: Served) -> None:
    """The board would go down with Prefect, or stop hearing of the move, in the hour in which people look."""
    board = running_board(served.at.home)
    process = health(board)["process"]
    server = server_of(served)
    os.kill(server, signal.SIGSTOP)
    try:
        assert not answers(served.api.address)
        told = write_an_event(served)
        until(lambda: int(str(health(board)["ledger_event"])) >= told or None, "the board has heard of it")
        page = shown(board, served)
        assert "Nyeste opplysning: " in page, "how old its facts are"
    finally:
        os.kill(server, signal.SIGKILL)
    assert health(board)["facts"] == "new"
    assert shown(board, served)
    until(lambda: answers(served.api.address) or None, "Prefect is back")
    assert health(board)["process"] == process, "and the board has been there all the time"


def shown(board: str, served: Served) -> str:
    """The board's first page, and its calendar beside it."""
    base = f"{board}/{served.municipality}/staff/nb/"
    assert httpx.get(f"{base}alle.ics", trust_env=False, timeout=60).text.startswith("BEGIN:VCALENDAR")
    answer = httpx.get(base, trust_env=False, timeout=60)
    assert answer.status_code == 200
    return answer.text


def health(board: str) -> dict[str, object]:
    """What the board says of itself."""
    found: dict[str, object] = httpx.get(f"{board}/helse", trust_env=False, timeout=60).json()
    return found


def answers(address: str) -> bool:
    """Whether Prefect answers within a few seconds."""
    with suppress(httpx.HTTPError):
        return httpx.get(f"{address}/api/health", trust_env=False, timeout=5).is_success
    return False


def write_an_event(served: Served) -> int:
    """Write something to the ledger, as a move does, and return its number."""
    journal = open_journal(served.at)
    try:
        return journal.append(DutyTold(alarm="test-board", says="prøve", delivered=False)).seq
    finally:
        journal.store.close()
