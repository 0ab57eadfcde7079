"""A board over a ledger of the test's own."""

from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from flytt.migration.plan import Plan
from flytt.notices.board.settings import BoardSettings
from tests.board.house import House, open_house

OPEN = BoardSettings()


@pytest.fixture
def build(tmp_path: Path) -> Generator[Callable[..., House]]:
    """Return what builds a board over a new ledger that follows a plan."""
    built: list[House] = []

    def one(plan: Plan, settings: BoardSettings = OPEN, token: str = "") -> House:
        built.append(open_house(tmp_path / f"house-{len(built)}", plan, settings, token))
        return built[-1]

    yield one
    for house in built:
        house.journal.store.close()
