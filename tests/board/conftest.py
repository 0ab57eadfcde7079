"""A board over a ledger of the test's own."""

from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from flytt.migration.plan import Plan
from flytt.notices.board.open_id import OpenId
from flytt.notices.board.settings import BoardSettings, SignIn
from flytt.notices.board.signing_in import CALLBACK
from practice.issuer import Issuer
from tests.board.house import BASE, House, open_house

OPEN = BoardSettings()


@pytest.fixture(scope="session")
def issuer() -> Generator[Issuer]:
    """The practice issuer, with real keys, on loopback."""
    one = Issuer(["kommunikasjon", "leder", "fremmed"], "flytt", BASE + CALLBACK)
    yield one
    one.close()


@pytest.fixture
def staffed(build: Callable[..., House], issuer: Issuer) -> Callable[[Plan], House]:
    """Return what builds a board at which people sign in, as in a real move."""
    people = {"kommunikasjon": "kommunikasjon", "leder": "leder", "fremmed": "noen-andre"}
    sign_in = SignIn(issuer=issuer.url, client_id="flytt", people=people)
    settings = BoardSettings(sign_in=sign_in)
    return lambda plan: build(plan, settings, "", OpenId(sign_in, BASE + CALLBACK))


@pytest.fixture
def build(tmp_path: Path) -> Generator[Callable[..., House]]:
    """Return what builds a board over a new ledger that follows a plan."""
    built: list[House] = []

    def one(
        plan: Plan, settings: BoardSettings = OPEN, token: str = "", open_id: OpenId | None = None
    ) -> House:
        built.append(open_house(tmp_path / f"house-{len(built)}", plan, settings, token, open_id))
        return built[-1]

    yield one
    for house in built:
        house.journal.store.close()
