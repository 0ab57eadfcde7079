"""A municipality that most tests share, and one of its own for those that take it down."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from practice import running
from tests.practice.town import Town, world


@pytest.fixture(scope="session")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the shared municipality lies."""
    return tmp_path_factory.mktemp("town")


@pytest.fixture(scope="session")
def shared_town(directory: Path) -> Iterator[Town]:
    """One municipality for the whole run."""
    with running.start(world(), directory) as started:
        town = Town(started.addresses)
        yield town
        town.close()


@pytest.fixture
def town(shared_town: Town) -> Iterator[Town]:
    """The shared municipality, with nothing waiting to go wrong afterwards."""
    yield shared_town
    with shared_town.http() as http:
        http.delete("/faults").raise_for_status()
