"""Practice tenants with mailboxes: people's accounts made, and what a mapping would say of their mail."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from flytt.adapters.graph.address import ExchangeWay, TenantAddress
from flytt.adapters.graph.tenants import GraphDirectories
from flytt.migration.identity import Sides, counterparts, mark_of, moving, wanted_licences
from flytt.migration.identity_settings import Identity
from flytt.migration.record import Json
from practice.graph.clock import Clock
from practice.graph.estate import Plan
from practice.graph.running import RunningGraph, start_graph
from tests.conformance.graph.ground import SCALE, TARGET, addresses, never

ACCOUNTS = "m365-identitet"
SHARED = 3
PEOPLE, ITEMS = 8, 11


@contextmanager
def with_mail(
    directory: Path, *, people: int = PEOPLE, items: int = ITEMS, **plan: Json
) -> Generator[RunningGraph]:
    """Start two tenants: mailboxes with something in them, shared ones and a room."""
    said = {
        "people": people,
        "people_there": 4,
        "scale": SCALE,
        "items": items,
        "shared_boxes": SHARED,
        **plan,
    }
    with start_graph(Plan.model_validate(said), directory, clock=Clock(scale=SCALE)) as graph:
        yield graph


def post_addresses(graph: RunningGraph) -> dict[str, TenantAddress]:
    """Return both tenants as a reach states them, with Exchange's administration at its address."""
    way = ExchangeWay(endpoint=graph.addresses.http_base)
    return {name: at.changed(exchange=way) for name, at in addresses(graph).items()}


def make_accounts(graph: RunningGraph) -> None:
    """Make the accounts on the new side, as the workload that comes before does."""
    tenants = GraphDirectories(addresses(graph), never)
    old, new = tenants.on("source"), tenants.on("target")
    marked_as = f"fjordvik_{ACCOUNTS}"
    identity = Identity.model_validate(
        {
            "source": "source",
            "target": "target",
            "populations": [
                {"id": "felles", "fits": {"job_title": "Fellespostboks"}, "domain": TARGET, "leave": True},
                {"id": "rom", "fits": {"job_title": "Møterom"}, "domain": TARGET, "leave": True},
                {"id": "folk", "name": "hva.{local}", "domain": TARGET},
            ],
            "licences": [
                {"source": name, "target": name} for name in ("STANDARDPACK", "STANDARDWOFFPACK_STUDENT")
            ],
        }
    )

    def sides() -> Sides:
        return Sides(
            people=tuple(old.people()), groups=(), there=tuple(new.people()), groups_there=(),
            skus=old.skus(), skus_there=new.skus(),
        )  # fmt: skip

    moved = moving(identity, marked_as, sides())
    new.make_people(tuple(moved.people.values()))
    met = sides()
    licences = tuple(wanted_licences(identity, counterparts(marked_as, moved, met), met))
    new.give_licences(licences)
    tenants.close()
    assert all(person.mark == mark_of(marked_as, source) for source, person in moved.people.items())


def post_settings() -> dict[str, Json]:
    """Return what a mapping would say of their mail."""
    return {"source": "source", "target": "target", "accounts": ACCOUNTS, "meetings": "remove"}
