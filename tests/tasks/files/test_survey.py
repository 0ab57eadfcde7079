"""The survey of drives: what a person must decide is found weeks before."""

from flytt.migration.directory import Speed
from flytt.migration.drives import Entry, Grant
from flytt.migration.evidence import Verification
from flytt.migration.next_action import Done
from tasks.catalogue import find
from tasks.files.survey import cutover_seconds
from tests.driving import bring_on, set_goal, state_of
from tests.sweeps.ground import entry, untouched
from tests.tenants import object_id
from tests.worlds import Twins


def surveyed(scene: Twins) -> Verification:
    """Return what the survey says of a world."""
    planned = entry("tenant-files", "survey")
    step = find(planned.step)
    want = step.want.model_validate(planned.values)
    was = step.plan(want, scene.world)
    return step.verify(want, was, step.do(want, was, scene.world), scene.world)


def test_a_path_that_is_too_long_is_found_from_the_folders_above() -> None:
    """The track of changes tells no paths: such a file would stop the copying, named by nobody before."""
    scene = untouched("tenant-files").fork()
    drive = next(one for one in scene.drives.on("old").drives.values() if one.id == "old-delt")
    within = drive.write(f"{'a' * 200}/{'b' * 193}/c.txt", b"")
    beyond = drive.write(f"{'a' * 200}/{'b' * 193}/de.txt", b"")
    (said,) = surveyed(scene).differing
    assert said == f"{drive.owner} item {beyond.id}: its path is longer than 400 letters"
    assert within.id not in said


def test_rights_on_a_whole_drive_are_named() -> None:
    """Whoever was let into all of a library would be shut out of the new one, and nobody know why."""
    scene = untouched("tenant-files").fork()
    drive = next(one for one in scene.drives.on("old").drives.values() if one.id == "old-delt")
    whom = object_id("old/ein")
    own = Grant(id="0", to=drive.owner, kind="user", roles=("write",))
    drive.rights["old-delt-top"] = {"0": own, "1": Grant(id="1", to=whom, kind="user", roles=("read",))}
    named = [line for line in surveyed(scene).skipped if "on the whole drive" in line]
    assert named == [f"{drive.owner}: rights of {whom} on the whole drive, not given again"]


def test_what_does_not_move_is_named_and_not_copied() -> None:
    """A shortcut would become an empty file, a notebook stop the pass, and a library stay behind unseen."""
    scene = untouched("tenant-files").fork()
    drive = next(one for one in scene.drives.on("old").drives.values() if one.id == "old-delt")
    drive.beside = ("b!other",)
    for name, odd in (("Notatblokk", "package"), ("Snarvei", "remoteItem")):
        drive.put(Entry(id=f"odd-{odd}", name=name, parent="old-delt-top", odd=odd, change="1"))
    inside = Entry(id="inside", name="Del.one", parent="odd-package", size_bytes=3, change="1", tag="t")
    drive.put(inside)
    drive.content[inside.id] = b"one"
    said = surveyed(scene)
    assert said.differing == ()
    assert {
        f"{drive.owner} library b!other: beside the default one, not moved",
        f"{drive.owner} item odd-package: package, neither folder nor file, not copied",
        f"{drive.owner} item odd-remoteItem: remoteItem, neither folder nor file, not copied",
    } <= set(said.skipped)
    set_goal(scene, "verified")
    assert bring_on(scene) == Done("verified")
    new = next(one for one in scene.drives.on("new").drives.values() if one.id == "new-delt")
    assert not {"Notatblokk", "Snarvei", "Del.one"} & {one.name for one in new.items.values()}
    planned = entry("tenant-files", "compare")
    receipt = state_of(scene).workload("tenant-files").step(planned.key)
    step = find(planned.step)
    want = step.want.model_validate(planned.values)
    was, seen = step.was.model_validate(receipt.was), step.receipt.model_validate(receipt.receipt)
    skipped = step.verify(want, was, seen, scene.world).skipped
    assert {"1 × library beside the default one", "2 × notebook or shortcut, not copied"} <= set(skipped)


def test_the_window_holds_both_last_passes_and_the_closing() -> None:
    """A window would be promised in which the old drives are not even closed yet."""
    speed = Speed(reads=20, writes=20)
    asked = cutover_seconds(18_000, 0, 0, speed, speed)
    changes, closing, comparing = 2 * 18_000 / 20, 4 * 18_000 / 20, 4 * 18_000 / 20
    assert asked >= changes + closing + comparing
    assert cutover_seconds(18_000, 100_000, 0, speed, speed) > asked + 4 * 100_000 / 20
