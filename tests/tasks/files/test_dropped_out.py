"""Somebody drops out of a move, or comes into it, after drives were made ready: it is said."""

from flytt.migration.evidence import Verification
from flytt.migration.next_action import Done
from flytt.migration.record import Json
from tasks.catalogue import find
from tests.driving import bring_on, set_goal
from tests.sweeps.ground import entry, untouched
from tests.tenants import object_id
from tests.worlds import Twins

LEAVES = object_id("old/delt")


def copied() -> Twins:
    """Return a world in which everything is copied."""
    scene = untouched("tenant-files").fork()
    set_goal(scene, "prepared")
    assert bring_on(scene) == Done("prepared")
    return scene


def compared(scene: Twins, **otherwise: Json) -> Verification:
    """Compare, with a mapping that differs so."""
    planned = entry("tenant-files", "compare")
    step = find(planned.step)
    want = step.want.model_validate({**planned.values, **otherwise})
    was = step.plan(want, scene.world)
    return step.verify(want, was, step.do(want, was, scene.world), scene.world)


def test_a_drive_that_is_there_no_more_is_named() -> None:
    """Somebody's files of the last weeks would stay behind, and the comparison be called whole."""
    scene = copied()
    del scene.drives.on("old").drives[LEAVES]
    said = f"{LEAVES}: was to move when drives were made ready, and does not any more"
    assert said in compared(scene).differing


def test_who_fits_no_row_any_more_is_named() -> None:
    """Somebody who got another licence would lose what was saved since, in silence."""
    rows: list[Json] = [{"id": "pupils", "fits": {"licence": "PUPILS"}, "leave": True}]
    said = compared(copied(), people=rows).differing
    assert f"{LEAVES}: fits no row of people" in said
    assert f"{LEAVES}: was to move when drives were made ready, and does not any more" in said


def test_who_came_later_is_named() -> None:
    """A drive that nobody found empty would be copied into, and mixed with somebody's files."""
    scene = untouched("tenant-files").fork()
    waiting = scene.drives.on("old").drives.pop(LEAVES)
    set_goal(scene, "prepared")
    assert bring_on(scene) == Done("prepared")
    scene.drives.on("old").drives[LEAVES] = waiting
    assert f"{LEAVES}: moves by the rules, and came after drives were made ready" in compared(scene).differing


def test_going_back_takes_the_copies_of_who_dropped_out() -> None:
    """Copies of somebody's files would lie in the new tenant for ever, and the way back be called whole."""
    scene = copied()
    planned = entry("tenant-files", "copy-all")
    step = find(planned.step)
    want = step.want.model_validate(planned.values)
    del scene.drives.on("old").drives[LEAVES]
    step.undo(want, step.plan(want, scene.world), None, scene.world)
    drive = next(one for one in scene.drives.on("new").drives.values() if one.id == "new-delt")
    assert [drive.path(one) for one in drive.items.values() if one.own and one.size_bytes] == []
