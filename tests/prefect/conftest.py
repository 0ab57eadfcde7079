"""One `flytt serve` for the whole session, and a sector of its own for each test."""

from collections.abc import Iterator

import pytest

from tests.prefect.municipality import SECTORS
from tests.prefect.served import Served


@pytest.fixture(scope="session")
def session_served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Start it, and end everything it started."""
    served = Served(tmp_path_factory.mktemp("served"))
    served.start()
    try:
        yield served
    finally:
        served.stop()


@pytest.fixture
def served(session_served: Served) -> Iterator[Served]:
    """The running server, with nothing waiting to go wrong; afterwards no secret may be in Prefect."""
    session_served.no_faults()
    yield session_served
    session_served.no_faults()
    texts = session_served.texts_in_prefect()
    found = [name for name, text in session_served.secrets().items() if text in texts]
    assert found == [], "secrets or persons in Prefect's database"


@pytest.fixture(scope="session")
def sectors() -> list[str]:
    """Sectors that nobody has moved yet, in the order of their windows."""
    return list(SECTORS)


@pytest.fixture
def sector(sectors: list[str]) -> str:
    """The next of them."""
    return sectors.pop(0)
