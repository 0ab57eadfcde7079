"""New drives are made ready: nobody's place is taken by two, and nobody's copies by another workload."""

import pytest

from flytt.migration.drive_settings import TenantFiles
from flytt.migration.errors import ChangedByOthers
from flytt.migration.files import owners
from flytt.migration.next_action import Done
from flytt.migration.record import Json
from tasks.catalogue import find
from tests.drives import FILES_SETTINGS, WHOM
from tests.driving import bring_on, set_goal
from tests.sweeps.ground import entry, untouched
from tests.tenants import object_id
from tests.worlds import Twins

STEP = find("files.create-targets")


def made(scene: Twins, **otherwise: Json) -> None:
    """Plan and make new drives ready, as a workload does that differs so."""
    planned = entry("tenant-files", "create-targets")
    want = STEP.want.model_validate({**planned.values, **otherwise})
    STEP.do(want, STEP.plan(want, scene.world), scene.world)


def taken_back(scene: Twins) -> None:
    """Take it back."""
    planned = entry("tenant-files", "create-targets")
    want = STEP.want.model_validate(planned.values)
    STEP.undo(want, STEP.traces(want, scene.world).was, None, scene.world)


def rows(into: str) -> Json:
    """Return the rows of a mapping, into that folder."""
    return [
        {"id": "pupils", "fits": {"licence": "PUPILS"}, "leave": True},
        {"id": "staff", "fits": {"licence": "STAFF"}, "into": into},
    ]


@pytest.mark.parametrize(
    ("first", "second"), [("", ""), ("", "Fra Fjordvik"), ("Arkiv", ""), ("Arkiv", "arkiv")]
)
def test_a_place_in_which_another_workload_moves_is_refused(first: str, second: str) -> None:
    """Its files would be written over, and go when the other is taken back: both bear Flytt's mark."""
    scene = untouched("tenant-files").fork()
    made(scene, people=rows(first))
    before = scene.drives.snapshot()
    with pytest.raises(ChangedByOthers):
        made(scene, people=rows(second), kept_as="another")
    assert scene.drives.snapshot() == before


def test_two_workloads_move_into_folders_of_their_own() -> None:
    """Two old tenants could never come together in one."""
    scene = untouched("tenant-files").fork()
    made(scene, people=rows("Fra den eine"))
    made(scene, people=rows("Fra den andre"), kept_as="another")


def test_a_place_is_free_again_when_the_other_is_taken_back() -> None:
    """A workload that was given up would keep its place for ever."""
    scene = untouched("tenant-files").fork()
    made(scene, kept_as=entry("tenant-files", "create-targets").values["kept_as"])
    taken_back(scene)
    made(scene, kept_as="another")


def test_copies_of_which_this_ledger_knows_nothing_are_somebodys() -> None:
    """Copies that another ledger's Flytt made there would be taken for one's own, and removed."""
    scene = untouched("tenant-files").fork()
    set_goal(scene, "prepared")
    assert bring_on(scene) == Done("prepared")
    with pytest.raises(ChangedByOthers, match="not empty"):
        made(untouched_ledger(scene))


def untouched_ledger(scene: Twins) -> Twins:
    """Return the same drives under a ledger in which nothing has happened."""
    other = untouched("tenant-files").fork()
    other.drives.tenants = scene.drives.tenants
    return other


def test_two_who_would_share_a_place_are_named() -> None:
    """Two people's files would be mixed in one drive, and those of one name written over each other."""
    scene = untouched("tenant-files").fork()
    settings = TenantFiles.model_validate(FILES_SETTINGS)
    old = scene.tenants.on("old")
    there = {object_id(f"old/{one}"): object_id("new/same") for one in WHOM}
    found = owners(settings, old.people(), old.groups(), old.skus(), there)
    assert found.crowded == tuple(sorted(there))
    apart = {one: object_id(f"new/{one}") for one in there}
    assert owners(settings, old.people(), old.groups(), old.skus(), apart).crowded == ()
