"""A mailbox that sends on to a colleague does so whatever address is set beside it."""

import pytest

from flytt.adapters.memory.post import MemoryPost
from flytt.migration.evidence import Presence
from flytt.migration.record import Json
from tasks.mailboxes.forward_mail import STEP as FORWARD_MAIL
from tasks.mailboxes.survey import STEP as SURVEY
from tasks.post import Post
from tests.posts import OLD
from tests.sweeps.ground import approached, entry, untouched
from tests.tenants import object_id
from tests.worlds import Twins

KIND, ACCOUNT = "tenant-mailboxes", object_id(f"{OLD}/ein")


def _sends_within(scene: Twins) -> MemoryPost:
    post = scene.world.tenants.exchange(OLD)
    assert isinstance(post, MemoryPost)
    post.boxes_there[ACCOUNT] = post.boxes_there[ACCOUNT].changed(forwards_within="kollega", keeps=True)
    return post


def test_sending_on_to_a_colleague_ends_and_comes_back() -> None:
    """Mail would go to the colleague alone, and the step say that it goes to the new mailbox."""
    scene = approached(KIND, "forward-mail").fork()
    post = _sends_within(scene)
    want = Post.model_validate(entry(KIND, "forward-mail").values)
    was = FORWARD_MAIL.plan(want, scene.world)
    receipt = FORWARD_MAIL.do(want, was, scene.world)
    assert (post.boxes_there[ACCOUNT].forwards_within, FORWARD_MAIL.probe(want, was, scene.world)) == (
        "",
        Presence.PRESENT,
    )
    _sends_within(scene)
    assert not FORWARD_MAIL.verify(want, was, receipt, scene.world).passed
    FORWARD_MAIL.undo(want, was, receipt, scene.world)
    box = post.boxes_there[ACCOUNT]
    assert (box.forwards_to, box.forwards_within, box.keeps) == ("", "kollega", True)


@pytest.mark.parametrize(("forwarding", "named"), [("stop", True), ("replace", False)])
def test_a_mailbox_that_sends_on_is_refused_until_it_is_decided(forwarding: str, *, named: bool) -> None:
    """Somebody's mail would stop going where they had it sent, and nobody have told them."""
    scene = untouched(KIND).fork()
    _sends_within(scene)
    values: dict[str, Json] = {**entry(KIND, "survey").values, "forwarding": forwarding}
    want = Post.model_validate(values)
    found = SURVEY.judge(want, SURVEY.see(want, scene.world), scene.world)
    assert any(ACCOUNT in line and "sends on" in line for line in found.differing) is named
