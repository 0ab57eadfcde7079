"""What people wrote on a share's new side: kept through a rollback, and offered back."""

import pytest

from flytt.cli.share_back import job_of
from flytt.migration.errors import BadInput
from flytt.migration.kept_aside import kept_aside
from flytt.migration.next_action import Done
from flytt.reports.reconciliation_page import reconciliation_page
from flytt.reports.status import status
from flytt.reports.table import status_table
from tests.driving import events_of, move, roll_back, state_of
from tests.worlds import Twins, planned, twins

OLD, NEW = "/srv/felles", "/srv/felles"


def _rolled_back() -> Twins:
    scene = twins("file-share")
    assert move(scene) == Done("open")
    scene.hosts.on("new").content[f"{NEW}/mappe/ny"] = b"written by people"
    assert roll_back(scene) == Done("before")
    return scene


def test_the_command_that_brings_it_back_stands_where_it_is_told() -> None:
    """People would be told that their work is kept, and nobody would know how to give it to them."""
    scene = _rolled_back()
    now = scene.clock.now()
    command = f"flytt share back {scene.plan.municipality} file-share --into FRA-NY-SIDE-{now:%Y-%m-%d}"
    events = events_of(scene)
    found = status(scene.plan, state_of(scene), events, (), now)
    assert found.workloads[0].written_since[0].next_command == command
    assert command in status_table(found), "it is broken over two lines, or not shown"
    assert command in reconciliation_page(scene.plan, state_of(scene), events, now)


def test_it_comes_beside_what_is_there_and_the_share_moves_again() -> None:
    """What was given back would be lost in the next move, or stop it."""
    scene = _rolled_back()
    job = job_of(scene.plan, "file-share")
    scene.shares.bring_back(job, "FRA-NY-SIDE")
    assert scene.hosts.on("old").content[f"{OLD}/FRA-NY-SIDE/mappe/ny"] == b"written by people"
    assert move(scene) == Done("open")
    assert scene.hosts.on("new").content[f"{NEW}/FRA-NY-SIDE/mappe/ny"] == b"written by people"
    assert move(scene, "retired") == Done("retired")
    kept = [p for p in scene.hosts.on("new").content if "/written/" in p]
    assert len(kept) == 1, "retiring deleted what its owner had not let go"


def test_what_two_rollbacks_of_a_day_kept_is_offered_apart() -> None:
    """The second offer would name the first one's folder, and bring nothing, or everything once more."""
    scene = _rolled_back()
    job = job_of(scene.plan, "file-share")
    day = f"FRA-NY-SIDE-{scene.clock.now():%Y-%m-%d}"
    scene.shares.bring_back(job, day)
    assert move(scene) == Done("open")
    scene.hosts.on("new").content[f"{NEW}/mappe/senere"] = b"written later"
    assert roll_back(scene) == Done("before")
    kept = kept_aside(scene.plan.municipality, planned(scene), events_of(scene))
    assert [one.next_command.rpartition(" ")[2] for one in kept] == [day, f"{day}-2"]
    found = status(scene.plan, state_of(scene), events_of(scene), (), scene.clock.now())
    assert found.workloads[0].written_since[0].next_command == kept[1].next_command
    scene.shares.bring_back(job, f"{day}-2")
    old = scene.hosts.on("old").content
    assert {p for p in old if f"{day}-2/" in p} == {f"{OLD}/{day}-2/mappe/senere"}


def test_what_is_no_share_is_refused_by_name() -> None:
    """A typing error would end in a traceback, or in another share's files."""
    with pytest.raises(BadInput, match="file-share"):
        job_of(_rolled_back().plan, "file-shares")
