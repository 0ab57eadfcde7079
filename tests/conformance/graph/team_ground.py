"""Practice tenants with teams: people's accounts made, and what a mapping would say of their teams."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from flytt.adapters.graph.tenants import GraphDirectories
from flytt.migration.record import Json
from practice.graph.clock import Clock
from practice.graph.estate import Plan
from practice.graph.running import RunningGraph, start_graph
from tests.conformance.graph.ground import SCALE, addresses, never
from tests.conformance.graph.post_ground import ACCOUNTS

PEOPLE, MESSAGES = 12, 6


@contextmanager
def with_teams(directory: Path, *, people: int = PEOPLE, messages: int = MESSAGES) -> Generator[RunningGraph]:
    """Start two tenants: a team with channels in the old one."""
    said = {
        "people": people,
        "people_there": 4,
        "scale": SCALE,
        "teams": 2,
        "messages": messages,
        "rich": True,
    }
    with start_graph(Plan.model_validate(said), directory, clock=Clock(scale=SCALE)) as graph:
        yield graph


def directories(graph: RunningGraph) -> GraphDirectories:
    """Return both tenants over Graph."""
    return GraphDirectories(addresses(graph), never)


def team_settings() -> dict[str, Json]:
    """Return what a mapping would say of their teams."""
    return {
        "source": "source",
        "target": "target",
        "accounts": ACCOUNTS,
        "called": "Hustadvika – {name}",
        "private": "leave",
        "stand_in": None,
    }
