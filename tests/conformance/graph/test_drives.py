"""What every tenant's drives keep: what is asked for twice is there once, and what is not Flytt's stays."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from flytt.adapters.graph.drives import GraphDrives
from flytt.adapters.memory.drives import MemoryTenantDrives
from flytt.migration.directory import Person
from flytt.migration.drives import PIECE_BYTES, Entry, Grant, TenantDrives, Upload
from flytt.migration.errors import NotFound
from practice.graph.drive import Drive as PracticeDrive
from practice.graph.drive import Item
from practice.graph.faults import Fault
from practice.graph.running import RunningGraph
from tasks.reading import everything
from tests.conformance.graph.ground import addresses, directories, mailed, never, running
from tests.drives import drives
from tests.tenants import object_id

pytestmark = pytest.mark.slow

_numbers = itertools.count(1)
LOST = ("504-after", "cut-after", "duplicate", "503", "429", "502", "cut-before")
SMALL, LARGE = b"Referat", bytes(range(256)) * (PIECE_BYTES // 256) + b"slutt"


@dataclass
class There:
    """A drive on the new side, and somebody who may be given rights there."""

    drives: TenantDrives
    drive: str
    site: str
    somebody: str
    graph: RunningGraph | None = None

    @property
    def top(self) -> str:
        """Return the topmost folder."""
        return self.drives.top(self.drive).id


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningGraph, GraphDrives]]:
    """Start one practice Graph for all."""
    with running(tmp_path_factory.mktemp("graph"), people=4) as graph:
        found = GraphDrives(addresses(graph), never)
        yield graph, found
        found.close()


@pytest.fixture(params=["twin", "graph"])
def there(request: pytest.FixtureRequest) -> Iterator[There]:
    """Return a new drive, both ways."""
    if request.param == "twin":
        twin = drives().on("new")
        yield There(twin, "new-delt", "new-delt", object_id("new/lik"))
        return
    graph, found = request.getfixturevalue("shared")
    yield over(graph, found)
    graph.service.faults.clear()


def over(graph: RunningGraph, found: GraphDrives) -> There:
    """Return a person's drive over Graph, which there is once somebody has asked for it."""
    tenants = directories(graph)
    people: list[Person] = [one for one in tenants.on("target").people() if not one.guest_of]
    tenants.close()
    one, other = people[0], people[1]
    (drive,) = found.on("target").of("users", (one.id,)).values()
    return There(found.on("target"), drive.id, drive.site, other.id, graph)


def like(size: int = len(SMALL)) -> Entry:
    """Return an item that no other test makes."""
    return Entry(
        id=f"old-{next(_numbers)}",
        name=f"Årsplan & møte #{next(_numbers)}.txt",
        size_bytes=size,
        created="2021-02-03T04:05:06Z",
        modified="2022-03-04T05:06:07Z",
    )


def put(there: There, new: Entry, content: bytes, over: str = "") -> Entry:
    """Upload it whole."""
    at = there.drives.begin(there.drive, there.top, new, over)
    while isinstance(at, Upload):
        piece = content[at.reached : at.reached + PIECE_BYTES]
        found = there.drives.send(at, piece, len(content))
        if isinstance(found, Entry):
            return found
        at = found
    there_now = there.drives.child(there.drive, there.top, new.name)
    assert there_now is not None
    return there_now


def written_by_people(there: There, name: str) -> str:
    """Save a file as people do, and return its id."""
    if there.graph is None:
        assert isinstance(there.drives, MemoryTenantDrives)
        (twin,) = [one for one in there.drives.drives.values() if one.id == there.drive]
        return twin.write(name, SMALL).id
    held = practised(there.graph, there.drive)
    return held.write(held.item("root"), name, SMALL, 0.0, conflict="fail")[0].id


def practised(graph: RunningGraph, drive: str) -> PracticeDrive:
    """Return a drive as the practice Graph holds it."""
    (held,) = (tenant.drives[drive] for tenant in graph.service.tenants.values() if drive in tenant.drives)
    return held


@pytest.mark.parametrize("content", [SMALL, LARGE], ids=["one piece", "more pieces"])
def test_a_file_arrives_whole_with_its_times(there: There, content: bytes) -> None:
    """A file would be cut off, or look as if it was made on the day of the move."""
    new = like(len(content))
    made = put(there, new, content)
    assert (made.name, made.size_bytes, made.own) == (new.name, len(content), True)
    assert (made.created, made.modified) == (new.created, new.modified)
    read = there.drives.read(there.drive, made, 0, PIECE_BYTES)
    assert read + there.drives.read(there.drive, made, PIECE_BYTES, PIECE_BYTES) == content
    assert there.drives.begin(there.drive, there.top, new) is None
    (listed,) = [one for one in there.drives.children(there.drive, there.top) if one.name == new.name]
    assert listed.same(made)
    there.drives.remove(there.drive, made.id)
    there.drives.remove(there.drive, made.id)
    assert there.drives.entry(there.drive, made.id) is None


