"""The practice Graph as a reach states it, and what a mapping would say of its tenants."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from pydantic import SecretStr

from flytt.adapters.graph.address import Application, TenantAddress
from flytt.adapters.graph.tenants import GraphDirectories
from flytt.migration.identity import Sides, collisions, moving
from flytt.migration.identity_settings import Identity
from flytt.migration.record import Json
from practice.graph.clock import Clock
from practice.graph.digest import digests
from practice.graph.estate import Plan
from practice.graph.running import RunningGraph, start_graph
from practice.graph.things import text

TARGET = "target.onmicrosoft.practice"
LICENCES = ("STANDARDPACK", "STANDARDWOFFPACK_STUDENT")
SCALE = 120.0
"""Practice seconds in each: what lags for five seconds there lags for a twentieth of one here."""


def never(name: str) -> SecretStr:
    """Stand in for secrets: certificates lie in files here."""
    raise AssertionError(name)


@contextmanager
def running(
    directory: Path,
    *,
    people: int = 40,
    profile: str = "calm",
    rich: bool = False,
    lenient: bool = False,
    pages: int = 0,
) -> Generator[RunningGraph]:
    """Start two tenants."""
    plan = Plan.model_validate(
        {
            "people": people,
            "people_there": 12,
            "profile": profile,
            "scale": SCALE,
            "rich": rich,
            "lenient": lenient,
            "pages": pages,
        }
    )
    with start_graph(plan, directory, clock=Clock(scale=SCALE)) as graph:
        yield graph


def addresses(graph: RunningGraph) -> dict[str, TenantAddress]:
    """Return both tenants as a reach states them: the writer apart from the reader."""
    at = graph.addresses
    return {
        name: TenantAddress(
            tenant=tenant.id,
            base=at.http_base,
            authority=at.base,
            authority_file=str(at.authority_file),
            sharepoint=at.http_base,
            limits=SCALE,
            reader=_app(tenant.apps["reader"].client_id, tenant.apps["reader"].certificate_file),
            writer=_app(tenant.apps["writer"].client_id, tenant.apps["writer"].certificate_file),
            settle_seconds=60,
        )
        for name, tenant in at.tenants.items()
    }


def directories(graph: RunningGraph, wait: Callable[[float], None] | None = None) -> GraphDirectories:
    """Return both tenants over Graph."""
    at = addresses(graph)
    return GraphDirectories(at, never, wait=wait) if wait else GraphDirectories(at, never)


def settings(graph: RunningGraph) -> dict[str, Json]:
    """Return what a mapping would say: one decision of each sort about what is in the way."""
    said: dict[str, Json] = {
        "source": "source",
        "target": "target",
        "populations": [
            {"id": "elever", "fits": {"job_title": "Elev"}, "name": "elev.{local}", "domain": TARGET},
            {"id": "ansatte", "fits": {"job_title": "Ansatt"}, "domain": TARGET},
        ],
        "groups": {"name": "Hustadvika – {name}", "nickname": "hva-{nickname}"},
        "licences": [{"source": name, "target": name} for name in LICENCES],
        "guests": "invite",
    }
    tenants = directories(graph)
    old, new = tenants.on("source"), tenants.on("target")
    sides = Sides(
        people=tuple(old.people()),
        groups=tuple(old.groups()),
        there=tuple(new.people()),
        groups_there=tuple(new.groups()),
        skus=old.skus(),
        skus_there=new.skus(),
    )
    tenants.close()
    found = collisions("nobody", moving(Identity.model_validate(said), "nobody", sides), sides)
    lines = [line for line in found if " taken by " in line]
    taken = {line.split(":")[0]: line.split(" taken by ")[-1].split(" ")[0] for line in lines}
    decisions: list[Json] = []
    for number, (source, target) in enumerate(sorted(taken.items())):
        same: Json = {"source": source, "choice": "same-as", "target": target, "why": "The same person."}
        other: Json = {"source": source, "choice": "suffix", "suffix": "2", "why": "Another person."}
        decisions.append(other if number % 2 else same)
    return {**said, "decisions": decisions}


def world(graph: RunningGraph, *parts: str) -> dict[str, object]:
    """Return digests of what both tenants mean, by tenant and part."""
    chosen = parts or ("users", "groups", "outbox")
    return {
        f"{tenant.name} {part}": digests(tenant)[part]
        for tenant in graph.service.tenants.values()
        for part in chosen
    }


def mailed(graph: RunningGraph) -> list[object]:
    """Return what would have been sent to anybody."""
    return [mail for tenant in graph.service.tenants.values() for mail in tenant.outbox]


def names(graph: RunningGraph, tenant: str) -> set[str]:
    """Return the user principal names of a tenant."""
    (own,) = (one for one in graph.service.tenants.values() if one.name == tenant)
    return {text(user, "userPrincipalName") for user in own.users.values()}


def _app(client_id: str, certificate: Path) -> Application:
    return Application(client_id=client_id, certificate=str(certificate))
