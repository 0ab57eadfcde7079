"""A pass over all drives that is cut off: it goes on with those that it has not been through."""

from dataclasses import dataclass, field, replace
from typing import cast

import pytest

from flytt.migration.drives import Changes, Drives, TenantDrives
from flytt.migration.next_action import Done
from flytt.migration.ports import World
from tests.driving import Killed, Wires, bring_on, roll_back, set_goal
from tests.sweeps.ground import LAST, approached, finished, untouched
from tests.worlds import Twins

KIND, KEY = "tenant-files", "first-delta"


@dataclass
class _Old:
    """The old side's drives: notes whose changes are read, and dies where it is told to."""

    inner: TenantDrives
    dies_at: str = ""
    asked: list[str] = field(default_factory=list[str])

    def __getattr__(self, name: str) -> object:
        return getattr(self.inner, name)

    def changes(self, drive: str, token: str = "") -> Changes:
        if drive == self.dies_at:
            raise Killed
        self.asked.append(drive)
        return self.inner.changes(drive, token)


@dataclass
class _Drives:
    """Both tenants' drives, the old ones watched."""

    inner: Drives
    old: _Old

    def on(self, tenant: str) -> TenantDrives:
        return cast("TenantDrives", self.old) if tenant == "old" else self.inner.on(tenant)


def _watched(scene: Twins, dies_at: str = "") -> tuple[World, _Old]:
    old = _Old(scene.world.drives.on("old"), dies_at)
    return replace(scene.world, drives=cast("Drives", _Drives(scene.world.drives, old))), old


def _order(scene: Twins) -> list[str]:
    """Return the drives in the order in which a pass comes to them."""
    fork = scene.fork()
    world, old = _watched(fork)
    set_goal(fork, "prepared")
    assert bring_on(fork, wires=Wires(world=world)) == Done("prepared")
    return list(dict.fromkeys(old.asked))


def _killed_between_drives() -> tuple[Twins, str, str]:
    """Return a world whose writer died in a pass, after one drive and before the other."""
    scene = approached(KIND, KEY).fork()
    first, later = _order(scene)
    world, old = _watched(scene, later)
    with pytest.raises(Killed):
        bring_on(scene, wires=Wires(world=world))
    assert old.asked == [first]
    scene.clock.advance(minutes=2)
    return scene, first, later


def test_a_drive_that_a_killed_pass_has_been_through_is_not_read_again() -> None:
    """Each kill would cost requests for every drive of the municipality that is through already."""
    scene, _, later = _killed_between_drives()
    world, old = _watched(scene)
    set_goal(scene, "prepared")
    assert bring_on(scene, wires=Wires(world=world)) == Done("prepared")
    assert old.asked == [later]
    set_goal(scene, LAST)
    assert bring_on(scene) == Done(LAST)
    assert scene.snapshot() == finished(KIND).snapshot


def test_a_pass_that_was_taken_back_goes_through_all_drives_again() -> None:
    """What changed in a drive that the former attempt had been through would never be copied."""
    scene, first, later = _killed_between_drives()
    assert roll_back(scene) == Done("before")
    assert scene.snapshot() == untouched(KIND).snapshot()
    world, old = _watched(scene)
    set_goal(scene, "prepared")
    assert bring_on(scene, wires=Wires(world=world)) == Done("prepared")
    assert sorted(old.asked[-2:]) == sorted([first, later])
    assert old.asked.count(first) == old.asked.count(later) > 1
