"""What vanishes from an old mailbox stays on the new side; what is moved to another folder follows."""

from flytt.migration.record import Json
from tasks.mail_accounts import accounts
from tasks.mailboxes.survey import STEP
from tasks.mirroring import bring
from tasks.post import Post
from tests.posts import OLD
from tests.sweeps.ground import entry, untouched
from tests.tasks.mailboxes.ground import ground
from tests.tenants import object_id


def test_what_a_policy_took_from_the_old_side_stays_on_the_new() -> None:
    """Mail that a policy archived or deleted between two passes would be deleted for good on both sides."""
    there = ground()
    bring(there.boxes)
    there.old.post.remove("", there.old.account, tuple(there.old.all("ein 2")))
    bring(there.boxes)
    assert len(there.new.all("ein 2")) == 1
    assert [row.extra for row in accounts(there.boxes)].count(1) == 1


def test_what_was_moved_to_another_folder_lies_there_alone() -> None:
    """A mail that somebody filed would lie in the inbox too, on the new side."""
    there = ground()
    bring(there.boxes)
    (mail,) = there.old.all("ein 2")
    there.old.post.remove("", there.old.account, (mail,))
    there.old.put("sentitems", mail)
    bring(there.boxes)
    (moved,) = there.new.all("ein 2")
    folder = there.new.box.folders_there[there.new.box.items_there[moved.id][0]]
    assert folder.known == "sentitems"


def test_a_mailbox_with_an_archive_is_refused_until_it_is_decided() -> None:
    """What lies in an archive would be left behind, and nobody have said that it may be."""
    scene = untouched("tenant-mailboxes").fork()
    account = object_id(f"{OLD}/felles")
    post = scene.world.tenants.exchange(OLD)
    post.boxes_there[account] = post.boxes_there[account].changed(archive=True)  # type: ignore[attr-defined]
    for archives, named in (("stop", True), ("leave", False)):
        values: dict[str, Json] = {**entry("tenant-mailboxes", "survey").values, "archives": archives}
        want = Post.model_validate(values)
        found = STEP.verify(want, STEP.plan(want, scene.world), STEP.see(want, scene.world), scene.world)
        assert any(account in line and "archive" in line for line in found.differing) is named