def test_what_a_file_has_held_is_listed_and_read(there: There) -> None:
    """An older state would be read as the newest one, or cut off where its first piece ends."""
    new, states = like(), (SMALL, LARGE, b"siste")
    made: Entry | None = None
    for content in states:
        sent = new.changed(size_bytes=len(content))
        if made is None:
            made = put(there, sent, content)
            continue
        at = there.drives.begin(there.drive, there.top, sent, made.id)
        while isinstance(at, Upload):
            piece = content[at.reached : at.reached + PIECE_BYTES]
            found = there.drives.send(at, piece, len(content))
            at = found if isinstance(found, Upload) else None
    assert made is not None
    newest, *older = there.drives.versions(there.drive, made.id)
    assert newest.size_bytes == len(b"siste")
    assert [one.size_bytes for one in older] == [len(LARGE), len(SMALL)]
    assert all(one.own for one in older), "what Flytt wrote would be called somebody else's"
    assert len({one.id for one in (newest, *older)}) == len(states)
    for one, content in zip(older, (LARGE, SMALL), strict=True):
        first = there.drives.read_version(there.drive, made.id, one, 0, PIECE_BYTES)
        second = there.drives.read_version(there.drive, made.id, one, PIECE_BYTES, PIECE_BYTES)
        assert first + second == content
    with pytest.raises(NotFound):
        there.drives.read_version(there.drive, made.id, older[0].changed(id="99.0"), 0, 1)
    there.drives.remove(there.drive, made.id)
    assert there.drives.versions(there.drive, made.id) == ()


def test_a_folder_and_an_empty_file_are_made_once(there: There) -> None:
    """A repeated request would make a second folder, or a file that nobody can tell from the first."""
    folder, empty = like(0), like(0)
    made = there.drives.make_folder(there.drive, there.top, folder)
    assert there.drives.make_folder(there.drive, there.top, folder).id == made.id
    inside = there.drives.make_empty(there.drive, made.id, empty)
    assert inside is not None
    assert there.drives.make_empty(there.drive, made.id, empty) is None
    assert [one.id for one in there.drives.children(there.drive, made.id)] == [inside.id]
    assert (inside.size_bytes, inside.modified) == (0, empty.modified)


def test_an_item_gets_another_name_and_place(there: There) -> None:
    """A renamed folder would have to be copied anew, with all that is in it."""
    folder, file, taken = (there.drives.make_folder(there.drive, there.top, like(0)), like(), like())
    made = put(there, file, SMALL)
    put(there, taken, SMALL)
    moved = there.drives.change(there.drive, made.id, folder.id, file.changed(name="Nytt navn.txt"))
    assert moved is not None
    assert (moved.id, moved.parent, moved.name) == (made.id, folder.id, "Nytt navn.txt")
    assert there.drives.change(there.drive, made.id, there.top, taken) is None


def test_what_is_not_as_it_was_seen_is_not_written(there: There) -> None:
    """What somebody saved between a look and the writing would be renamed, removed or written over."""
    first, moved, empty = put(there, new := like(), SMALL), like(), like(0)
    put(there, new.changed(size_bytes=len(SMALL) + 1), SMALL + b"!", over=first.id)
    drive, top, seen = there.drive, there.top, first.change
    assert there.drives.change(drive, first.id, top, moved, seen=seen) is None
    assert there.drives.begin(drive, top, moved, first.id, seen=seen) is None
    assert there.drives.make_empty(drive, top, empty, first.id, seen=seen) is None
    assert there.drives.remove(drive, first.id, seen=seen) is False
    now = there.drives.entry(drive, first.id)
    assert now is not None
    assert (now.name, now.size_bytes) == (new.name, len(SMALL) + 1)
    changed = there.drives.change(drive, first.id, top, moved, seen=now.change)
    assert changed is not None
    assert there.drives.remove(drive, first.id, seen=changed.change)
    assert there.drives.remove(drive, first.id, seen=changed.change)


def test_a_new_name_makes_an_item_flytts_own(there: There) -> None:
    """The twin would go on telling people's work apart after a write that wipes the mark on Graph."""
    at = written_by_people(there, name := like().name)
    seen = there.drives.child(there.drive, there.top, name)
    assert seen is not None
    assert (seen.id, seen.own) == (at, False)
    changed = there.drives.change(there.drive, at, there.top, like())
    assert changed is not None
    assert changed.own


def test_every_change_is_told_once_its_token_is_given(there: There) -> None:
    """What people save while the first copy is made would never come over."""

    def rest(token: str) -> tuple[dict[str, Entry], str]:
        found: dict[str, Entry] = {}
        more = True
        while more:
            page = there.drives.changes(there.drive, token)
            found |= {one.id: one for one in page.entries}
            token, more = page.token, page.more
        return found, token

    kept, gone = put(there, like(), SMALL), put(there, like(), SMALL)
    whole, token = rest("")
    assert {kept.id, gone.id} <= whole.keys()
    there.drives.remove(there.drive, gone.id)
    new = put(there, like(), SMALL)
    told, _ = rest(token)
    assert told[gone.id].gone
    assert told[new.id].same(new)
    assert kept.id not in told


