"""Which mover is chosen from what two hosts have, and the reason that is given."""

import pytest

from flytt.shares.movers import Choice, HostFacts, Mover, Reach, choose

FULL = HostFacts(
    host="old",
    python=(3, 9),
    rsync=(3, 2, 7),
    rsync_acls=True,
    rsync_xattrs=True,
    flock=True,
    ssh=True,
    aes=True,
)
OTHER = FULL.changed(host="new")
WORKS, FAILS = Reach(works=True), Reach(works=False, why="refused")


@pytest.mark.parametrize(
    ("source", "target", "push", "pull", "mover", "direction", "says"),
    [
        (FULL, OTHER, WORKS, WORKS, "rsync", "push", "old reaches new"),
        (FULL, OTHER, FAILS, WORKS, "rsync", "pull", "old does not reach new (refused)"),
        (FULL, OTHER, FAILS, FAILS, "relay", "through", "new does not reach old"),
        (FULL.changed(ssh=False), OTHER, WORKS, WORKS, "rsync", "pull", "no OpenSSH client"),
        (FULL, OTHER.changed(rsync=()), WORKS, WORKS, "relay", "through", "new has no rsync"),
        (FULL.changed(rsync=(3, 0, 9)), OTHER, WORKS, WORKS, "relay", "through", "older than 3.1.3"),
        (FULL.changed(rsync_acls=False), OTHER, WORKS, WORKS, "relay", "through", "no access lists"),
        (FULL.changed(flock=False), OTHER, WORKS, WORKS, "relay", "through", "no flock"),
        (FULL.changed(python=()), OTHER.changed(rsync=()), WORKS, WORKS, "sftp", "through", "no Python"),
        (FULL.changed(python=(3, 5), rsync=()), OTHER, WORKS, WORKS, "sftp", "through", "no Python 3.6"),
    ],
)
def test_the_best_mover_at_hand_is_chosen_and_said_why(
    source: HostFacts, target: HostFacts, push: Reach, pull: Reach, mover: str, direction: str, says: str
) -> None:
    """A share would go by a mover that loses something although a better one is at hand."""
    choice = choose(source, target, same_host=False, push=push, pull=pull)
    assert isinstance(choice, Choice)
    assert (choice.mover, choice.direction) == (mover, direction)
    assert says in choice.why
    assert bool(choice.loses) is (mover == "sftp")


@pytest.mark.parametrize("wanted", ["rsync", "relay"])
def test_a_mover_that_cannot_is_refused_with_the_reason(wanted: Mover) -> None:
    """Somebody who asks for a mover would get another one, or half a copy."""
    bare = FULL.changed(rsync=(), python=())
    why = choose(bare, OTHER, same_host=False, push=WORKS, pull=WORKS, wanted=wanted)
    assert isinstance(why, str)
    assert why.startswith("old has no ")


def test_mapped_owners_need_the_agents_for_access_lists() -> None:
    """Access lists would name the source's numbers at the target, and nobody would be told."""
    choice = choose(FULL, OTHER, same_host=False, push=WORKS, pull=WORKS, mapped=True)
    assert isinstance(choice, Choice)
    assert choice.lists_apart
    bare = choose(FULL.changed(python=()), OTHER, same_host=False, push=WORKS, pull=WORKS, mapped=True)
    assert isinstance(bare, Choice)
    assert "access lists" in bare.loses[0]
