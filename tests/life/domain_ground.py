"""A practice tenant's domain, and what a mapping would say of it."""

from pathlib import Path

from flytt.migration.record import Json
from flytt.migration.workload import Kind
from practice.graph.running import RunningGraph
from tests.conformance.graph.domain_ground import domain_settings
from tests.conformance.graph.post_ground import post_addresses
from tests.life import tenant_ground

KIND: Kind = "tenant-domain"


def prepare(graph: RunningGraph, home: Path, domain: str = "", **changes: Json) -> None:
    """Write down what another program needs to move it, with Exchange's administration and the zone."""
    said = {**domain_settings(graph, domain), **changes}
    tenant_ground.prepare(graph, home, KIND, said, tenants=post_addresses(graph), zone=True)
