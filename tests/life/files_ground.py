"""Drives of a practice tenant, and what a mapping would say of them."""

from collections.abc import Iterable
from pathlib import Path

from flytt.migration.record import Json
from practice.graph.running import RunningGraph
from practice.graph.things import Thing, text, texts
from tests.life import tenant_ground


def settings(graph: RunningGraph) -> dict[str, Json]:
    """Return what a mapping would say: each person, and each group with a library, is one on the new side."""
    tenants = {tenant.name: tenant for tenant in graph.service.tenants.values()}
    old, new = tenants["source"], tenants["target"]
    people = zip(_members(old.users.values()), _members(new.users.values()), strict=False)
    libraries = zip(_unified(old.groups.values()), _unified(new.groups.values()), strict=False)
    decisions: list[Json] = [
        {"source": source, "choice": "same-as", "target": target, "why": "The same."}
        for source, target in (*people, *libraries)
    ]
    return {
        "source": "source",
        "target": "target",
        "people": [{"id": "alle", "into": "Fra gammel side"}],
        "groups": "move",
        "groups_into": "Fra gammel side",
        "decisions": decisions,
    }


def prepare(graph: RunningGraph, home: Path) -> None:
    """Write down what another program needs to move them."""
    tenant_ground.prepare(graph, home, "tenant-files", settings(graph))


def _members(users: Iterable[Thing]) -> list[str]:
    return sorted(text(one, "id") for one in users if one.get("userType") == "Member")


def _unified(groups: Iterable[Thing]) -> list[str]:
    return sorted(text(one, "id") for one in groups if "Unified" in texts(one, "groupTypes"))
