"""A tenant's mail, its whole life, over Graph and Exchange: calm, with the worst faults, killed, damaged."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from flytt.migration.next_action import Done, Stuck
from practice.graph.boxes import BODY, KEY, STARTS, SUBJECT, Box, Stream
from practice.graph.running import RunningGraph
from practice.graph.things import text
from tasks.catalogue import find
from tests.conformance.graph.ground import mailed, names, world
from tests.conformance.graph.post_ground import make_accounts, with_mail
from tests.driving import events_of, move, roll_back
from tests.life.killing import killed_when
from tests.life.mailboxes_ground import prepare
from tests.life.tenant_ground import Moving, opened, quick, tenant, there_and_back_at_its_worst
from tests.worlds import planned

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]
PEOPLE, ITEMS = 2, 8
PARTS = ("boxes", "users", "outbox")
UNDER_WAY = 3
"""Mailboxes that something has been put into when the mover is killed: they are filled together."""


def moved_box(graph: RunningGraph) -> tuple[Box, Box]:
    """Return a person's mailbox with something in it, and the new one."""
    old, new = tenant(graph, "source"), tenant(graph, "target")
    person = next(u for u in old.users.values() if text(u, "jobTitle") == "Ansatt")
    nickname = f"hva.{text(person, 'userPrincipalName').split('@')[0]}"
    there = next(u for u in new.users.values() if text(u, "userPrincipalName").startswith(nickname))
    one, other = (
        graph.service.office.of(old, text(person, "id")),
        graph.service.office.of(new, text(there, "id")),
    )
    assert one is not None
    assert other is not None
    return one, other


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """Return what a move in calm weather leaves in both tenants."""
    home = tmp_path_factory.mktemp("calm")
    with with_mail(home / "graph", people=PEOPLE, items=ITEMS) as graph:
        make_accounts(graph)
        prepare(graph, home)
        moving = opened(home, quick)
        assert move(moving.scene, wires=moving.wires()) == Done("open")
        moving.close()
        return world(graph, *PARTS)


@pytest.fixture
def graph(tmp_path: Path) -> Iterator[RunningGraph]:
    """Return two tenants whose people have their new accounts, and what is needed to move their mail."""
    with with_mail(tmp_path / "graph", people=PEOPLE, items=ITEMS) as found:
        make_accounts(found)
        prepare(found, tmp_path)
        yield found


def test_there_back_with_what_was_written_and_there_again(
    graph: RunningGraph, tmp_path: Path, calm: dict[str, object]
) -> None:
    """What people write on the new side would be lost with it, or a subject be kept in the ledger."""
    before = world(graph, *PARTS)
    moving = opened(tmp_path, quick)
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    assert world(graph, *PARTS) == calm
    assert _compared(moving) == []
    _names_a_lost_delegate(graph, moving)
    _says_nothing(graph, moving, tmp_path)
    old, new = moved_box(graph)
    sent = new.known("sentitems")
    assert sent is not None
    now = graph.service.clock.now()
    new.put(
        sent.id, Stream("IPM.Note", now, {KEY: "AB" * 16, SUBJECT: "Svar", BODY: "Skrevet på ny side"}), now
    )
    meeting = next(i for i in new.items.values() if i.kind == "IPM.Appointment")
    new.edit(meeting, now, **{STARTS: "2023-05-09T12:00:00Z"})
    address = text(tenant(graph, "source").users.true(old.owner) or {}, "mail")
    graph.service.office.deliver(tenant(graph, "source"), address, "Kom etterpå")
    assert [i.properties[SUBJECT] for i in old.items.values()].count("Kom etterpå") == 1, "no copy was kept"
    assert [i.properties[SUBJECT] for i in new.items.values()].count("Kom etterpå") == 1, "it did not go on"
    assert roll_back(moving.scene, wires=moving.wires()) == Done("before")
    subjects = [item.properties[SUBJECT] for item in old.items.values()]
    assert subjects.count("Svar") == 1
    assert subjects.count("Kom etterpå") == 1
    assert "2023-05-09T12:00:00Z" in {i.properties.get(STARTS) for i in old.items.values()}
    assert world(graph, "users") == {name: before[name] for name in ("source users", "target users")}
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    for subject in ("Svar", "Kom etterpå"):
        assert [i.properties[SUBJECT] for i in new.items.values()].count(subject) == 1
    assert move(moving.scene, "retired", wires=moving.wires()) == Done("retired")
    assert old.forwards_to
    assert not old.keeps_copy
    assert roll_back(moving.scene, wires=moving.wires()) == Done("before")
    assert not old.forwards_to
    assert mailed(graph) == []
    moving.close()


def test_the_worst_faults_end_as_a_calm_move_does(
    graph: RunningGraph, tmp_path: Path, calm: dict[str, object]
) -> None:
    """An import whose answer was lost, or that arrived twice, would leave a mail twice or not at all."""
    before = world(graph, *PARTS)
    moving = opened(tmp_path, quick)
    there_and_back_at_its_worst(graph, moving, lambda: world(graph, *PARTS), calm=calm, before=before)


