"""One drive carried over: killed in the middle of a file, renamed in a circle, edited on both sides."""

import itertools

import pytest

from flytt.migration.copies import Book
from flytt.migration.drives import PIECE_BYTES, Entry
from flytt.migration.errors import NotFound
from tests.carrying import LARGE, Ground
from tests.driving import Killed


def test_a_large_file_goes_on_where_it_came_to() -> None:
    """Every kill would begin a film of many gigabytes anew, and it would never be across."""
    ground = Ground()
    ground.here.write("film.mp4", LARGE)
    ground.old.dies_at = 2 * PIECE_BYTES
    with pytest.raises(Killed):
        ground.carry()
    assert ground.old.offsets == [0, PIECE_BYTES]
    ground.old.dies_at, ground.old.offsets = -1, []
    ground.carry()
    assert ground.old.offsets[0] == 2 * PIECE_BYTES
    assert ground.alike


def test_an_upload_of_what_was_saved_again_begins_anew() -> None:
    """A film would be Monday's to its middle and Tuesday's from there on."""
    ground = Ground()
    first = ground.here.write("film.mp4", LARGE)
    ground.old.dies_at = PIECE_BYTES
    with pytest.raises(Killed):
        ground.carry()
    again = ground.here.write("film.mp4", LARGE[::-1])
    ground.here.put(again.changed(tag=first.tag, change="2"))
    ground.old.dies_at = -1
    ground.carry()
    assert ground.alike


def test_what_was_saved_and_put_back_while_it_was_read_is_copied_again() -> None:
    """A file read from two states would be kept for ever, since its first state is the last one too."""
    ground = Ground()
    first = ground.here.write("film.mp4", LARGE)
    ground.old.saves_at = {PIECE_BYTES: LARGE[::-1]}
    ground.carry()
    assert not ground.alike
    ground.here.put(ground.here.write("film.mp4", LARGE).changed(change="3"))
    assert ground.here.items[first.id].tag == first.tag
    ground.carry()
    assert ground.alike


@pytest.mark.slow
def test_a_session_that_has_run_out_is_begun_anew() -> None:
    """A large file that took more than a day would stop the move."""
    ground = Ground()
    ground.here.write("film.mp4", LARGE)
    ground.old.dies_at = PIECE_BYTES
    with pytest.raises(Killed):
        ground.carry()
    ground.new.uploads.clear()
    ground.old.dies_at = -1
    ground.carry()
    assert ground.alike


def test_names_that_go_round_in_a_circle_are_followed() -> None:
    """Two files that changed names with each other would be copied over each other."""
    ground = Ground()
    one, other = ground.here.write("a.txt", b"one"), ground.here.write("b.txt", b"other")
    ground.carry()
    ground.here.put(one.changed(name="c.txt", change="1"))
    ground.here.put(other.changed(name="a.txt", change="2"))
    ground.here.put(ground.here.items[one.id].changed(name="b.txt", change="3"))
    new = ground.here.write("Ny mappe/c.txt", b"")
    ground.carry()
    assert ground.alike
    assert new.size_bytes == 0


def test_a_new_file_under_the_name_of_a_renamed_one_is_a_file_of_its_own() -> None:
    """The renamed file would be overwritten by the new one, and both names lead to the same."""
    ground = Ground()
    old = ground.here.write("a.txt", b"old")
    ground.carry()
    ground.here.put(Entry(id="here-new", name="a.txt", parent=old.parent, size_bytes=3, tag="t", change="n"))
    ground.here.content["here-new"] = b"new"
    ground.here.put(old.changed(name="b.txt", change="later"))
    ground.carry()
    assert ground.names(ground.there) == {"/a.txt": b"new", "/b.txt": b"old"}


