"""Mailboxes and Exchange's administration: what is true of the twin is true over Graph, and the other way."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from flytt.adapters.graph.tenants import GraphDirectories
from flytt.migration.errors import NotFound
from flytt.migration.exchange import WAYS, Exchange, Forwarding, NewBox, Right
from flytt.migration.mailboxes import Folder, Mailboxes
from practice.graph.running import RunningGraph
from tests.conformance.graph.ground import never
from tests.conformance.graph.post_ground import post_addresses, with_mail
from tests.posts import NEW, OLD, posts

pytestmark = pytest.mark.slow


@dataclass
class Both:
    """Both tenants: a mailbox with something in it on the old side, an empty one on the new."""

    old: Mailboxes
    new: Mailboxes
    exchange: Exchange
    account: str
    target: str
    graph: RunningGraph | None = None


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningGraph, GraphDirectories]]:
    """Start one practice Graph for all."""
    with with_mail(tmp_path_factory.mktemp("mail"), people=4) as graph:
        found = GraphDirectories(post_addresses(graph), never)
        yield graph, found
        found.close()


@pytest.fixture(params=["twin", "graph"])
def both(request: pytest.FixtureRequest) -> Both:
    """Return them, both ways."""
    if request.param == "twin":
        twin = posts()
        account = next(box.account for box in twin[OLD].boxes() if box.nickname == "ein")
        target = next(box.account for box in twin[NEW].boxes() if box.nickname == "ein")
        return Both(twin[OLD], twin[NEW], twin[NEW], account, target)
    graph, found = request.getfixturevalue("shared")
    old = found.exchange("source").boxes()
    account = next(box.account for box in old if box.kind == "user")
    exchange = found.exchange("target")
    target = next(box.account for box in exchange.boxes() if box.kind == "user")
    return Both(found.mail("source"), found.mail("target"), exchange, account, target, graph)


def test_an_item_is_the_same_on_the_other_side(both: Both) -> None:
    """A mail would not be known again, and be put in twice or called lost."""
    box, there = both.old.box_of(both.account), both.new.box_of(both.target)
    inbox = next(one for one in both.old.folders(box) if one.known == "inbox")
    place = next(one for one in both.new.folders(there) if one.known == "inbox")
    items = tuple(both.old.items(box, inbox.id))
    assert items
    assert {i.id for i in both.old.items(box, inbox.id, "changes")} == {i.id for i in items}
    placed = both.new.import_items(there, place.id, tuple(both.old.export_items(box, items)))
    found = {i.id: i for i in both.new.items(there, place.id)}
    assert [(found[p.id].key, found[p.id].print) for p in placed] == [(i.key, i.print) for i in items]
    first = found[placed[0].id]
    (parcel,) = both.old.export_items(box, items[1:2])
    over = both.new.import_items(there, place.id, (parcel.changed(over=first.id),))
    assert len(list(both.new.items(there, place.id))) == len(found)
    assert over[0].id == first.id
    gone = tuple(i for i in both.new.items(there, place.id) if i.id in {p.id for p in placed})
    for _ in range(2):
        both.new.remove(both.target, there, gone)
    assert [i for i in both.new.items(there, place.id) if i.id in {p.id for p in placed}] == []


def test_a_folder_that_is_gone_is_not_an_empty_one(both: Both) -> None:
    """A pass that goes on with a list from before would take all mail of the folder for removed."""
    there = both.new.box_of(both.target)
    made = both.new.make_folder(there, Folder(id="", path="Gone", name="Gone", kind="IPF.Note"), "")
    assert list(both.new.items(there, made)) == []
    both.new.remove_folder(both.target, made)
    with pytest.raises(NotFound):
        list(both.new.items(there, made))


def test_a_folder_is_made_once_and_removed_once(both: Both) -> None:
    """A folder would lie there twice after a power cut, or a rollback stop at one that is gone."""
    there = both.new.box_of(both.target)
    wanted = Folder(id="", path="Saker", name="Saker", kind="IPF.Note")
    made = both.new.make_folder(there, wanted, "")
    assert both.new.make_folder(there, wanted, "") == made
    below = both.new.make_folder(there, wanted.changed(name="2024"), made)
    assert next(one.path for one in both.new.folders(there) if one.id == below) == "Saker/2024"
    for folder in (below, made, made):
        both.new.remove_folder(both.target, folder)
    assert not {made, below} & {one.id for one in both.new.folders(there)}


def test_a_shared_mailbox_with_its_rights_is_made_once(both: Both) -> None:
    """A second mailbox would take some of the mail, or a right be given that nobody had."""
    new = NewBox(mark="flytt-prove", kind="shared", nickname="fellesprove", display_name="Felles")
    for _ in range(2):
        both.exchange.make_boxes((new,))
    (box,) = [one for one in both.exchange.boxes() if one.mark == new.mark]
    rights = {
        Right(account=box.account, delegate=both.target, kind=k) for k in ("full", "send-as", "on-behalf")
    }
    for _ in range(2):
        both.exchange.give_rights(tuple(rights))
    assert both.exchange.rights((box.account,)) == rights
    both.exchange.set_clients((box.account,), allowed=False)
    both.exchange.forward((Forwarding(account=box.account, to="en@annen.example", keeps=True),))
    (now,) = [one for one in both.exchange.boxes() if one.mark == new.mark]
    assert (now.kind, now.clients, now.forwards_to, now.keeps) == ("shared", False, "en@annen.example", True)
    assert set(now.shut) == set(WAYS)
    both.exchange.set_clients((box.account,), allowed=True, shut={box.account: ("PopEnabled",)})
    (now,) = [one for one in both.exchange.boxes() if one.mark == new.mark]
    assert (now.clients, now.shut) == (True, ("PopEnabled",))
    colleague = next(one.nickname for one in both.exchange.boxes() if one.account == both.target)
    both.exchange.forward((Forwarding(account=box.account, within=colleague),))
    (now,) = [one for one in both.exchange.boxes() if one.mark == new.mark]
    assert (now.forwards_to, now.forwards_within, now.keeps) == ("", colleague, False)
    both.exchange.take_rights(tuple(rights))
    assert both.exchange.rights((box.account,)) == frozenset()
    for _ in range(2):
        both.exchange.remove_boxes((box.account,))
    assert new.mark not in {one.mark for one in both.exchange.boxes()}


def test_nobody_without_a_mailbox_has_one(both: Both) -> None:
    """A step would write in a mailbox that is not there, or take another's."""
    assert both.new.box_of("00000000-0000-4000-8000-000000000000") == ""
