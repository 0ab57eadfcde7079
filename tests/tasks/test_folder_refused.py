"""A folder that the new side refused: what lies in it is not forgotten."""

from flytt.migration.drives import Entry
from flytt.migration.errors import CommandFailed
from tasks.refusals import MOST_ITEMS
from tests.carrying import Ground


def test_what_lies_in_a_folder_that_was_refused_comes_with_it_later() -> None:
    """Once the folder is taken, the track of changes has gone past its files, and they would stay behind."""
    ground = Ground()
    ground.here.write("a/b/one.txt", b"one")
    ground.here.write("a/two.txt", b"two")
    make = ground.new.make_folder

    def refusing(drive: str, parent: str, like: Entry) -> Entry:
        if like.name == "a":
            raise CommandFailed("Making a folder", exit_status=423, stderr="resourceLocked")
        return make(drive, parent, like)

    ground.new.make_folder = refusing  # type: ignore[method-assign]
    ground.carry()
    ground.new.make_folder = make  # type: ignore[method-assign]
    assert ground.carry().unlike == ()
    assert ground.alike


def test_one_folder_that_is_refused_is_asked_for_once_and_ends_no_pass() -> None:
    """Each file in it would count as another refusal, and the drive would be said to take nothing."""
    ground, asked = Ground(), list[str]()
    for number in range(MOST_ITEMS + 10):
        ground.here.write(f"a/{number}.txt", b"one")
    ground.here.write("z.txt", b"two")

    def refusing(drive: str, parent: str, like: Entry) -> Entry:
        del drive, parent
        asked.append(like.id)
        raise CommandFailed("Making a folder", exit_status=423, stderr="resourceLocked")

    ground.new.make_folder = refusing  # type: ignore[method-assign]
    tally = ground.carry()
    assert (tally.files, len(tally.unlike), len(asked)) == (1, MOST_ITEMS + 11, 1)


def test_what_lies_in_a_folder_whose_name_others_have_comes_later() -> None:
    """Whoever gives the name back would get an empty folder."""
    ground = Ground()
    ground.here.write("a/one.txt", b"one")
    theirs = ground.there.write("a", b"theirs")
    assert len(ground.carry().left) == 1
    ground.there.remove(theirs.id)
    ground.carry()
    assert ground.alike
