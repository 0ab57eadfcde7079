"""How long after the ledger's write the page and the feeds say so."""

import statistics
import time
from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path

import httpx

from bench.measured import Measured
from flytt.migration.events import GoalSet, StepStarted
from flytt.notices.board.beside import board_beside
from flytt.notices.board.settings import BoardSettings
from tests.board.house import House, open_house
from tests.browser.boards import answer, do
from tests.notices.stage import local, plan_of, workload

FRESH_SECONDS = 5.0
GIVEN_UP_SECONDS = 60.0
LOOK_SECONDS = 0.05
BEFORE = timedelta(hours=4)
STAFF = "/hustadvika/staff/nb/"
SHOWN = ("", "alle.ics", "alle.atom", "alle.json")


def freshness(folder: Path, events: int) -> Iterator[Measured]:
    """Measure events that users hear of, each from its write until page and feeds have it."""
    days = range(1, events + 1)
    plan = plan_of(
        *(workload(f"Fagsystem {n}", start=local(16, day=(2023, 6, n))) for n in days), practice=True
    )
    house = open_house(folder, plan, BoardSettings())
    house.approve_all()
    with board_beside(house.at) as address, httpx.Client(base_url=address) as http:
        taken = [_one(house, http, n) for n in range(events)]
    house.journal.store.close()
    yield Measured("Fresh: page and three feeds, median", statistics.median(taken), "s")
    yield Measured("Fresh: page and three feeds, slowest", max(taken), "s", goal=FRESH_SECONDS)


def _one(house: House, http: httpx.Client, number: int) -> float:
    """Let one system go down, and return the seconds until everything says so."""
    told = house.journal.plan().workloads[number]
    house.clock.wait_until(told.window.start - BEFORE)
    house.journal.append(GoalSet(workload=told.id, checkpoint="open"))
    do(house, told.id, "survey")
    answer(house, "go", number)
    house.clock.wait_until(told.window.start)
    head = house.journal.refresh().seq
    while http.get("/helse").json()["ledger_event"] < head:
        time.sleep(LOOK_SECONDS)
    tags = {path: http.get(STAFF + path).headers["etag"] for path in SHOWN}
    house.journal.append(StepStarted(workload=told.id, step="stop", was={}))
    return _until_otherwise(http, tags, time.perf_counter())


def _until_otherwise(http: httpx.Client, tags: dict[str, str], began: float) -> float:
    waiting = set(tags)
    while waiting and time.perf_counter() - began < GIVEN_UP_SECONDS:
        for path in sorted(waiting):
            if http.get(STAFF + path, headers={"if-none-match": tags[path]}).status_code == HTTPStatus.OK:
                waiting.discard(path)
        time.sleep(LOOK_SECONDS)
    return time.perf_counter() - began
