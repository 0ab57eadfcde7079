"""Going back loses nothing on the new side: not what arrives late, nor what could not be taken out."""

from collections.abc import Iterator

import pytest

from flytt.adapters.memory.post import MemoryPost
from flytt.migration.errors import ChangedByOthers
from flytt.migration.mailboxes import Item, Parcel
from tasks.mail_home import bring_all_home, foreign
from tasks.mailboxes.open_new import STEP as OPEN_NEW
from tasks.mailboxes.prepare_target import STEP as PREPARE_TARGET
from tasks.mailboxes.prepare_target import Was
from tasks.mirroring import bring, take_back
from tasks.post import Met, Post
from tests.posts import NEW, OLD, item
from tests.sweeps.ground import entry, opened
from tests.tasks.mailboxes.ground import LATER, Side, ground
from tests.tenants import object_id
from tests.worlds import Twins

KIND = "tenant-mailboxes"


class HalfDeaf(MemoryPost):
    """A service that answers with an error for what lies in one mailbox, as exports do item by item."""

    def export_items(self, box: str, items: tuple[Item, ...]) -> Iterator[Parcel]:
        """Leave out what arrived late."""
        yield from (one for one in super().export_items(box, items) if one.key != "late")


def _late_in_shared(scene: Twins) -> tuple[Post, Side, Side]:
    """Keep people out again, and let mail arrive in a new shared mailbox after that."""
    want = Post.model_validate(entry(KIND, "prepare-target").values)
    turned = OPEN_NEW.plan(want, scene.world)
    OPEN_NEW.undo(want, turned, None, scene.world)
    old = Side(scene.world.tenants.mail(OLD), object_id(f"{OLD}/felles"))  # type: ignore[arg-type]
    there = Met(want, scene.world).pairs[old.account].target
    new = Side(scene.world.tenants.mail(NEW), there)  # type: ignore[arg-type]
    new.put("inbox", item("late"))
    return want, old, new


def test_mail_that_comes_after_everything_was_brought_home_is_not_deleted_with_its_mailbox() -> None:
    """A shared mailbox would be removed with an application that came while Flytt went back."""
    scene = opened(KIND).fork()
    want, old, new = _late_in_shared(scene)
    was = Was(making=tuple(sorted(Met(want, scene.world).shared)), closing=())
    PREPARE_TARGET.undo(want, was, None, scene.world)
    assert new.account not in new.post.boxes_there
    assert len(old.all("late")) == 1


def test_a_mailbox_whose_mail_does_not_come_home_is_not_removed() -> None:
    """A mail that the service cannot take out would be deleted with the mailbox, and nobody told."""
    scene = opened(KIND).fork()
    want, _, new = _late_in_shared(scene)
    new.post.__class__ = HalfDeaf
    was = Was(making=tuple(sorted(Met(want, scene.world).shared)), closing=())
    with pytest.raises(ChangedByOthers) as stopped:
        PREPARE_TARGET.undo(want, was, None, scene.world)
    (late,) = new.all("late")
    assert late.id in str(stopped.value)
    with pytest.raises(ChangedByOthers):
        OPEN_NEW.undo(want, OPEN_NEW.plan(want, scene.world), None, scene.world)


def test_what_the_old_side_changed_since_is_not_brought_back_over_it() -> None:
    """A meeting that was moved on the old side would lie there twice, at both times, after going back."""
    there = ground()
    bring(there.boxes)
    there.old.edit("ein 4", print="moved", modified=LATER)
    assert foreign(there.boxes) == {}


def test_meetings_that_are_left_are_still_known_to_be_flytts() -> None:
    """They would pass for somebody's own the next time, and be put into the old calendar again."""
    there = ground()
    there.old.put("calendar", item("guests", kind="IPM.Appointment", meeting=True))
    bring(there.boxes)
    take_back(there.boxes)
    there.old.edit("guests", print="moved", modified=LATER)
    assert len(there.new.all("guests")) == 1
    assert foreign(there.boxes) == {}


def test_what_came_home_with_another_print_is_home() -> None:
    """Going back would stop at every meeting that somebody moved on the new side."""
    there = ground()
    bring(there.boxes)
    there.new.edit("ein 4", print="moved", modified=LATER)
    bring_all_home(there.boxes)
    assert sorted(one.print == "moved" for one in there.old.all("ein 4")) == [False, True]
    take_back(there.boxes)
    assert there.new.all("ein 4") == []
