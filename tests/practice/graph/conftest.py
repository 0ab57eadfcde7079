"""One running practice Graph for the tests that speak over the network."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from practice.graph.estate import Plan
from practice.graph.running import RunningGraph, start_graph
from tests.practice.graph.clients import plain


@pytest.fixture(scope="session")
def shared_graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningGraph]:
    """Two tenants for the whole run."""
    with start_graph(Plan(people=30), tmp_path_factory.mktemp("graph")) as running:
        yield running


@pytest.fixture
def graph(shared_graph: RunningGraph) -> Iterator[RunningGraph]:
    """The shared one, with nothing waiting to go wrong afterwards."""
    yield shared_graph
    with plain(shared_graph) as http:
        http.delete("/practice/faults").raise_for_status()
