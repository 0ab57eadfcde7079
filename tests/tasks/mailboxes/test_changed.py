"""A change that no print shows is seen by its time: forward, in the comparison, and when going back."""

from tasks.mail_accounts import accounts
from tasks.mail_home import bring_home, foreign
from tasks.mirroring import bring, take_back
from tests.tasks.mailboxes.ground import LATER, LATEST, Ground, ground


def _lacking(there: Ground) -> list[str]:
    return [one for row in accounts(there.boxes) for one in row.lacking]


def test_what_changed_on_the_old_side_without_another_print_is_copied_anew() -> None:
    """A swapped attachment would stay as it was on the new side, and the comparison call it equal."""
    there = ground()
    bring(there.boxes)
    assert _lacking(there) == []
    changed = there.old.edit("ein 4", modified=LATER, size_bytes=2000)
    assert _lacking(there) == [changed.id]
    bring(there.boxes)
    assert [one.size_bytes for one in there.new.all("ein 4")] == [2000]
    assert _lacking(there) == []


def test_a_pass_over_what_has_not_changed_puts_nothing_in() -> None:
    """Every pass would replace every item, and never end within the window."""
    there = ground()
    bring(there.boxes)
    before = there.new.post.effects.copy()
    bring(there.boxes)
    assert there.new.post.effects == before


def test_what_changed_on_the_new_side_without_another_print_comes_home_in_place() -> None:
    """A moved meeting would be deleted with the copy, or lie twice in the old calendar."""
    there = ground()
    bring(there.boxes)
    assert foreign(there.boxes) == {}
    there.new.edit("ein 4", modified=LATEST, size_bytes=3000)
    assert [item.key for items in foreign(there.boxes).values() for item in items] == ["ein 4"]
    bring_home(there.boxes)
    assert foreign(there.boxes) == {}
    assert [one.size_bytes for one in there.old.all("ein 4")] == [3000]
    take_back(there.boxes)
    assert there.new.all("ein 4") == []


def test_what_changed_on_the_new_side_and_did_not_come_home_is_not_taken_back() -> None:
    """Somebody's work in a folder that they could open before would be deleted when going back."""
    there = ground()
    bring(there.boxes)
    there.new.edit("ein 4", modified=LATEST)
    take_back(there.boxes)
    assert [one.key for _, one in there.new.box.items_there.values()] == ["ein 4"]
