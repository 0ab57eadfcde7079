"""What the board does when the ledger is away, is another, or is written to by somebody else."""

import os
import signal
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import httpx
import pytest

from flytt.migration.events import Recorded
from flytt.notices.board.app import make_app
from flytt.notices.board.beside import board_beside
from flytt.notices.board.desk import Desk
from flytt.notices.board.lookout import LedgerSource, Lookout, Seen
from flytt.notices.board.sessions import Cookies
from flytt.notices.board.settings import BoardSettings
from flytt.notices.board.words import words
from tests.board.house import KEY, Asker, House, open_house, where
from tests.notices.stage import Story, accepted, down, moved, plan_of

Build = Callable[..., House]
STAFF = "/hustadvika/staff/nb/"
FRESH_SECONDS = 5.0
GENEROUS_SECONDS = 120.0
AWAY = words("nb").away.split("{", maxsplit=1)[0]


def test_pages_stay_when_the_ledger_is_taken_away(build: Build) -> None:
    """In the hour in which everything is wrong, people would not even see what was said last."""
    house = build(plan_of())
    house.tell(down(house.journal.plan()))
    ledger = Path(house.at.ledger)
    ledger.rename(ledger.with_name("away.db"))
    assert not house.desk.lookout.look()
    for path in ("", f"{house.first}.html", "alle.json", "sektorer"):
        assert house.http.get(STAFF + path).status_code == 200
    page = house.http.get(STAFF).text
    assert AWAY in page
    assert "Vi flytter Visma Flyt Barnehage nå" in page
    assert house.http.get("/helse").json()["facts"] == "old"


def test_facts_do_not_grow_late_while_nobody_can_hear_of_the_move(build: Build) -> None:
    """A move that ended in time would be called late, because the board could not read that it had."""
    house = build(plan_of())
    house.tell(down(house.journal.plan()))
    ledger = Path(house.at.ledger)
    ledger.rename(ledger.with_name("away.db"))
    house.clock.advance(hours=12)
    assert not house.desk.lookout.look()
    assert '<li class="row started">' in house.http.get(STAFF).text


def test_a_ledger_that_is_back_is_read_again(build: Build) -> None:
    """The board would have to be started anew after every fault of a disk."""
    house = build(plan_of())
    ledger = Path(house.at.ledger)
    ledger.rename(ledger.with_name("away.db"))
    assert not house.desk.lookout.look()
    ledger.with_name("away.db").rename(ledger)
    house.tell(down(house.journal.plan()))
    page = house.http.get(STAFF).text
    assert AWAY not in page
    assert "Vi flytter Visma Flyt Barnehage nå" in page


def test_another_ledger_in_its_place_is_read_anew(build: Build, tmp_path: Path) -> None:
    """After a restore the board would go on showing the file that was replaced."""
    house = build(plan_of())
    other = open_house(tmp_path / "other", house.journal.plan(), BoardSettings())
    other.tell(down(house.journal.plan()))
    other.journal.store.close()
    for name in ("ledger.db", "ledger.db-wal", "ledger.db-shm"):
        Path(house.at.home / name).unlink(missing_ok=True)
    for part in other.at.home.glob("ledger.db*"):
        part.rename(house.at.home / part.name)
    house.clock.wait_until(other.clock.now())
    house.look()
    assert "Vi flytter Visma Flyt Barnehage nå" in house.http.get(STAFF).text


def test_a_damaged_ledger_leaves_the_last_reading(build: Build) -> None:
    """A chain that was broken would be published as if it were true."""
    house = build(plan_of())
    house.journal.store.close()
    for part in house.at.home.glob("ledger.db*"):
        part.write_bytes(b"\0" * 8192)
    assert not house.desk.lookout.look()
    assert AWAY in house.http.get(STAFF).text


