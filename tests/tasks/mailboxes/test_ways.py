"""Ways into a mailbox that were closed before Flytt stay closed when people are let in again."""

from flytt.adapters.memory.post import MemoryPost
from flytt.migration.evidence import Presence
from tasks.mailboxes.close_old import STEP as CLOSE_OLD
from tasks.mailboxes.open_new import STEP as OPEN_NEW
from tasks.mailboxes.prepare_target import STEP as PREPARE_TARGET
from tasks.post import Post
from tests.posts import NEW, OLD
from tests.sweeps.ground import approached, entry, opened
from tests.tenants import object_id
from tests.worlds import Twins

KIND, OLDER = "tenant-mailboxes", ("ImapEnabled", "PopEnabled")


def _without_older(scene: Twins, tenant: str) -> tuple[MemoryPost, str]:
    post, account = scene.world.tenants.exchange(tenant), object_id(f"{tenant}/ein")
    assert isinstance(post, MemoryPost)
    post.boxes_there[account] = post.boxes_there[account].changed(shut=OLDER)
    return post, account


def test_going_back_opens_the_old_mailboxes_no_wider_than_they_were() -> None:
    """A municipality that has closed POP and IMAP would have them open after a rollback, and not know."""
    scene = approached(KIND, "close-old").fork()
    post, account = _without_older(scene, OLD)
    want = Post.model_validate(entry(KIND, "close-old").values)
    was = CLOSE_OLD.plan(want, scene.world)
    receipt = CLOSE_OLD.do(want, was, scene.world)
    assert not post.boxes_there[account].clients
    CLOSE_OLD.undo(want, was, receipt, scene.world)
    assert (post.boxes_there[account].clients, post.boxes_there[account].shut) == (True, OLDER)


def test_new_mailboxes_are_opened_as_they_were_before_they_were_closed() -> None:
    """The new tenant's own rules of who may use POP and IMAP would end with the move, or with going back."""
    scene = approached(KIND, "prepare-target").fork()
    post, account = _without_older(scene, NEW)
    want = Post.model_validate(entry(KIND, "prepare-target").values)
    was = PREPARE_TARGET.plan(want, scene.world)
    PREPARE_TARGET.do(want, was, scene.world)
    receipt = PREPARE_TARGET.do(want, was, scene.world)
    turned = OPEN_NEW.plan(want, scene.world)
    OPEN_NEW.do(want, turned, scene.world)
    assert (post.boxes_there[account].clients, post.boxes_there[account].shut) == (True, OLDER)
    OPEN_NEW.undo(want, turned, None, scene.world)
    PREPARE_TARGET.undo(want, was, receipt, scene.world)
    assert (post.boxes_there[account].clients, post.boxes_there[account].shut) == (True, OLDER)


def test_mailboxes_that_are_all_open_too_early_are_named() -> None:
    """People would write in mailboxes that are being filled, and the step say that nobody is let in."""
    scene = approached(KIND, "prepare-target").fork()
    want = Post.model_validate(entry(KIND, "prepare-target").values)
    was = PREPARE_TARGET.plan(want, scene.world)
    receipt = PREPARE_TARGET.do(want, was, scene.world)
    want.new_exchange(scene.world).set_clients(was.closing, allowed=True)
    found = PREPARE_TARGET.verify(want, was, receipt, scene.world)
    assert len(found.differing) == len(was.closing) > 0


def test_a_restored_ledger_tells_people_let_in_from_nobody_kept_out() -> None:
    """A crash before anybody was kept out would pass for people let in since, and the filling go on."""
    scene = opened(KIND).fork()
    want = Post.model_validate(entry(KIND, "prepare-target").values)
    since = PREPARE_TARGET.traces(want, scene.world)
    assert since.presence is Presence.PRESENT
    assert since.was is not None
    assert since.was.let_in
    early = approached(KIND, "prepare-target").fork()
    was = PREPARE_TARGET.plan(want, early.world)
    PREPARE_TARGET.do(want, was, early.world)
    want.new_exchange(early.world).set_clients(was.closing, allowed=True)
    assert PREPARE_TARGET.traces(want, early.world).presence is Presence.PARTIAL
