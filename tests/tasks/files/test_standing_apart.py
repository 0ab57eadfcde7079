"""Items that fewer may read than the folder above: each is decided before anything is copied."""

from flytt.adapters.memory.drive import MemoryDrive
from flytt.migration.drives import Grant
from flytt.migration.evidence import Verification
from flytt.migration.next_action import Done, Stuck
from flytt.migration.planner import make_plan
from flytt.migration.record import Json
from flytt.migration.settings import SETTINGS
from flytt.reports.dossier import dossier
from tasks.catalogue import find
from tests.drives import FILES_SETTINGS
from tests.driving import bring_on, events_of, journal_of, move, set_goal, state_of
from tests.sweeps.ground import entry, untouched
from tests.tenants import object_id
from tests.worlds import MORNING, RUNBOOKS, SETTINGS_OF, Twins, municipality, twins, workload


def old_drive(scene: Twins) -> MemoryDrive:
    """Return the drive of the old side in which something stands apart."""
    return next(one for one in scene.drives.on("old").drives.values() if one.id == "old-delt")


def said(scene: Twins, step: str = "survey", **values: Json) -> Verification:
    """Return what a step that only looks says."""
    planned = entry("tenant-files", step)
    found = find(planned.step)
    want = found.want.model_validate(planned.values | values)
    was = found.plan(want, scene.world)
    return found.verify(want, was, found.do(want, was, scene.world), scene.world)


def test_a_file_that_fewer_may_read_stops_before_anything_is_copied() -> None:
    """A letter that one person closed to others would be open to everybody who reads the new folder."""
    scene = untouched("tenant-files").fork()
    drive = old_drive(scene)
    item = drive.write("Møter/Personalsak.docx", b"sak")
    drive.apart.add(item.id)
    (line,) = said(scene).differing
    assert line.startswith(f"{drive.owner} item {item.id}: fewer may read it")
    assert "read-by-all" in line
    assert "Personalsak" not in line, "a file's name would come into the ledger"
    set_goal(scene, "verified")
    assert isinstance(bring_on(scene), Stuck)
    new = next(one for one in scene.drives.on("new").drives.values() if one.id == "new-delt")
    assert [one for one in new.items.values() if not one.top] == [], "something was copied all the same"


def test_a_decision_lets_it_pass_and_is_said_to_whoever_answers() -> None:
    """What was decided would stop the move for ever, or be opened without whoever says go knowing."""
    scene = untouched("tenant-files").fork()
    item = old_drive(scene).write("Møter/Personalsak.docx", b"sak")
    old_drive(scene).apart.add(item.id)
    row: Json = {"source": item.id, "choice": "read-by-all", "why": "Asked the leader."}
    seen = said(scene, items=[row])
    assert seen.differing == ()
    assert seen.skipped[0] == "1 × item of fewer readers, open to all who read the new folder: as decided"
    assert said(scene, item_rights="looked").differing == ()


def test_one_that_stands_apart_and_is_open_to_as_many_is_not_asked_about() -> None:
    """Whoever has shared a file would be asked about it, and the ones that count be lost in that."""
    scene = untouched("tenant-files").fork()
    drive = old_drive(scene)
    item = drive.write("Bilder/Tur.jpg", b"tur")
    drive.apart.add(item.id)
    both = (
        Grant(id="1", to=drive.owner, roles=("owner",)),
        Grant(id="2", to=object_id("old/ein"), roles=("read",)),
    )
    drive.rights[item.id] = {one.id: one for one in both}
    assert said(scene).differing == ()


def test_a_folder_that_is_closed_after_the_survey_stops_the_comparison() -> None:
    """Whoever closes a folder in the weeks between would see it opened by the move, and nobody be told."""
    scene = untouched("tenant-files").fork()
    drive = old_drive(scene)
    assert said(scene).differing == ()
    folder = drive.named("old-delt-top", "Bilder")
    assert folder is not None
    drive.apart.add(folder.id)
    assert any(f"item {folder.id}: fewer may read it" in line for line in said(scene, "compare").differing)


def test_a_sites_own_group_is_named_and_can_be_decided() -> None:
    """A group without an id in the tenant would stop the survey as somebody unknown, whatever was decided."""
    scene = untouched("tenant-files").fork()
    drive = old_drive(scene)
    item = drive.write("Bilder/Tur.jpg", b"tur")
    group = "site-group:Oppvekst medlemmer"
    drive.rights[item.id] = {"1": Grant(id="1", to=group, kind="group", roles=("read",))}
    (line,) = said(scene).differing
    assert f"rights of {group}, who has no counterpart" in line
    half = FILES_SETTINGS["decisions"]
    assert isinstance(half, list)
    leave: Json = {"source": group, "choice": "leave", "why": "Nobody is in it."}
    mapped: Json = {
        "source": group,
        "choice": "same-as",
        "target": object_id("new/framand"),
        "why": "She alone.",
    }
    for row in (leave, mapped):
        assert said(scene, decisions=[*half, row]).differing == ()


def test_an_owner_who_is_not_the_drives_is_named() -> None:
    """Somebody who could do everything with a folder would lose it in silence."""
    scene = untouched("tenant-files").fork()
    drive, whom = old_drive(scene), object_id("old/ein")
    item = drive.write("Bilder/Tur.jpg", b"tur")
    drive.rights[item.id] = {"1": Grant(id="1", to=whom, roles=("owner",))}
    seen = said(scene)
    assert seen.differing == ()
    assert f"{drive.owner} item {item.id}: {whom} is an owner of it, not given again" in seen.skipped


def test_what_was_decided_to_be_opened_stands_where_go_is_answered() -> None:
    """Whoever says go would open a closed folder to everybody, and learn of it from people."""
    scene = twins("tenant-files")
    item = old_drive(scene).write("Møter/Personalsak.docx", b"sak")
    old_drive(scene).apart.add(item.id)
    assert isinstance(move(scene), Stuck)
    row: Json = {"source": item.id, "choice": "read-by-all", "why": "Asked the leader."}
    whole = SETTINGS["tenant-files"].model_validate({**SETTINGS_OF["tenant-files"], "items": [row]}).as_json()
    plan = make_plan(municipality([workload("tenant-files", settings=whole)]), RUNBOOKS, MORNING)
    journal_of(scene).adopt(plan)
    scene.plan = plan
    assert move(scene) == Done("open")
    state = state_of(scene)
    for name in ("go.", "accept."):
        (gate,) = [one for key, one in state.gates.items() if key.startswith(name)]
        page = dossier(scene.plan, state, events_of(scene), gate, scene.clock.now())
        said_there = page.partition("## Det som ikke er med")[2]
        assert "1 × item of fewer readers, open to all who read the new folder: as decided" in said_there
