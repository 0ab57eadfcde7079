"""Mail and news through Graph, when Graph answers badly."""

from dataclasses import replace
from pathlib import Path

import pytest

from flytt.adapters.sending.graph_mail import GraphMailChannel
from flytt.adapters.sending.site_pages import GraphNewsPages, NewsChannel
from flytt.migration.errors import (
    AccessRefused,
    ChangedByOthers,
    FlyttError,
    Interrupted,
    NotFound,
    Unreachable,
)
from flytt.migration.news_pages import NewsPage
from practice.graph.faults import Fault, Kind
from practice.graph.running import RunningGraph
from tests.adapters.sending.stage import TO, door, line, mailbox, message

pytestmark = pytest.mark.slow

PAGE = NewsPage(name="varsel-x.aspx", title="Nede", description="Nede.", inner_html="<p>Nede</p>", revision=0)


def mail(graph: RunningGraph, home: Path) -> GraphMailChannel:
    """Return the channel of somebody's mailbox."""
    return GraphMailChannel(line(graph, home), mailbox(graph), TO, door(home))


@pytest.mark.parametrize("kind", ["cut-before", "cut-after", "504", "504-after", "500"])
@pytest.mark.parametrize("place", ["messages$", "send$"])
def test_a_mail_is_sent_once_whatever_answer_was_lost(
    kind: Kind, place: str, graph: RunningGraph, tmp_path: Path
) -> None:
    """A mail whose answer was lost on the way would come twice, or never."""
    channel = mail(graph, tmp_path)
    graph.service.faults.add(Fault(kind=kind, match=f"POST .*{place}"))
    with pytest.raises((Interrupted, Unreachable)):
        channel.send(message())
    if channel.find(message()) is None:
        channel.send(message())
    assert channel.find(message()) is not None
    assert sorted(d.to for d in graph.service.mailboxes.delivered) == sorted(TO)


@pytest.mark.parametrize("place", ["messages$", "send$"])
def test_haste_is_no_fault_of_the_mail(place: str, graph: RunningGraph, tmp_path: Path) -> None:
    """A notice of what is down would wait for the next round when the service asks for a moment."""
    waited: list[float] = []
    graph.service.faults.add(Fault(kind="429", match=f"POST .*{place}"))
    own = line(graph, tmp_path, wait=waited.append)
    GraphMailChannel(own, mailbox(graph), TO, door(tmp_path)).send(message())
    assert len(graph.service.mailboxes.delivered) == len(TO)
    assert waited


def test_a_draft_of_an_earlier_try_is_not_what_goes_out(graph: RunningGraph, tmp_path: Path) -> None:
    """Somebody who was taken off the list would get the mail, or all of them words that were put right."""
    graph.service.faults.add(Fault(kind="cut-before", match="POST .*send$"))
    with pytest.raises((Interrupted, Unreachable)):
        mail(graph, tmp_path).send(message())
    GraphMailChannel(line(graph, tmp_path), mailbox(graph), TO[:1], door(tmp_path)).send(message())
    assert [d.to for d in graph.service.mailboxes.delivered] == [TO[0]]


@pytest.mark.parametrize("place", ["messages$", "send$"])
def test_a_request_that_arrives_twice_sends_one_mail(place: str, graph: RunningGraph, tmp_path: Path) -> None:
    """The network's own repetition would be a second mail."""
    channel = mail(graph, tmp_path)
    graph.service.faults.add(Fault(kind="duplicate", match=f"POST .*{place}"))
    channel.send(message())
    assert len(graph.service.mailboxes.delivered) == len(TO)


def test_a_mailbox_that_is_none_is_said(graph: RunningGraph, tmp_path: Path) -> None:
    """A wrong sender would look like a mail that may have been sent."""
    channel = GraphMailChannel(line(graph, tmp_path), "ingen@hustadvika.practice", TO, door(tmp_path))
    with pytest.raises(NotFound) as told:
        channel.send(message())
    assert "@" not in str(told.value)


def test_an_application_without_the_right_is_refused(graph: RunningGraph, tmp_path: Path) -> None:
    """Sending would be tried again for ever where somebody must give a right."""
    apps = next(t for t in graph.service.tenants.values() if t.name == "source").apps
    app = next(a for a in apps.values() if a.name == "flytt-sender")
    apps[app.id] = replace(app, roles=frozenset({"User.Read.All"}))
    try:
        with pytest.raises(AccessRefused):
            mail(graph, tmp_path).send(message())
    finally:
        apps[app.id] = app


@pytest.mark.parametrize("kind", ["cut-after", "504-after", "cut-before", "503"])
@pytest.mark.parametrize("place", ["POST .*pages$", "publish$"])
def test_news_is_one_page_whatever_answer_was_lost(
    kind: Kind, place: str, graph: RunningGraph, tmp_path: Path
) -> None:
    """The intranet would get two pages of one notice, or one that nobody sees."""
    channel = NewsChannel(GraphNewsPages(line(graph, tmp_path), "root"), "root", door(tmp_path))
    graph.service.faults.add(Fault(kind=kind, match=place))
    with pytest.raises(FlyttError):
        channel.send(message())
    if channel.find(message()) is None:
        channel.send(message())
    assert len(graph.service.sites.seen(graph.addresses.tenants["source"].id)) == 1


def test_the_port_of_news_behaves_as_its_twin(graph: RunningGraph, tmp_path: Path) -> None:
    """Sending would be tried against a twin that is kinder than SharePoint."""
    pages = GraphNewsPages(line(graph, tmp_path), "root")
    assert pages.find(PAGE.name) is None
    made = pages.create(PAGE)
    assert made.published is False
    with pytest.raises(ChangedByOthers):
        pages.create(PAGE)
    changed = pages.replace(made.id, PAGE.changed(inner_html="<p>Oppe</p>"), version=made.version)
    assert (changed.id, changed.inner_html) == (made.id, "<p>Oppe</p>")
    with pytest.raises(ChangedByOthers):
        pages.replace(made.id, PAGE, version=made.version)
    with pytest.raises(NotFound):
        pages.replace("00000000-0000-4000-8000-000000000000", PAGE, version="")
    published = pages.publish(made.id)
    assert published.published is True
    assert pages.find(PAGE.name) == published


def test_a_site_that_approves_its_pages_is_waited_for(graph: RunningGraph, tmp_path: Path) -> None:
    """A page that waits in SharePoint would be published again and again, or called published."""
    graph.service.sites.approves = True
    pages = GraphNewsPages(line(graph, tmp_path), "root")
    assert pages.publish(pages.create(PAGE).id).published is None
