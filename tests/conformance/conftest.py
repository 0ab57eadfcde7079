"""What the conformance suites run against: every engine behind a port, and its twin."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import Postgres, running_postgres


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server for the whole run."""
    with running_postgres() as server:
        yield server


ENGINES = [
    "memory",
    "sqlite",
    pytest.param("postgresql", marks=pytest.mark.server("postgres", "initdb")),
]


def new_ledger(engine: str, request: pytest.FixtureRequest, folder: Path) -> str:
    """Return the URL of a ledger that is not there yet."""
    if engine == "memory":
        return f"memory://{folder}"
    if engine == "sqlite":
        return f"sqlite:///{folder}/ledgers/new.db"
    server: Postgres = request.getfixturevalue("postgres")
    return server.database()


@pytest.fixture(params=ENGINES)
def ledger_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty ledger in every engine, one after another."""
    return new_ledger(str(request.param), request, tmp_path)


@pytest.fixture(params=ENGINES[1:])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty ledger that several programs can use at once."""
    return new_ledger(str(request.param), request, tmp_path)
