"""The table of what plans, buckets and tasks have become."""

import csv
from pathlib import Path

from flytt.cli.planner import moved_of
from flytt.cli.table import written
from flytt.migration.next_action import Done
from tasks.plan_map import plan_map
from tests.driving import move, roll_back
from tests.worlds import planned, twins


def test_every_plan_bucket_and_task_is_in_it_once(tmp_path: Path) -> None:
    """Whoever has links to old plans, in a page or a script, could not say where they lead now."""
    scene = twins("tenant-planner")
    want = moved_of(scene.plan, planned(scene).id)
    assert move(scene) == Done("open")
    out = tmp_path / "links.csv"
    out.write_text("something longer that was there before " * 400)
    count = written(out, ("what", "old", "new"), plan_map(want, scene.world))
    with out.open(encoding="utf-8", newline="") as file:
        head, *rows = list(csv.reader(file))
    assert head == ["what", "old", "new"]
    assert len(rows) == count
    old, new = scene.tenants.planners["old"].there, scene.tenants.planners["new"].there
    moved = [old[name] for name in ("aarshjul", "drift")]
    wanted = [("plan", one.plan.id) for one in moved]
    wanted += [("bucket", key) for one in moved for key in one.buckets]
    wanted += [("task", key) for one in moved for key in one.tasks]
    assert sorted((what, source) for what, source, _ in rows) == sorted(wanted)
    there = {key for one in new.values() for key in (one.plan.id, *one.buckets, *one.tasks)}
    assert {target for *_, target in rows} <= there
    assert roll_back(scene) == Done("before")
    assert list(plan_map(want, scene.world)) == []
