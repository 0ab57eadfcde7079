"""What every tenant's sites keep: what is asked for twice is there once, and what is not Flytt's stays."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from flytt.adapters.graph.tenant_sites import GraphTenantSites
from flytt.adapters.graph.tenants import GraphDirectories
from flytt.adapters.memory.directory import MemoryDirectories
from flytt.adapters.memory.sites import MemorySites
from flytt.migration.errors import CommandFailed, NotFound
from flytt.migration.intranet import Page, TenantSites, digest_of
from flytt.migration.record import Json
from practice.graph.faults import Fault
from practice.graph.running import RunningGraph
from practice.graph.site_addresses import group_site_id, root_id
from practice.graph.things import text
from tests.conformance.graph.ground import directories, running
from tests.pages import EVENTS, IMAGE, NEW_SITE, body, standard, with_sites
from tests.pages import text as text_part

pytestmark = pytest.mark.slow

_numbers = itertools.count(1)
LOST = ("504-after", "cut-after", "duplicate", "503", "429", "502", "cut-before")


@dataclass
class There:
    """A site on the new side."""

    sites: TenantSites
    site: str
    collection: str
    graph: RunningGraph | None = None


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningGraph, GraphDirectories]]:
    """Start one practice Graph for all."""
    with running(tmp_path_factory.mktemp("graph"), people=4) as graph:
        found = directories(graph)
        yield graph, found
        found.close()


@pytest.fixture(params=["twin", "graph"])
def there(request: pytest.FixtureRequest) -> Iterator[There]:
    """Return a site, both ways."""
    if request.param == "twin":
        twin: MemorySites = with_sites(MemoryDirectories()).sites("new")
        yield There(twin, NEW_SITE.id, NEW_SITE.collection)
        return
    graph, found = request.getfixturevalue("shared")
    yield over(graph, found)
    graph.service.faults.clear()


def over(graph: RunningGraph, found: GraphDirectories) -> There:
    """Return the root site of the new tenant."""
    sites = found.sites("target")
    site = sites.site("root")
    assert site is not None
    return There(sites, site.id, site.collection, graph)


def page(title: str) -> tuple[str, dict[str, Json]]:
    """Return a page that no other test makes."""
    number = next(_numbers)
    image = standard(IMAGE, {"imageSource": "https://new.example/bilde.jpg"})
    return f"prøve-{number}.aspx", body(f"{title} {number}", text_part(f"<p>{title}</p>"), image)


def made(there: There, title: str = "Ferie") -> Page:
    """Make one."""
    found = there.sites.make(there.site, *page(title))
    assert found is not None
    return found


def test_a_page_reads_as_it_was_written_by_every_way(there: There) -> None:
    """A page would be cut, or a comparison would hold it against itself."""
    name, wanted = page("Ferie")
    first = there.sites.make(there.site, name, wanted)
    assert first is not None
    seen = there.sites.page(there.site, first.id)
    assert seen is not None
    assert (seen.name, seen.level, seen.own) == (name, "draft", True)
    parts = there.sites.parts(there.site, first.id)
    assert len(parts) == 2
    assert {digest_of(wanted), digest_of(seen.body), digest_of(seen.body, parts)} == {digest_of(wanted)}
    assert [digest_of(one.body) for one in there.sites.pages(there.site) if one.id == first.id] == [
        digest_of(wanted)
    ]


def test_a_name_is_taken_once(there: There) -> None:
    """A page that is made twice would be there twice."""
    name, wanted = page("Ferie")
    assert there.sites.make(there.site, name, wanted) is not None
    assert there.sites.make(there.site, name.upper(), wanted) is None
    assert sum(one.name.lower() == name for one in there.sites.pages(there.site)) == 1


def test_what_others_changed_meanwhile_is_neither_written_over_nor_removed(there: There) -> None:
    """An editor's words would be lost to a copy."""
    first = made(there)
    name, other = page("Annet")
    later = there.sites.change(there.site, first.id, other, seen=first.change)
    assert later is not None
    assert there.sites.change(there.site, first.id, first.body, seen=first.change) is None
    assert there.sites.remove(there.site, first.id, seen=first.change) is False
    still = there.sites.page(there.site, first.id)
    assert still is not None
    assert digest_of(still.body) == digest_of(other)
    assert name != still.name


def test_a_page_is_published_once_and_is_a_draft_again_when_it_is_changed(there: There) -> None:
    """Readers would see what is not ready, or not see what is."""
    first = made(there)
    for _ in range(2):
        there.sites.publish(there.site, first.id)
    seen = there.sites.page(there.site, first.id)
    assert seen is not None
    assert (seen.level, seen.own, seen.half_said) == ("published", True, False)
    changed = there.sites.change(there.site, first.id, page("Nytt")[1], seen=seen.change)
    assert changed is not None
    assert changed.level == "draft"


def test_a_page_that_is_gone_is_gone(there: There) -> None:
    """Going back would stop at what somebody has removed already."""
    first = made(there)
    for _ in range(2):
        assert there.sites.remove(there.site, first.id, seen=first.change)
    assert there.sites.page(there.site, first.id) is None


def test_a_site_is_closed_and_opened(there: There) -> None:
    """Editors would go on in a site that has been copied for the last time."""
    assert there.sites.lock(there.collection) == "Unlock"
    there.sites.set_lock(there.collection, "ReadOnly")
    assert there.sites.lock(there.collection) == "ReadOnly"
    there.sites.set_lock(there.collection, "Unlock")
    assert there.sites.lock(there.collection) == "Unlock"