def test_saved_content_has_another_tag_in_the_track_of_changes(there: There) -> None:
    """What people save after the first copy would be taken for a new name alone, and never come over."""
    first, again = put(there, new := like(), SMALL), new.changed(size_bytes=len(SMALL) + 1)
    found = {one.id: one for one in everything(there.drives, there.drive)}
    assert found[first.id].tag
    put(there, again, SMALL + b"!", over=first.id)
    saved = {one.id: one for one in everything(there.drives, there.drive)}
    assert saved[first.id].tag not in {"", found[first.id].tag}
    seen = there.drives.entry(there.drive, first.id)
    assert seen is not None
    assert saved[first.id].tag == seen.tag


@pytest.mark.parametrize("facet", ["package", "remoteItem"])
def test_what_is_neither_folder_nor_file_is_told_apart(
    shared: tuple[RunningGraph, GraphDrives], facet: str
) -> None:
    """A shortcut would become an empty file, and a notebook a file that nobody can read."""
    graph, found = shared
    mine = over(graph, found).drive
    held = practised(graph, mine)
    odd = held.put(Item(f"odd-{facet}", f"Noe {facet}", held.root_id, 0.0, 0.0, facet=facet))
    drives = found.on("target")
    told = {one.id: one for one in everything(drives, held.id)}
    listed = {one.id: one for one in drives.children(held.id, drives.top(held.id).id)}
    assert (told[odd.id].odd, listed[odd.id].odd) == (facet, facet)
    assert {one.odd for one in told.values()} <= {"", "package", "remoteItem"}
    held.beside = ("b!other",)
    (drive,) = drives.of("users", (held.owner_id,)).values()
    assert drives.beside("users", drive) == ("b!other",)
    held.beside = ()
    held.remove(odd)


def test_a_right_is_given_once_and_taken(there: There) -> None:
    """Somebody would have two rights, keep one for ever, or hear of it by mail."""
    item = there.drives.make_folder(there.drive, there.top, like(0))
    wanted = Grant(to=there.somebody, roles=("write",))
    for _ in range(2):
        there.drives.grant(there.drive, item.id, wanted)
    (held,) = there.drives.grants(there.drive, item.id)
    assert held.changed(id="") == wanted
    seen = there.drives.entry(there.drive, item.id)
    assert seen is not None
    assert seen.shared
    for _ in range(2):
        there.drives.revoke(there.drive, item.id, held.id)
    assert there.drives.grants(there.drive, item.id) == ()
    if there.graph is not None:
        assert mailed(there.graph) == []


def test_a_site_is_closed_and_opened(there: There) -> None:
    """People would go on saving in a drive that has been copied for the last time."""
    assert there.drives.lock(there.site) == "Unlock"
    there.drives.set_lock(there.site, "ReadOnly")
    assert there.drives.lock(there.site) == "ReadOnly"
    there.drives.set_lock(there.site, "Unlock")
    assert there.drives.lock(there.site) == "Unlock"


def test_a_drive_that_is_not_there_is_said_to_be_none(there: There) -> None:
    """Somebody without a drive would stop everybody's move, or be taken for one with an empty one."""
    nobody = object_id("nobody")
    assert there.drives.of("users", (nobody,)) == {}
    with pytest.raises(NotFound):
        there.drives.top("b!none")


@pytest.mark.parametrize("fault", LOST)
def test_an_answer_that_is_lost_makes_nothing_twice(
    shared: tuple[RunningGraph, GraphDrives], fault: str
) -> None:
    """A file, a folder or a right would be there twice after a bad connection."""
    graph, found = shared
    tenants = directories(graph)
    one = next(person for person in tenants.on("target").people() if not person.guest_of)
    tenants.close()
    (drive,) = found.on("target").of("users", (one.id,)).values()
    there = There(found.on("target"), drive.id, drive.site, one.id, graph)
    folder, file, empty = like(0), like(), like(0)
    for what in ("children", "createUploadSession", "/upload/", "/content"):
        graph.service.faults.add(Fault.model_validate({"kind": fault, "match": f"(POST|PUT) .*{what}"}))
    made = there.drives.make_folder(drive.id, there.top, folder)
    put(there, file, SMALL)
    there.drives.make_empty(drive.id, made.id, empty)
    graph.service.faults.clear()
    listed = [item.name for item in there.drives.children(drive.id, there.top)]
    assert (listed.count(folder.name), listed.count(file.name)) == (1, 1)
    assert [item.name for item in there.drives.children(drive.id, made.id)] == [empty.name]