def test_a_killed_mover_is_taken_over(graph: RunningGraph, tmp_path: Path, calm: dict[str, object]) -> None:
    """A power cut within some mailboxes would leave mail that is put in again, or that no rollback finds."""
    before = world(graph, *PARTS)
    _, new = moved_box(graph)

    def put_in() -> bool:
        return sum(bool(box.items) for box in graph.service.office.all(tenant(graph, "target"))) >= UNDER_WAY

    killed_when("tenant_ground", tmp_path, put_in)
    moving = opened(tmp_path, quick)
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    assert world(graph, *PARTS) == calm
    assert roll_back(moving.scene, wires=moving.wires()) == Done("before")
    assert world(graph, *PARTS) == before
    assert new.items == {}
    moving.close()


def test_guests_of_meetings_are_not_told(tmp_path: Path) -> None:
    """Taking back would write a cancellation to everybody who was asked to a meeting."""
    with with_mail(tmp_path / "graph", people=1, items=ITEMS, purge_tells=True) as graph:
        make_accounts(graph)
        prepare(graph, tmp_path, meetings="leave")
        moving = opened(tmp_path, quick)
        assert move(moving.scene, wires=moving.wires()) == Done("open")
        assert roll_back(moving.scene, wires=moving.wires()) == Done("before")
        assert mailed(graph) == []
        left = [i for box in graph.service.office.all(tenant(graph, "target")) for i in box.items.values()]
        assert left, "no meeting stayed: nothing was tried"
        assert {item.kind for item in left} == {"IPM.Appointment"}
        moving.close()


def _drop_item(old: Box, new: Box) -> str:
    item = next(i for i in new.items.values() if i.kind == "IPM.Note")
    key = item.properties[KEY]
    new.remove(item.id)
    return next(i.id for i in old.items.values() if i.properties[KEY] == key)


def _change_body(old: Box, new: Box) -> str:
    item = next(i for i in new.items.values() if i.kind == "IPM.Contact")
    new.edit(item, item.modified, **{BODY: "noe annet"})
    return next(i.id for i in old.items.values() if i.properties[KEY] == item.properties[KEY])


def _change_mail(old: Box, new: Box) -> str:
    item = next(i for i in new.items.values() if i.kind == "IPM.Note")
    new.edit(item, item.modified, **{BODY: "noe annet"})
    return next(i.id for i in old.items.values() if i.properties[KEY] == item.properties[KEY])


def _move_meeting(old: Box, new: Box) -> str:
    item = next(i for i in new.items.values() if i.kind == "IPM.Appointment")
    new.edit(item, item.modified, **{STARTS: "2023-05-08T12:00:00Z"})
    return next(i.id for i in old.items.values() if i.properties[KEY] == item.properties[KEY])


def _lose_folder(old: Box, new: Box) -> str:
    folder = next(f for f in new.folders.values() if f.name == "2024")
    for item in new.in_folder(folder.id):
        new.remove(item.id)
    del new.folders[folder.id]
    return next(f.id for f in old.folders.values() if f.name == "2024")


def test_what_is_lost_on_the_new_side_is_named(graph: RunningGraph, tmp_path: Path) -> None:
    """A mail, a word in it or a folder would be missing, and the comparison would call it equal."""
    moving = opened(tmp_path, quick)
    assert move(moving.scene, "prepared", wires=moving.wires()) == Done("prepared")
    for harm in (_drop_item, _change_body, _change_mail, _move_meeting, _lose_folder):
        lost = harm(*moved_box(graph))
        assert any(lost in line for line in _compared(moving)), harm.__name__
    moving.close()


def test_a_delegate_outside_the_wave_is_found_before(graph: RunningGraph, tmp_path: Path) -> None:
    """The secretary of somebody who has moved could not open the mailbox any longer, found too late."""
    box = next(b for b in graph.service.office.all(tenant(graph, "source")) if b.rights)
    prepare(graph, tmp_path, only=[box.owner])
    moving = opened(tmp_path, quick)
    stuck = move(moving.scene, wires=moving.wires())
    assert isinstance(stuck, Stuck)
    assert "who does not move with it" in stuck.why
    assert box.owner in stuck.why
    moving.close()


def _names_a_lost_delegate(graph: RunningGraph, moving: Moving) -> None:
    shared = next(b for b in graph.service.office.all(tenant(graph, "target")) if b.kind == "SharedMailbox")
    right = min(shared.rights)
    shared.rights.discard(right)
    assert _compared(moving) == [f"mailbox {shared.owner}: {right[1]} of {right[0]} is lacking"]
    shared.rights.add(right)


def _says_nothing(graph: RunningGraph, moving: Moving, home: Path) -> None:
    written = "".join(r.event.model_dump_json() for r in events_of(moving.scene))
    database = (home / "ledger.db").read_bytes()
    boxes = graph.service.office.all(tenant(graph, "source"))
    said = {i.properties[SUBJECT] for box in boxes for i in box.items.values()} | names(graph, "source")
    assert said
    assert [one for one in said if one in written or one.encode() in database] == []


def _compared(moving: Moving) -> list[str]:
    entry = next(s for s in planned(moving.scene).steps if s.step == "mailboxes.compare")
    step = find(entry.step)
    ported = moving.wires().world
    assert ported is not None
    want = step.want.model_validate(entry.values)
    seen = step.do(want, step.plan(want, ported), ported)
    found = step.verify(want, step.plan(want, ported), seen, ported)
    return list(found.differing)