def test_a_board_that_has_read_nothing_says_so(tmp_path: Path) -> None:
    """A board that is started while the ledger is away would fail, or show that nothing is planned."""
    at = where(tmp_path)
    at.home.mkdir(parents=True)
    lookout = Lookout(LedgerSource(at))
    assert not lookout.look()
    desk = Desk(at, BoardSettings(), lookout, Cookies(KEY, is_secure=False))
    answer = Asker(make_app(desk), "http://board.example").get(STAFF)
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert words("nb").waiting_title in answer.text
    assert not Path(at.ledger).exists(), "looking creates nothing"


def test_what_was_rendered_is_kept_until_something_changes(build: Build) -> None:
    """Every look would render every page anew, beside a running move."""
    house = build(plan_of())
    house.http.get(STAFF)
    seen = house.desk.lookout.seen
    assert isinstance(seen, Seen)
    assert list(seen.made) == [STAFF]
    house.clock.advance(seconds=30)
    house.look()
    assert house.desk.lookout.seen is not seen
    assert house.desk.lookout.seen is not None
    assert list(house.desk.lookout.seen.made) == [STAFF]
    house.tell(Story(house.journal.plan()).at(house.clock.now()).aim())
    unheard = house.desk.lookout.seen
    assert unheard.head == 2
    assert list(unheard.made) == [STAFF], "users hear nothing of a goal"
    house.tell(down(house.journal.plan()))
    assert house.desk.lookout.seen.made is not seen.made


@pytest.mark.slow
def test_an_event_is_on_page_and_feeds_within_five_seconds(tmp_path: Path) -> None:
    """People would hear from a colleague that it works again before the board says so."""
    house = open_house(tmp_path / "house", plan_of(practice=True), BoardSettings())
    house.approve_all()
    plan = house.journal.plan()
    told = 1
    with board_beside(house.at) as address:
        assert address, (house.at.home / "board.log").read_text()
        with httpx.Client(base_url=f"{address}{STAFF}", timeout=GENEROUS_SECONDS) as http:
            took: list[float] = []
            for story in (down(plan), moved(plan), accepted(plan)):
                took.append(_shown_after(house, http, story.events[told:]))
                told = len(story.events)
                if took == took[:1]:
                    assert "Vi flytter Visma Flyt Barnehage nå" in http.get("").text
    # A busy machine makes some of them slower.
    assert min(took) < FRESH_SECONDS
    house.journal.store.close()
    assert not (house.at.home / "board-address").exists()


def _shown_after(house: House, http: httpx.Client, events: Sequence[Recorded]) -> float:
    """Write events, and return the seconds until the first of page and feeds says so; all of them must."""
    paths = ["", "alle.ics", "alle.atom", "alle.json"]
    before = {path: http.get(path).headers["etag"] for path in paths}
    for recorded in events:
        house.clock.wait_until(recorded.at)
        house.journal.append(recorded.event)
    written = time.monotonic()
    took: dict[str, float] = {}
    while len(took) < len(paths) and time.monotonic() - written < GENEROUS_SECONDS:
        for path in paths:
            answer = http.get(path, headers={"if-none-match": before[path]})
            if answer.status_code == 200:
                took.setdefault(path, time.monotonic() - written)
        time.sleep(0.1)
    assert set(took) == set(paths)
    return min(took.values())


@pytest.mark.slow
def test_a_board_that_dies_is_started_again(tmp_path: Path) -> None:
    """One fault in the night, and nobody would see the board until morning."""
    house = open_house(tmp_path / "house", plan_of(), BoardSettings())
    house.journal.store.close()
    with board_beside(house.at) as address:
        kept = _pid_on(address)
        assert kept
        os.kill(kept, signal.SIGKILL)
        end = time.monotonic() + GENEROUS_SECONDS
        while time.monotonic() < end and _pid_on(address) in {0, kept}:
            time.sleep(0.2)
        assert _pid_on(address) not in {0, kept}, "and at the same address as before"


def _pid_on(address: str) -> int:
    """Return the process that answers there, 0 for none."""
    try:
        return int(httpx.get(f"{address}/helse", timeout=60).json()["process"])
    except (httpx.HTTPError, ValueError):
        return 0
