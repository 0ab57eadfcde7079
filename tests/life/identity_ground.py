"""People of a practice tenant, and what a mapping would say of them."""

from pathlib import Path

from practice.graph.running import RunningGraph
from tests.conformance.graph.ground import settings
from tests.life import tenant_ground


def prepare(graph: RunningGraph, home: Path) -> None:
    """Write down what another program needs to move them."""
    tenant_ground.prepare(graph, home, "tenant-identity", settings(graph))
