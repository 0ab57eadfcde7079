"""Older versions that the old side thins out, refuses or keeps twice, while a file is on its way."""

from dataclasses import dataclass, field, replace
from typing import cast

import pytest

from flytt.migration.drives import Drives, FileVersion, TenantDrives
from flytt.migration.errors import CommandFailed
from flytt.migration.next_action import Done, Stuck
from flytt.migration.ports import World
from tests.driving import Killed, Wires, bring_on, set_goal
from tests.tasks.files.test_versions import DEEP, PLAN, at, before, checked, held, moved, new, old, watched
from tests.worlds import Twins


@dataclass
class _Old:
    """An old side that lists some versions of a file no longer, and refuses others."""

    inner: TenantDrives
    loss: "Lossy"

    def __getattr__(self, name: str) -> object:
        return getattr(self.inner, name)

    def versions(self, drive: str, item: str) -> tuple[FileVersion, ...]:
        listed = self.inner.versions(drive, item)
        return tuple(one for one in listed if item != self.loss.item or one.id not in self.loss.thinned)

    def read_version(self, drive: str, item: str, version: FileVersion, first: int, size_bytes: int) -> bytes:
        if item == self.loss.item and version.id in self.loss.refused:
            raise CommandFailed("Reading a version", exit_status=423, stderr="")
        return self.inner.read_version(drive, item, version, first, size_bytes)


@dataclass
class Lossy:
    """Drives of both tenants; what the old one says of one item is less than it was."""

    inner: Drives
    item: str
    thinned: set[str] = field(default_factory=set[str])
    refused: set[str] = field(default_factory=set[str])

    def on(self, tenant: str) -> TenantDrives:
        found = self.inner.on(tenant)
        return cast("TenantDrives", _Old(found, self)) if tenant == "old" else found


def lossy(scene: Twins, path: str, *, thinned: str = "", refused: str = "") -> World:
    """Return the world in which the old side has lost versions of a file."""
    item = at(old(scene), path).id
    drives = Lossy(scene.world.drives, item, {thinned}, {refused})
    return replace(scene.world, drives=cast("Drives", drives))


def test_no_version_is_written_again_when_the_one_that_was_noted_is_gone() -> None:
    """The whole history would lie on top of itself, in libraries that thin out what is some weeks old."""
    scene = before()
    moved(scene, "prepared")
    was = held(new(scene), PLAN)
    for content in (b"plan 3", b"plan 4"):
        old(scene).write(PLAN, content)
    moved(scene, wires=Wires(world=lossy(scene, PLAN, thinned="5.0")))
    assert held(new(scene), PLAN) == [*was, b"plan 3", b"plan 4"]


def test_a_new_name_writes_no_version_again_when_the_one_that_was_noted_is_gone() -> None:
    """A file that only got a new name would get its whole history a second time."""
    scene = before()
    moved(scene, "prepared")
    was, drive = held(new(scene), PLAN), old(scene)
    file = at(drive, PLAN)
    world = lossy(scene, PLAN, thinned="5.0")
    drive.write(PLAN, b"plan")
    drive.put(at(drive, PLAN).changed(name="Plan.docx"))
    assert at(drive, "Plan.docx").id == file.id
    moved(scene, wires=Wires(world=world))
    assert held(new(scene), "Plan.docx") == was


def test_a_version_that_the_old_side_has_thinned_out_since_stops_no_window() -> None:
    """The window would be lost for what the new side has more of, and nobody could mend it."""
    scene = before()
    moved(scene, "prepared")
    world = lossy(scene, PLAN, thinned="2.0")
    set_goal(scene, "open")
    assert bring_on(scene, wires=Wires(world=world)) == Done("open")
    (line,) = (one for one in checked(scene, "compare", world).skipped if "older version" in one)
    assert line.startswith(f"{old(scene).owner} item {at(old(scene), PLAN).id}: 1 older versions")


def test_the_newest_keeps_its_time_though_it_holds_what_an_older_one_held() -> None:
    """A kill between the two would leave the file with the time of the older one."""
    scene = before()
    drive = old(scene)
    drive.write(DEEP, b"vedtak")
    drive.put(at(drive, DEEP).changed(modified="2024-05-06T07:08:09Z", change="later"))

    def wrote(what: str) -> None:
        # The session for the newest begins upon the older state of the same content.
        there = [one for one in new(scene).items.values() if one.name == at(drive, DEEP).name]
        if what == "begin" and there and new(scene).content[there[0].id] == b"vedtak":
            raise Killed

    set_goal(scene, "prepared")
    with pytest.raises(Killed):
        bring_on(scene, wires=Wires(world=watched(scene.world, wrote)))
    scene.clock.advance(minutes=2)
    assert bring_on(scene) == Done("prepared")
    assert at(new(scene), DEEP).modified == "2024-05-06T07:08:09Z"


def test_a_version_that_is_refused_for_good_keeps_no_newest_away() -> None:
    """What people work with today would not move, for the sake of a version that nobody can read."""
    scene = before()
    world = lossy(scene, PLAN, refused="2.0")
    moved(scene, "prepared", Wires(world=world))
    states = held(old(scene), PLAN)
    assert held(new(scene), PLAN) == [states[0], *states[2:]]
    (line,) = (one for one in checked(scene, "copy-all", world).skipped if "cannot be had" in one)
    assert line.startswith(f"item {at(old(scene), PLAN).id}: copied without older versions")
    assert line.endswith(" 2.0")
    assert any("lacks older versions" in one and "2.0" in one for one in checked(scene, "compare").differing)
    set_goal(scene, "open")
    assert isinstance(bring_on(scene, wires=Wires(world=world)), Stuck), "it would be called whole"
