"""A fresh Vik for every test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.killed.ground import ENVIRONMENT, Vik, new_vik


@pytest.fixture
def vik(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Vik]:
    """Return a municipality in which nothing has been moved; what runs is ended afterwards."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    with new_vik(tmp_path) as fresh:
        yield fresh