def test_a_page_that_only_some_may_read_is_told_from_others(there: There) -> None:
    """What was written for a few would be published to everybody, since each page looks like any other."""
    all_may, some_may = made(there), made(there)
    sites, asked = there.sites, [all_may.id, some_may.id, "11111111-1111-4111-8111-111111111111"]
    assert sites.rights_apart(there.site, asked) == frozenset()
    if there.graph is not None:
        there.graph.service.sites.keep_for(some_may.id, "somebody")
    else:
        assert isinstance(sites, MemorySites)
        sites.sites[there.site].apart.add(some_may.id)
    assert sites.rights_apart(there.site, asked) == {some_may.id}


def test_a_page_that_nobody_has_a_right_to_is_no_page_for_all(
    shared: tuple[RunningGraph, GraphDirectories],
) -> None:
    """What an owner had taken from everybody is listed with no rights at all, and would be open to all."""
    graph, found = shared
    there = over(graph, found)
    first = made(there)
    graph.service.sites.keep_for(first.id, "")
    assert there.sites.rights_apart(there.site, [first.id]) == {first.id}


def test_rights_that_are_not_told_are_not_none(
    shared: tuple[RunningGraph, GraphDirectories], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a tenant does not say who may read a page, every page would count as open to all."""
    graph, found = shared
    there = over(graph, found)
    first = made(there)

    def another(sites: GraphTenantSites, site: str) -> str:
        del sites, site
        return "another"

    monkeypatch.setattr(GraphTenantSites, "_library", another)
    with pytest.raises(NotFound) as refused:
        there.sites.rights_apart(there.site, [first.id])
    assert "page_rights: looked" in refused.value.next_command


def test_a_site_that_is_not_there_is_said_to_be_none(there: There) -> None:
    """A site that nobody has made would be taken for an empty one."""
    nowhere = f"{there.site.split(',')[0]},{there.collection},{there.collection}"
    assert there.sites.site(nowhere) is None


def test_what_editors_wrote_is_not_flytts(shared: tuple[RunningGraph, GraphDirectories]) -> None:
    """A copy would be laid over what an editor wrote, since the service says who changed a page last."""
    graph, found = shared
    there = over(graph, found)
    first = made(there)
    tenant = next(one for one in graph.service.tenants.values() if one.name == "target")
    said = {"name": first.name, "title": "Av ein redaktør"}
    graph.service.sites.write(tenant, root_id(tenant), {**said}, now="2023-05-02T06:00:00Z", published=True)
    seen = there.sites.page(there.site, first.id)
    assert seen is not None
    assert (seen.own, seen.level) == (False, "published")


def test_a_closed_site_takes_nothing_and_some_web_parts_are_refused(
    shared: tuple[RunningGraph, GraphDirectories],
) -> None:
    """Flytt would be practised against a service that takes everything."""
    graph, found = shared
    there = over(graph, found)
    with pytest.raises(CommandFailed):
        there.sites.make(there.site, "kalender.aspx", body("Kalender", standard(EVENTS, {})))
    there.sites.set_lock(there.collection, "ReadOnly")
    with pytest.raises(CommandFailed):
        there.sites.make(there.site, *page("Stengt"))
    there.sites.set_lock(there.collection, "Unlock")


def test_a_groups_site_is_one_with_its_drive(shared: tuple[RunningGraph, GraphDirectories]) -> None:
    """A group's pages would be open for editing while its files are closed."""
    graph, found = shared
    tenant = next(one for one in graph.service.tenants.values() if one.name == "target")
    group = next(text(one, "id") for one in tenant.groups.values() if one.get("groupTypes"))
    sites = found.sites("target")
    site = sites.site(group_site_id(tenant, group))
    assert site is not None
    assert sites.make(site.id, *page("Gruppe")) is not None
    sites.set_lock(site.collection, "ReadOnly")
    with pytest.raises(CommandFailed):
        sites.make(site.id, *page("Gruppe"))
    assert [one for one in tenant.drives.values() if one.lock == "ReadOnly"]
    sites.set_lock(site.collection, "Unlock")


@pytest.mark.parametrize("fault", LOST)
def test_an_answer_that_is_lost_makes_nothing_twice(
    shared: tuple[RunningGraph, GraphDirectories], fault: str
) -> None:
    """A page would be there twice, or a change taken for others', after a bad connection."""
    graph, found = shared
    there = over(graph, found)
    name, wanted = page("Tapt")
    graph.service.faults.add(Fault.model_validate({"kind": fault, "match": "POST .*/pages"}))
    there.sites.make(there.site, name, wanted)
    graph.service.faults.clear()
    (first,) = [one for one in there.sites.pages(there.site) if one.name == name]
    graph.service.faults.add(Fault.model_validate({"kind": fault, "match": "PATCH .*/pages"}))
    changed = there.sites.change(there.site, first.id, page("Endra")[1], seen=first.change)
    graph.service.faults.clear()
    assert changed is not None
    graph.service.faults.add(Fault.model_validate({"kind": fault, "match": "DELETE .*/pages"}))
    assert there.sites.remove(there.site, first.id, seen=changed.change)
    graph.service.faults.clear()
    assert there.sites.page(there.site, first.id) is None
