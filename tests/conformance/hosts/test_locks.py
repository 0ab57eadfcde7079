"""Locks on the host itself: the newest fence wins, whatever order writers come in."""

import pytest

from flytt.migration.errors import Fenced
from tests.conformance.hosts.ground import Ground, number


def test_a_lock_is_kept_by_its_holder_and_no_other(ground: Ground) -> None:
    """Otherwise a resumed writer would lock itself out, or a twin with the same fence would get in."""
    locks, name = ground.hosts.on(ground.here).locks, f"w{number()}"
    for _ in range(2):
        locks.take(name, fence=3, holder="me")
    with pytest.raises(Fenced, match="me"):
        locks.take(name, fence=3, holder="somebody else")


def test_a_newer_fence_replaces_an_older_one(ground: Ground) -> None:
    """Otherwise a writer that was taken for dead would go on beside its successor."""
    locks, name = ground.hosts.on(ground.here).locks, f"w{number()}"
    locks.take(name, fence=9, holder="old")
    locks.take(name, fence=10, holder="new")
    with pytest.raises(Fenced, match=r"fence 10 by new"):
        locks.take(name, fence=9, holder="old")
    locks.release(name, fence=9)
    with pytest.raises(Fenced):
        locks.take(name, fence=9, holder="old")
    locks.take(name, fence=10, holder="new")


def test_a_released_lock_is_free(ground: Ground) -> None:
    """Otherwise the next move of the same workload could never begin."""
    locks, name = ground.hosts.on(ground.here).locks, f"w{number()}"
    locks.take(name, fence=5, holder="me")
    for _ in range(2):
        locks.release(name, fence=5)
    locks.take(name, fence=1, holder="another")


def test_locks_are_one_for_each_name_and_host(ground: Ground) -> None:
    """Otherwise workloads would wait for each other, or a lock on one host would not be seen."""
    name = f"w{number()}"
    ground.hosts.on(ground.here).locks.take(name, fence=2, holder="a")
    ground.hosts.on(ground.here).locks.take(f"{name}-2", fence=1, holder="b")
    ground.hosts.on(ground.there).locks.take(name, fence=1, holder="c")
