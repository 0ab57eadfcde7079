"""Mail of a practice tenant, and what a mapping would say of it."""

from pathlib import Path

from flytt.migration.record import Json
from practice.graph.running import RunningGraph
from tests.conformance.graph.post_ground import post_addresses, post_settings
from tests.life import tenant_ground


def prepare(graph: RunningGraph, home: Path, **changes: Json) -> None:
    """Write down what another program needs to move it, with Exchange's administration."""
    said = {**post_settings(), **changes}
    tenant_ground.prepare(graph, home, "tenant-mailboxes", said, tenants=post_addresses(graph))
