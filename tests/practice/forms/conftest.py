"""Estates are shared by the tests of a run and removed after it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.practice.forms.estates import remove_all


@pytest.fixture(scope="session", autouse=True)
def _estates_removed() -> Iterator[None]:  # pyright: ignore[reportUnusedFunction]
    yield
    remove_all()