def test_what_is_edited_moved_and_removed_follows() -> None:
    """The new side would keep files that people have thrown away, or miss what they saved last."""
    ground = Ground()
    for path in ("Møter/a.txt", "Møter/b.txt", "Bilder/c.txt"):
        ground.here.write(path, path.encode())
    ground.carry()
    ground.here.write("Møter/a.txt", b"again")
    folder = ground.here.named("here-top", "Bilder")
    moved = ground.here.named(folder.id, "c.txt") if folder else None
    assert folder is not None
    assert moved is not None
    ground.here.put(moved.changed(parent="here-top", change="moved"))
    ground.here.remove(folder.id)
    tally = ground.carry()
    assert ground.alike
    assert (tally.files, tally.removed) == (1, 1)


def test_what_others_changed_on_the_new_side_is_left_and_named() -> None:
    """What somebody wrote on the new side would be overwritten by an older state."""
    ground = Ground()
    item = ground.here.write("a.txt", b"one")
    ground.carry()
    ground.there.write("a.txt", b"theirs")
    ground.here.write("a.txt", b"two")
    tally = ground.carry()
    assert tally.left == (item.id,)
    assert ground.names(ground.there) == {"/a.txt": b"theirs"}


def test_a_new_name_leaves_what_others_changed_alone_and_theirs() -> None:
    """Their file would bear Flytt's mark from then on, and go with the copies when the move is taken back."""
    ground = Ground()
    item = ground.here.write("a.txt", b"one")
    ground.carry()
    ground.there.write("a.txt", b"theirs")
    ground.here.put(item.changed(name="b.txt", change="2"))
    assert ground.carry().left == (item.id,)
    (theirs,) = [one for one in ground.there.items.values() if not one.top]
    assert (theirs.name, theirs.own) == ("a.txt", False)


def test_what_others_changed_is_not_put_aside_for_a_new_name() -> None:
    """Their file would get a name that nobody knows, and Flytt's mark."""
    ground = Ground()
    one, other = ground.here.write("a.txt", b"one"), ground.here.write("b.txt", b"other")
    ground.carry()
    ground.there.write("a.txt", b"theirs")
    ground.here.put(one.changed(name="c.txt", change="1"))
    ground.here.put(other.changed(name="a.txt", change="2"))
    assert set(ground.carry().left) == {one.id, other.id}
    assert ground.names(ground.there) == {"/a.txt": b"theirs", "/b.txt": b"other"}
    assert [item.own for item in ground.there.items.values() if item.name == "a.txt"] == [False]


def test_what_others_save_at_the_last_moment_is_not_written_over() -> None:
    """What somebody saved between the look and the writing would be gone under an older state."""
    ground = Ground()
    item = ground.here.write("a.txt", b"one")
    ground.carry()
    begin = ground.new.begin

    def late(drive: str, parent: str, like: Entry, over: str = "", *, seen: str = "") -> object:
        ground.there.write("a.txt", b"theirs")
        return begin(drive, parent, like, over, seen=seen)

    ground.new.begin = late  # type: ignore[method-assign,assignment]
    ground.here.write("a.txt", b"two")
    assert ground.carry().left == (item.id,)
    assert ground.names(ground.there) == {"/a.txt": b"theirs"}


def test_a_foreign_file_under_the_same_name_is_left_and_named() -> None:
    """Somebody's file would be replaced by another of the same name."""
    ground = Ground()
    item = ground.here.write("a.txt", b"one")
    ground.there.write("a.txt", b"theirs")
    assert ground.carry().left == (item.id,)
    assert ground.names(ground.there) == {"/a.txt": b"theirs"}


def test_a_place_that_the_service_has_forgotten_is_read_from_the_beginning() -> None:
    """A pass some weeks later would stop, or take everything for new and copy it twice."""
    ground = Ground()
    ground.here.write("Møter/a.txt", b"one")
    ground.carry()
    whole = ground.old.changes

    def forgetful(drive: str, token: str = "") -> object:
        if token:
            raise NotFound("The token is not known.")
        return whole(drive, token)

    ground.old.changes = forgetful  # type: ignore[method-assign,assignment]
    ground.here.write("Møter/b.txt", b"two")
    tally = ground.carry()
    assert tally.files == 1
    assert ground.alike


