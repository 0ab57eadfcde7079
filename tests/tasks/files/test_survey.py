"""The survey of drives: what a person must decide is found weeks before."""

from flytt.migration.evidence import Verification
from tasks.catalogue import find
from tests.sweeps.ground import entry, untouched
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
