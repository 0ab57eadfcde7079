"""Chats of a practice tenant, and what a mapping would say of them."""

from pathlib import Path

from flytt.migration.record import Json
from practice.graph.running import RunningGraph
from tests.conformance.graph.chat_ground import chat_settings
from tests.life import tenant_ground


def prepare(graph: RunningGraph, home: Path, **changes: Json) -> None:
    """Write down what another program needs to move them."""
    tenant_ground.prepare(graph, home, "tenant-chats", {**chat_settings(), **changes})