@pytest.mark.parametrize("change", ["as before", "later"])
def test_what_is_told_of_twice_in_one_page_is_as_it_is_told_last(change: str) -> None:
    """A file that was deleted and taken out of the bin again would be gone on the new side, or off record."""
    ground = Ground()
    item = ground.here.write("a.txt", b"one")
    ground.carry()
    whole = ground.old.changes
    ground.here.put(now := item.changed(change=item.change if change == "as before" else change))

    def twice(drive: str, token: str = "") -> object:
        return whole(drive, token).changed(entries=(now.changed(gone=True), now))

    ground.old.changes = twice  # type: ignore[method-assign,assignment]
    for _ in range(2):
        ground.carry()
        assert ground.alike
        assert Book(ground.kept, "w", "here").count() == 1


def killed_on_the_second_page(ground: Ground) -> None:
    """Carry over, and die when the first page is noted."""
    whole = ground.old.changes
    pages = itertools.count()

    def dying(drive: str, token: str = "") -> object:
        if next(pages):
            raise Killed
        return whole(drive, token)

    ground.old.changes = dying  # type: ignore[method-assign,assignment]
    with pytest.raises(Killed):
        ground.carry()
    ground.old.changes = whole  # type: ignore[method-assign]


def test_what_had_arrived_before_a_kill_is_not_looked_at_again() -> None:
    """Each kill would cost two requests for every file of the page: of a small move, a tenth of them all."""
    ground, began, looked = Ground(), list[str](), list[str]()
    for number in range(4):
        ground.here.write(f"{number}.txt", b"one")
    begin, child, read = ground.new.begin, ground.new.child, ground.old.read

    def begun(drive: str, parent: str, like: Entry, over: str = "", *, seen: str = "") -> object:
        began.append(like.name)
        return begin(drive, parent, like, over, seen=seen)

    def asked(drive: str, folder: str, name: str) -> object:
        looked.append(name)
        return child(drive, folder, name)

    def dying(drive: str, entry: Entry, first: int, size_bytes: int) -> object:
        if entry.name == "2.txt":
            raise Killed
        return read(drive, entry, first, size_bytes)

    ground.new.begin = begun  # type: ignore[method-assign,assignment]
    ground.new.child = asked  # type: ignore[method-assign,assignment]
    ground.old.read = dying  # type: ignore[method-assign,assignment]
    with pytest.raises(Killed):
        ground.carry()
    assert began == ["0.txt", "1.txt", "2.txt"]
    ground.old.read = read  # type: ignore[method-assign]
    assert ground.carry().files == 2
    assert began[3:] == ["2.txt", "3.txt"]
    assert looked == []
    assert ground.alike


def test_the_topmost_folder_is_asked_for_once() -> None:
    """Every file that lies there would cost a request more than it needs: a quarter of them all."""
    ground, asked = Ground(), list[str]()
    for number in range(8):
        ground.here.write(f"{number}.txt", b"one")
    entry = ground.old.entry

    def counted(drive: str, item: str) -> object:
        asked.append(item)
        return entry(drive, item)

    ground.old.entry = counted  # type: ignore[method-assign,assignment]
    ground.carry()
    assert asked == ["here-top"]
    assert ground.alike


def test_a_folder_that_goes_is_removed_by_the_run_after_one_that_was_killed() -> None:
    """A folder that people threw away would lie on the new side for ever, and no pass would name it."""
    ground = Ground()
    folder = ground.here.write("Gammelt", None)
    ground.carry()
    ground.here.remove(folder.id)
    for number in range(8):
        ground.here.write(f"ny-{number}.txt", b"new")
    killed_on_the_second_page(ground)
    ground.carry()
    assert ground.alike


