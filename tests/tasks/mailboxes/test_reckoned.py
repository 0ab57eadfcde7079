"""The minutes of the window grow with the mailboxes and with what lies in them."""

from tasks.mailboxes.survey import STEP, Surveyed
from tasks.post import Post
from tests.posts import item
from tests.sweeps.ground import entry, untouched
from tests.tasks.mailboxes.ground import Side
from tests.tenants import object_id


def _surveyed(*, items: int = 0, **changes: list[str]) -> Surveyed:
    scene = untouched("tenant-mailboxes").fork()
    want = Post.model_validate({**entry("tenant-mailboxes", "survey").values, **changes})
    old = Side(want.old_exchange(scene.world), object_id("old-post/ein"))  # type: ignore[arg-type]
    for number in range(items):
        old.put("inbox", item(f"more {number}"))
    return STEP.see(want, scene.world)


def test_each_mailbox_costs_its_cmdlets() -> None:
    """A night would be planned for a thousand mailboxes that take two, and the gate say that they fit."""
    one, all_of_them = _surveyed(only=[object_id("old-post/ein")]), _surveyed()
    more = sum(all_of_them.mailboxes.values()) - sum(one.mailboxes.values())
    assert more > 2
    assert all_of_them.cutover_minutes - one.cutover_minutes >= more * 17 * 1.5 / 60


def test_items_are_listed_more_often_than_twice() -> None:
    """The comparison and each pass's own look would not be in the reckoning."""
    fewer, more = _surveyed(), _surveyed(items=5_000)
    assert more.cutover_minutes - fewer.cutover_minutes >= 8 * 50 * 0.3 / 60 - 0.1
