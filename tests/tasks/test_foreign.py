"""Steps meet what others did, or never said: nothing of theirs is lost, and nothing is made up."""

import pytest

from flytt.migration.errors import ChangedByOthers, NotFound
from flytt.migration.next_action import Done
from flytt.migration.runbook import StepEntry
from flytt.migration.workload import Kind
from tasks.catalogue import find
from tests.driving import bring_on, set_goal, state_of
from tests.worlds import Twins, planned, twins


def _step(kind: Kind, id_: str) -> tuple[Twins, StepEntry]:
    scene = twins(kind)
    return scene, next(s for s in planned(scene).steps if s.step == id_)


def test_an_edit_made_while_flytt_was_dead_is_kept() -> None:
    """The writer dies before the effect, people edit the file, and resuming overwrites their work."""
    scene, entry = _step("server-application", "application.configure")
    step, files = find(entry.step), scene.hosts.on("new").files
    want = step.want.model_validate(entry.values)
    was = step.plan(want, scene.world)
    files.write("/etc/elev.json", b'{"edited": "by people"}')
    step.do(want, was, scene.world)
    kept = [path for path in scene.hosts.hosts["new"].content if path.startswith("/etc/elev.json.kept-")]
    assert [files.read(path) for path in kept] == [b'{"edited": "by people"}']
    assert step.verify(want, was, step.do(want, was, scene.world), scene.world).passed


def test_a_page_without_an_instance_stops_before_the_vendor_is_asked() -> None:
    """`None` would be kept as the instance to go back to, and no way back would ever be found right."""
    scene, entry = _step("hosted-application", "hosted.vendor-moves")
    del scene.documents.documents["vendors/fag"]["instance"]
    step = find(entry.step)
    with pytest.raises(NotFound, match="which instance"):
        step.plan(step.want.model_validate(entry.values), scene.world)


def test_a_value_that_changes_in_the_merged_register_is_seen() -> None:
    """Row counts alone would call a register right in which a name has become another."""
    scene, entry = _step("merged-instances", "merged.merge-databases")
    set_goal(scene, "verified")
    assert bring_on(scene) == Done("verified")
    step, at = find(entry.step), state_of(scene).workload("merged-instances").step(entry.key)
    want, was = step.want.model_validate(entry.values), step.was.model_validate(at.was)
    receipt = step.receipt.model_validate(at.receipt)
    assert step.verify(want, was, receipt, scene.world).passed
    content = scene.hosts.hosts["new"].content
    content["/srv/kai.db"] = content["/srv/kai.db"].replace(b"Ein annan", b"Ein andre")
    assert not step.verify(want, was, receipt, scene.world).passed


@pytest.mark.parametrize("id_", ["application.dump-database", "application.transfer-dump"])
def test_a_file_that_others_put_in_the_dump_s_place_is_not_deleted(id_: str) -> None:
    """Going back would delete somebody's only copy because it has the name of a dump."""
    scene, entry = _step("server-application", id_)
    assert bring_on_to_open(scene) == Done("open")
    at = state_of(scene).workload(planned(scene).id).step(entry.key)
    step = find(entry.step)
    want = step.want.model_validate(entry.values)
    host, path = (
        (entry.values["host"], entry.values["path"])
        if id_ == "application.dump-database"
        else (entry.values["target_host"], entry.values["target_path"])
    )
    files = scene.hosts.on(str(host)).files
    files.write(str(path), b"somebody's own")
    receipt = step.receipt.model_validate(at.receipt)
    with pytest.raises(ChangedByOthers, match="no longer the file"):
        step.undo(want, step.was.model_validate(at.was), receipt, scene.world)
    assert files.read(str(path)) == b"somebody's own"


def bring_on_to_open(scene: Twins) -> object:
    """Move it, and say where it came."""
    set_goal(scene, "open")
    return bring_on(scene)
