"""Copies are taken back: what people wrote meanwhile stays, whatever happens in between."""

from dataclasses import dataclass

import pytest

from flytt.adapters.memory.drive import MemoryDrive
from flytt.adapters.memory.drives import MemoryTenantDrives
from flytt.migration.drives import Entry
from flytt.migration.errors import ChangedByOthers
from flytt.migration.files import KEPT
from flytt.migration.next_action import Done
from tasks.catalogue import find
from tests.driving import bring_on, set_goal
from tests.sweeps.ground import entry, untouched
from tests.worlds import Twins


@dataclass
class Busy(MemoryTenantDrives):
    """Drives in which moving something never works out: others always are in between."""

    def change(self, drive: str, item: str, parent: str, like: Entry, *, seen: str = "") -> Entry | None:
        """Change nothing."""
        del drive, item, parent, like, seen


def copied() -> tuple[Twins, MemoryDrive]:
    """Return a world in which everything is copied, and one of its new drives."""
    scene = untouched("tenant-files").fork()
    set_goal(scene, "prepared")
    assert bring_on(scene) == Done("prepared")
    return scene, next(one for one in scene.drives.on("new").drives.values() if one.id == "new-delt")


def taken_back(scene: Twins) -> None:
    """Take the first copy back."""
    planned = entry("tenant-files", "copy-all")
    step = find(planned.step)
    want = step.want.model_validate(planned.values)
    step.undo(want, step.plan(want, scene.world), None, scene.world)


def test_what_was_left_is_named_until_people_have_seen_to_it() -> None:
    """A step that names a file would stand still for ever, though somebody has put the right one there."""
    scene = untouched("tenant-files").fork()
    drive = next(one for one in scene.drives.on("new").drives.values() if one.id == "new-delt")
    ready, planned = entry("tenant-files", "create-targets"), entry("tenant-files", "copy-all")
    first, step = find(ready.step), find(planned.step)
    want = first.want.model_validate(ready.values)
    first.do(want, first.plan(want, scene.world), scene.world)
    drive.write("Årsplan.docx", b"theirs")
    want = step.want.model_validate(planned.values)
    was = step.plan(want, scene.world)
    receipt = step.do(want, was, scene.world)
    (said,) = step.verify(want, was, receipt, scene.world).differing
    assert "changed by others on the new side" in said
    assert "docx" not in said
    drive.write("Årsplan.docx", b"plan")
    assert step.verify(want, was, receipt, scene.world).passed


def test_what_people_wrote_is_kept_and_the_copies_go() -> None:
    """Somebody's work of a day would be in the recycle bin, and nobody would know."""
    scene, drive = copied()
    drive.write("Møter/2023/deira.txt", b"theirs")
    drive.write("Årsplan.docx", b"theirs too")
    taken_back(scene)
    there = {drive.path(one): drive.content.get(one.id) for one in drive.items.values() if not one.folder}
    kept = {path: body for path, body in there.items() if path.startswith(f"/{KEPT}/")}
    assert kept == {f"/{KEPT}/deira.txt": b"theirs", f"/{KEPT}/Årsplan.docx": b"theirs too"}
    assert [body for path, body in there.items() if path not in kept] == [b""]


def test_what_cannot_be_put_aside_is_not_removed() -> None:
    """A folder would be removed with somebody's file in it that could not be moved out."""
    scene, drive = copied()
    deep, flat = drive.write("Møter/2023/deira.txt", b"theirs"), drive.write("deira.txt", b"theirs")
    new = scene.drives.on("new")
    scene.drives.tenants["new"] = Busy("new", new.drives)
    with pytest.raises(ChangedByOthers, match="People are writing"):
        taken_back(scene)
    assert {deep.id, flat.id} <= drive.items.keys()
    scene.drives.tenants["new"] = new
    taken_back(scene)
    assert {deep.id, flat.id} <= drive.items.keys()
    assert drive.path(drive.items[deep.id]).startswith(f"/{KEPT}/")
