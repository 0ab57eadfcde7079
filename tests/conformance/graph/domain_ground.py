"""Practice tenants of which one has a domain: the other side's accounts, groups and shared mailboxes made."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from pydantic import SecretStr

from flytt.adapters.dns import Key, ZoneNames
from flytt.adapters.graph.tenants import GraphDirectories
from flytt.migration.directory import NewGroup
from flytt.migration.exchange import NewBox
from flytt.migration.identity import mark_of
from flytt.migration.record import Json, digest
from practice.graph.running import GraphAddresses, RunningGraph
from practice.graph.things import text
from tests.conformance.graph.ground import never
from tests.conformance.graph.post_ground import ACCOUNTS, make_accounts, post_addresses, with_mail

MAILBOXES, CONTACTS = "m365-epost", 2


@contextmanager
def with_domain(directory: Path, *, people: int = 4) -> Generator[RunningGraph]:
    """Start two tenants: everything that can hold on to a domain is in one of them."""
    with with_mail(directory, people=people, items=0, contacts=CONTACTS) as graph:
        make_accounts(graph)
        tenants = GraphDirectories(post_addresses(graph), never)
        old, new = tenants.on("source"), tenants.on("target")
        marked_as = f"fjordvik_{ACCOUNTS}"
        new.make_groups(
            tuple(
                NewGroup(
                    profile=one.profile.changed(nickname=f"hva-{one.profile.nickname}"),
                    mark=mark_of(marked_as, one.id),
                )
                for one in old.groups()
            )
        )
        tenants.exchange("target").make_boxes(
            tuple(
                NewBox(
                    mark=f"flytt-{digest([f'fjordvik_{MAILBOXES}', box.account])[:40]}",
                    kind=box.kind,
                    nickname=f"hva-{box.nickname}",
                    display_name=box.display_name,
                )
                for box in tenants.exchange("source").boxes()
                if box.kind != "user"
            )
        )
        tenants.close()
        yield graph


def zone_of(at: GraphAddresses) -> ZoneNames:
    """Return the zone at the practice name server."""
    secret = SecretStr(at.tsig_file.read_text(encoding="ascii").strip())
    key = Key(name=at.tsig_name, secret=secret)
    return ZoneNames("127.0.0.1", at.zone, port=at.dns_port, key=key, timeout_seconds=60)


def domain_settings(graph: RunningGraph, domain: str = "") -> dict[str, Json]:
    """Return what a mapping would say: contacts and lists stay behind."""
    (old,) = (one for one in graph.service.tenants.values() if one.name == "source")
    leave: list[Json] = [
        {"source": text(one, "id"), "why": "Stays behind (practice)."} for one in old.contacts.values()
    ]
    return {
        "source": "source",
        "target": "target",
        "domain": domain or graph.addresses.zone,
        "accounts": ACCOUNTS,
        "mailboxes": MAILBOXES,
        "leave": [] if domain else leave,
    }


def over_graph(graph: RunningGraph, wait: Callable[[float], None] | None = None) -> GraphDirectories:
    """Return both tenants over Graph."""
    at = post_addresses(graph)
    return GraphDirectories(at, never, wait=wait) if wait else GraphDirectories(at, never)
