"""A mailbox that is in no copy is named: in the survey, by every judged pass, and by the comparison."""

from collections.abc import Callable

import pytest

from flytt.adapters.memory.post import MemoryPost
from flytt.migration.evidence import Verification
from flytt.migration.exchange import Box, Right
from tasks.mailboxes.compare import STEP as COMPARE
from tasks.mailboxes.survey import STEP as SURVEY
from tasks.post import Post
from tasks.post_passes import judged
from tests.posts import NEW, OLD
from tests.sweeps.ground import entry, opened
from tests.tenants import object_id
from tests.worlds import Twins

KIND = "tenant-mailboxes"


def _post(scene: Twins, tenant: str) -> MemoryPost:
    post = scene.world.tenants.exchange(tenant)
    assert isinstance(post, MemoryPost)
    return post


def _compared(want: Post, scene: Twins) -> Verification:
    return COMPARE.judge(want, COMPARE.see(want, scene.world), scene.world)


def _surveyed(want: Post, scene: Twins) -> Verification:
    return SURVEY.judge(want, SURVEY.see(want, scene.world), scene.world)


def test_a_new_mailbox_that_is_gone_is_named() -> None:
    """A licence taken by mistake would leave somebody without mail, and every count be green."""
    scene = opened(KIND).fork()
    want = Post.model_validate(entry(KIND, "compare").values)
    assert _compared(want, scene).differing == ()
    account = object_id(f"{OLD}/ein")
    del _post(scene, NEW).boxes_there[object_id(f"{NEW}/ein")]
    for found in (_compared(want, scene), judged(want, "last-pass", scene.world, frozen=True)):
        assert any(f"mailbox {account}" in line for line in found.differing)


def test_a_shared_mailbox_that_was_not_made_is_named_by_the_passes() -> None:
    """Everybody's applications would stay behind, and the copy be called whole."""
    scene = opened(KIND).fork()
    want = Post.model_validate(entry(KIND, "compare").values)
    account = object_id(f"{OLD}/felles")
    post = _post(scene, NEW)
    post.remove_boxes(tuple(box.account for box in post.boxes() if box.mark == want.mark(account)))
    found = judged(want, "all", scene.world, frozen=False)
    assert f"mailbox {account}: not made" in found.differing


@pytest.mark.parametrize("look", [_compared, _surveyed])
def test_somebody_without_an_account_on_the_new_side_is_named(
    look: Callable[[Post, Twins], Verification],
) -> None:
    """Somebody who was forgotten would find no mail, and be one of a number in a list of what stays."""
    scene = opened(KIND).fork()
    want = Post.model_validate(entry(KIND, "compare").values)
    account, post = object_id(f"{OLD}/glemt"), _post(scene, OLD)
    post.boxes_there[account] = Box(
        account=account, kind="user", nickname="glemt", display_name="Glemt", address="glemt@old.example"
    )
    post.content[account] = post.content[object_id(f"{OLD}/ein")]
    line = f"mailbox {account}: no account on the new side; make it, or `leave` it"
    assert line in look(want, scene).differing


def test_a_delegate_without_an_id_is_not_named() -> None:
    """A name that Exchange gives in place of an id would be written in the ledger, and stay there."""
    scene = opened(KIND).fork()
    want = Post.model_validate(entry(KIND, "survey").values)
    right = Right(account=object_id(f"{OLD}/ein"), delegate="OLD\\kari", kind="full")
    _post(scene, OLD).rights_there.add(right)
    lines = [line for line in _surveyed(want, scene).differing if right.account in line]
    assert any("does not name by id" in line for line in lines)
    assert not any("kari" in line for line in lines)