def test_what_was_left_is_still_named_by_the_run_after_one_that_was_killed() -> None:
    """A file that was not copied would be named by nobody once the pass was killed."""
    ground = Ground()
    left = ground.here.write("a.txt", b"one")
    ground.there.write("a.txt", b"theirs")
    for number in range(8):
        ground.here.write(f"ny-{number}.txt", b"new")
    killed_on_the_second_page(ground)
    assert ground.carry().left == (left.id,)
    ground.there.remove(next(one.id for one in ground.there.items.values() if one.name == "a.txt"))
    assert ground.carry().left == ()
    assert ground.alike
    assert ground.carry().left == ()


def test_a_large_file_that_got_another_name_while_flytt_was_dead_has_it() -> None:
    """It would be put under its old name, and keep it: no change is to come that tells the new one."""
    ground = Ground()
    film = ground.here.write("film.mp4", LARGE)
    ground.old.dies_at = PIECE_BYTES
    with pytest.raises(Killed):
        ground.carry()
    ground.here.put(film.changed(name="sommar.mp4", change="renamed"))
    ground.old.dies_at = -1
    ground.carry()
    assert ground.alike


def test_what_went_while_the_place_was_forgotten_goes() -> None:
    """What people threw away before the service forgot the place would come back on the new side."""
    ground = Ground()
    for number in range(8):
        ground.here.write(f"Møter/{number}.txt", b"one")
    folder = ground.here.write("Bilder", None)
    ground.carry()
    ground.here.remove(next(one.id for one in ground.here.items.values() if one.name == "3.txt"))
    ground.here.remove(folder.id)
    ground.here.gone.clear()
    whole = ground.old.changes
    pages = itertools.count()

    def forgetful(drive: str, token: str = "") -> object:
        if not next(pages):
            raise NotFound("The token is not known.")
        return whole(drive, token)

    ground.old.changes = forgetful  # type: ignore[method-assign,assignment]
    assert ground.carry().removed == 2
    assert ground.alike


def test_a_killed_reading_from_the_beginning_still_takes_away_what_went() -> None:
    """What had gone would be missed by a program that no longer knows why it reads everything."""
    ground = Ground()
    for number in range(8):
        ground.here.write(f"{number}.txt", b"one")
    ground.carry()
    ground.here.remove(next(one.id for one in ground.here.items.values() if one.name == "3.txt"))
    ground.here.gone.clear()
    whole = ground.old.changes
    pages = itertools.count()

    def forgetful(drive: str, token: str = "") -> object:
        if not (page := next(pages)):
            raise NotFound("The token is not known.")
        if page > 1:
            raise Killed
        return whole(drive, token)

    ground.old.changes = forgetful  # type: ignore[method-assign,assignment]
    with pytest.raises(Killed):
        ground.carry()
    ground.old.changes = whole  # type: ignore[method-assign]
    ground.carry()
    assert ground.alike


def test_a_folder_of_which_alone_it_is_told_that_it_is_gone_takes_its_copies_off_the_record() -> None:
    """The listing would miss copies that went with their folder, and the pass never be called right."""
    ground = Ground()
    ground.here.write("Møter/2023/a.txt", b"one")
    ground.carry()
    folder = ground.here.named("here-top", "Møter")
    assert folder is not None
    ground.here.remove(folder.id)
    for item in [one for one in ground.here.gone if one != folder.id]:
        del ground.here.gone[item]
    ground.carry()
    assert ground.alike
    assert Book(ground.kept, "w", "here").count() == 0


def test_no_address_of_an_upload_lies_in_the_open() -> None:
    """Whoever reads the ledger could write into somebody's drive while a file is under way."""
    ground = Ground()
    ground.here.write("film.mp4", LARGE)
    ground.old.dies_at = PIECE_BYTES
    with pytest.raises(Killed):
        ground.carry()
    (held,) = ground.kept.items("w", "uploads here", "under way")
    assert "twin:" not in held.digest
    ground.old.dies_at = -1
    ground.carry()
    (over,) = ground.kept.items("w", "uploads here", "over")
    assert over.digest == ""
