"""Only what came by forwarding may stand for another mail with the same Message-ID, and once."""

from flytt.migration.evidence import Verification
from tasks.mail_accounts import accounts, compared
from tasks.mirroring import bring
from tests.posts import item
from tests.tasks.mailboxes.ground import Ground, ground


def _judged(there: Ground) -> Verification:
    return compared([there.boxes], {})


def test_a_wrong_mail_with_the_right_message_id_is_named() -> None:
    """A mail whose text was lost would be called matched, and another beside it that was never copied."""
    there = ground()
    there.old.put("inbox", item("ein 5").changed(message="one"))
    there.old.put("inbox", item("ein 6").changed(message="one"))
    bring(there.boxes)
    assert _judged(there).differing == ()
    there.new.edit("ein 5", print="wrong")
    there.new.post.remove("", there.new.account, tuple(there.new.all("ein 6")))
    found = _judged(there)
    assert len(found.differing) == 1
    lost = [one.id for key in ("ein 5", "ein 6") for one in there.old.all(key)]
    assert all(one in found.differing[0] for one in lost)


def test_what_was_forwarded_stands_for_its_copy_once() -> None:
    """Mail in the window would be put in a second time, or one arrival stand for two mails."""
    there = ground()
    bring(there.boxes)
    there.new.put("inbox", item("other key").changed(message="one"))
    there.old.put("inbox", item("ein 5").changed(message="one"))
    found = _judged(there)
    assert found.differing == ()
    assert found.skipped == ("1 × came by forwarding: matched by Message-ID alone",)
    second = there.old.put("inbox", item("ein 6").changed(message="one"))
    assert any(second.id in line for line in _judged(there).differing)


def test_the_print_is_of_what_was_found() -> None:
    """The evidence would show the old side's print as the new one's, whatever lies there."""
    there = ground()
    bring(there.boxes)
    assert all(row.source_print == row.target_print for row in accounts(there.boxes))
    there.new.edit("ein 4", print="wrong")
    assert [row.source_print == row.target_print for row in accounts(there.boxes)].count(False) == 1
