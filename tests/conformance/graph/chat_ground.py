"""Practice tenants with chats, and what a mapping would say of them."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from flytt.migration.record import Json
from practice.graph.clock import Clock
from practice.graph.estate import Plan
from practice.graph.running import RunningGraph, start_graph
from tests.conformance.graph.ground import SCALE
from tests.conformance.graph.post_ground import ACCOUNTS

PEOPLE, CHATS, MESSAGES = 8, 1, 7


@contextmanager
def with_chats(
    directory: Path, *, people: int = PEOPLE, chats: int = CHATS, messages: int = MESSAGES
) -> Generator[RunningGraph]:
    """Start two tenants: so many chats of each kind in the old one."""
    said = {"people": people, "people_there": 4, "scale": SCALE, "chats": chats, "messages": messages}
    with start_graph(Plan.model_validate(said), directory, clock=Clock(scale=SCALE)) as graph:
        yield graph


def chat_settings() -> dict[str, Json]:
    """Return what a mapping would say of them."""
    return {"source": "source", "target": "target", "accounts": ACCOUNTS}
