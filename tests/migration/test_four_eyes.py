"""Four eyes, where the municipality wants them: who said go does not also accept, nor let the old side go."""

import pytest

from flytt.migration.answer import Reply, answer
from flytt.migration.drive import drive
from flytt.migration.errors import BadInput
from flytt.migration.next_action import Ask
from flytt.migration.perform import Performer
from flytt.migration.planner import make_plan
from flytt.migration.workload import Approver
from tasks.catalogue import find
from tests.driving import bring_on, journal_of, set_goal, unsigned
from tests.worlds import MORNING, RUNBOOKS, Twins, municipality, planned, twins, workload


def _scene(*, four_eyes: bool) -> Twins:
    two = (Approver(id="leder", role="leader"), Approver(id="fag", role="who knows it"))
    described = municipality([workload("integration")], approvers=two, four_eyes=four_eyes)
    scene = twins(plan=make_plan(described, RUNBOOKS, MORNING))
    set_goal(scene, "verified")
    bring_on(scene)
    return scene


def _asked(scene: Twins, checkpoint: str) -> Ask:
    set_goal(scene, checkpoint)
    journal = journal_of(scene)
    lease = journal.take_lease(planned(scene).id, "asking", "test", takeover=True)
    performer = Performer(journal, scene.world, scene.vault, find, lease)
    outcome = drive(scene.plan, planned(scene), journal, performer.perform, scene.clock)
    assert isinstance(outcome, Ask)
    return outcome


def _reply(scene: Twins, gate: str, who: str, *, go: bool = True) -> None:
    reply = Reply(gate=gate, go=go, who=who, why="" if go else "not yet")
    answer(scene.plan, journal_of(scene), scene.clock, reply, unsigned)


def test_another_accepts_and_another_lets_the_old_side_go() -> None:
    """One person could take a system away, declare it right, and delete what it was compared with."""
    scene = _scene(four_eyes=True)
    accept = _asked(scene, "open").gate
    with pytest.raises(BadInput, match="four eyes"):
        _reply(scene, accept, "leder")
    _reply(scene, accept, "fag")
    scene.clock.advance(days=40)
    retire = _asked(scene, "retired").gate
    with pytest.raises(BadInput, match="four eyes"):
        _reply(scene, retire, "leder")
    _reply(scene, retire, "fag")


def test_who_said_go_may_still_say_no() -> None:
    """Somebody who sees that it is wrong would be told to find another to say so."""
    scene = _scene(four_eyes=True)
    _reply(scene, _asked(scene, "open").gate, "leder", go=False)


def test_one_is_enough_where_nobody_asked_for_more() -> None:
    """A small municipality with one approver could never open anything."""
    scene = _scene(four_eyes=False)
    _reply(scene, _asked(scene, "open").gate, "leder")
