"""A directory as a twin, and one over the practice Graph: each test asks the same of both."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from flytt.adapters.graph.tenants import GraphDirectories
from flytt.migration.directory import Directory, Person, Sku
from practice.graph.running import RunningGraph
from tests.conformance.graph.ground import TARGET, directories, running
from tests.tenants import tenants


@dataclass
class There:
    """The new tenant: its directory, the domain for names, and whom it had before."""

    directory: Directory
    domain: str
    graph: RunningGraph | None = None

    @property
    def somebody(self) -> Person:
        """Return a member who was there before."""
        return next(p for p in self.directory.people() if not p.guest_of and not p.mark)

    @property
    def sku(self) -> Sku:
        """Return a licence with free seats."""
        return self.directory.skus()[0]


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningGraph, GraphDirectories]]:
    """Start one practice Graph for all; each test makes its own things in it."""
    with running(tmp_path_factory.mktemp("graph"), people=6) as graph:
        found = directories(graph)
        yield graph, found
        found.close()


@pytest.fixture(params=["twin", "graph"])
def there(request: pytest.FixtureRequest) -> There:
    """Return the new tenant, both ways."""
    if request.param == "twin":
        return There(tenants().on("new"), "new.example")
    graph, found = request.getfixturevalue("shared")
    return There(found.on("target"), TARGET, graph)


@pytest.fixture
def real(shared: tuple[RunningGraph, GraphDirectories]) -> Iterator[There]:
    """Return the new tenant over Graph, with nothing waiting to go wrong afterwards."""
    graph, found = shared
    yield There(found.on("target"), TARGET, graph)
    graph.service.faults.clear()
