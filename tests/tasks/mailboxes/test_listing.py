"""A mailbox that was cut off is gone on with: what was read is not read again, and nothing lies twice."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import cast

import pytest

from flytt.adapters.kept import LedgerKept
from flytt.migration.directory import Route
from flytt.migration.mailboxes import Folder, Item, Mailboxes, Parcel, Placed
from flytt.migration.post_book import PostPass
from flytt.migration.post_listing import PostListing, Start
from tasks.boxes import Boxes
from tasks.mirroring import bring
from tests.driving import Killed
from tests.tasks.mailboxes.ground import LATER, Ground, ground

NAME = "all"


@dataclass
class _Watched:
    """Mailboxes of which the folders that are listed are counted. `then` hears of each item put in."""

    inner: Mailboxes
    then: Callable[[int], None] = lambda _number: None
    listed: list[str] = field(default_factory=list[str])
    put: int = 0

    def __getattr__(self, name: str) -> object:
        return getattr(self.inner, name)

    def items(self, box: str, folder: str, route: Route = "list") -> Iterator[Item]:
        self.listed.append(folder)
        return self.inner.items(box, folder, route)

    def import_items(self, box: str, folder: str, parcels: tuple[Parcel, ...]) -> tuple[Placed, ...]:
        placed = self.inner.import_items(box, folder, parcels)
        self.put += len(parcels)
        self.then(self.put)
        return placed


@dataclass(frozen=True)
class _Scene:
    """A mailbox, watched on both sides."""

    at: Ground
    old: _Watched
    new: _Watched

    @property
    def boxes(self) -> Boxes:
        return replace(self.at.boxes, old=cast("Mailboxes", self.old), new=cast("Mailboxes", self.new))

    @property
    def kept(self) -> LedgerKept:
        return cast("LedgerKept", self.at.boxes.book.kept)

    @property
    def listing(self) -> PostListing:
        return PostListing(self.kept, self.boxes.book.workload, self.boxes.pair.account, NAME)

    def lies_there(self) -> list[str]:
        return sorted(f"{item.key} {item.print}" for _, item in self.at.new.box.items_there.values())


def _scene(then: Callable[[int], None] = lambda _number: None) -> _Scene:
    at = ground()
    return _Scene(at, _Watched(at.boxes.old), _Watched(at.boxes.new, then))


def _die(at: int) -> Callable[[int], None]:
    def then(number: int) -> None:
        if number == at:
            raise Killed

    return then


def _calm() -> _Scene:
    scene = _scene()
    bring(scene.boxes, name=NAME)
    return scene


def test_after_a_kill_nothing_that_was_read_of_the_old_mailbox_is_read_again() -> None:
    """Each kill would list the mailboxes under way whole again: thousands of requests for a large one."""
    calm = _calm()
    for number in range(1, calm.new.put + 1):
        scene = _scene(_die(number))
        with pytest.raises(Killed):
            bring(scene.boxes, name=NAME)
        began = len(scene.new.listed)
        newest = bring(scene.boxes, name=NAME)
        assert newest == bring(calm.boxes, name=NAME)
        assert scene.lies_there() == calm.lies_there()
        assert len(scene.old.listed) == len(set(scene.old.listed)) * 2  # once in each of two rounds
        assert scene.new.listed[began] == scene.new.listed[began - 1]  # and of the new the one under way
        assert scene.new.put == calm.new.put


def test_what_changes_while_nobody_copies_is_brought_all_the_same() -> None:
    """A mail that was changed while the program was dead would stay as it was when it was listed."""
    scene = _scene(_die(3))
    with pytest.raises(Killed):
        bring(scene.boxes, name=NAME)
    counted = Counter(item.key for _, item in scene.at.old.box.items_there.values())
    key = next(item.key for _, item in scene.at.new.box.items_there.values() if counted[item.key] == 1)
    scene.at.old.edit(key, print="another", modified=LATER)
    bring(scene.boxes, name=NAME)
    assert [item.print for item in scene.at.new.all(key)] == ["another"]


def test_a_list_whose_folders_are_erased_is_read_anew() -> None:
    """A vault that was restored without its newest texts would stop the mailbox for ever."""
    scene = _scene(_die(2))
    with pytest.raises(Killed):
        bring(scene.boxes, name=NAME)
    found = scene.kept.item(scene.listing.workload, f"listing {NAME} {scene.listing.account}", "start")
    assert found is not None
    scene.kept.erase(found.digest)
    bring(scene.boxes, name=NAME)
    assert scene.lies_there() == _calm().lies_there()


@pytest.mark.parametrize("taken_back", [False, True])
def test_nothing_stays_of_what_was_read(taken_back: bool) -> None:  # noqa: FBT001 - a parameter
    """Names of folders would lie in the vault for ever, or a pass go by a list from before it was undone."""
    scene = _scene(_die(2))
    through = PostPass(scene.kept, scene.listing.workload, NAME)
    through.begin(scene.listing.account)
    with pytest.raises(Killed):
        bring(scene.boxes, name=NAME)
    found = scene.kept.item(scene.listing.workload, f"listing {NAME} {scene.listing.account}", "start")
    assert found is not None
    assert scene.listing.start() is not None
    if taken_back:
        through.forget()
    else:
        bring(scene.boxes, name=NAME)
    assert scene.kept.reveal(found.digest) == ""
    assert scene.kept.item_counts(scene.listing.workload, f"listing {NAME} {scene.listing.account}") == {}


def test_a_folder_that_is_half_noted_is_not_taken_for_whole() -> None:
    """A kill between two rows of a large folder would leave the rest of its mail behind, unseen."""
    scene = _scene()
    listing, some = scene.listing, next(iter(scene.at.old.box.items_there.values()))[1]
    many = tuple(some.changed(id=f"{number}") for number in range(250))
    listing.begin(0, "")
    listing.note_start(Start(folders=(), places={}, known={}))
    assert listing.came(0) is None
    listing.note(0, many)
    assert listing.came(0) == "read"
    assert tuple(listing.items(0)) == many
    assert listing.came(1) is None
    assert tuple(listing.items(1)) == ()


def _listed_to(folders: int) -> tuple[_Scene, list[Folder]]:
    """Return a mailbox of which a second pass was cut off when it had listed so many folders."""
    scene = _scene()
    bring(scene.boxes, name="before")

    def breathe() -> None:
        if scene.listing.came(folders - 1) is not None:
            raise Killed

    with pytest.raises(Killed):
        bring(scene.boxes, breathe, NAME)
    start = scene.listing.start()
    assert start is not None
    assert scene.listing.came(folders - 1) == "read"
    assert scene.listing.came(folders) is None
    return scene, list(start.folders)


def test_what_is_moved_between_two_folders_while_nobody_copies_is_brought() -> None:
    """It would be in neither list: the pass would end without it, and be refuted for good."""
    scene, folders = _listed_to(1)
    there = scene.at.old.box.items_there
    name, item = next((n, i) for n, (where, i) in there.items() if where != folders[0].id)
    there[name] = folders[0].id, item
    bring(scene.boxes, name=NAME)
    assert scene.at.new.all(item.key) != []
    assert all(
        scene.at.new.box.folders_there[w].path == folders[0].path
        for w, i in scene.at.new.box.items_there.values()
        if i.key == item.key
    )


@pytest.mark.parametrize("side", ["old", "new"])
def test_a_folder_that_is_removed_while_nobody_copies_stops_no_mailbox(side: str) -> None:
    """Every resume would ask for it again, and end in the same refusal."""
    scene, folders = _listed_to(1)
    box = scene.at.old.box if side == "old" else scene.at.new.box
    gone = next(one.id for one in box.folders_there.values() if one.path == folders[-1].path)
    del box.folders_there[gone]
    for name in [name for name, (where, _) in box.items_there.items() if where == gone]:
        del box.items_there[name]
    bring(scene.boxes, name=NAME)
    assert scene.listing.start() is None
