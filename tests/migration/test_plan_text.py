"""A plan that another version of Flytt wrote is the same plan, under the same hash."""

import json

import pytest

from flytt.migration.errors import Tampered
from flytt.migration.events import PlanAdopted
from flytt.migration.plan import Plan
from flytt.migration.record import digest
from tests.driving import journal_of
from tests.worlds import Twins, twins


def _adopted_by_an_older_version(scene: Twins, *, altered: bool = False) -> str:
    """Adopt the plan as it was written before it had the fields `support` and `practice_settings`."""
    older = scene.plan.as_json()
    del older["support"]
    workloads = older["workloads"]
    assert isinstance(workloads, list)
    for row in workloads:
        assert isinstance(row, dict)
        del row["practice_settings"]
    text = json.dumps(older)
    plan_hash = digest({key: value for key, value in older.items() if key != "made_at"})
    kept = text.replace("Fellesmilj", "Andre milj") if altered else text
    scene.store.put_document(digest(text), kept)
    journal_of(scene).append(PlanAdopted(plan_hash=plan_hash, document=digest(text)))
    return plan_hash


def test_a_plan_from_before_an_upgrade_is_still_the_plan_in_force() -> None:
    """Every move that is open would be called tampered with on the day that a plan gets a new field."""
    scene = twins("server-application")
    plan_hash = _adopted_by_an_older_version(scene)
    plan = journal_of(scene).plan()
    assert plan.hash == plan_hash
    assert plan.workloads == scene.plan.workloads


def test_an_altered_plan_is_still_found() -> None:
    """Approvals bind to the hash: a text that was changed under it would be moved by."""
    scene = twins("server-application")
    _adopted_by_an_older_version(scene, altered=True)
    with pytest.raises(Tampered):
        journal_of(scene).plan()


def test_a_copy_with_a_change_has_a_hash_of_its_own() -> None:
    """A changed plan would go under the approvals of the one it was made from."""
    plan = Plan.from_text(twins("server-application").plan.model_dump_json())
    assert plan.changed(target="Elsewhere").hash != plan.hash
