"""Workloads together: gates they share, dependencies, rollback of one, stopping, plans that change."""

from datetime import timedelta

import pytest

from flytt.migration.answer import Reply, answer
from flytt.migration.drive import Outcome, drive
from flytt.migration.errors import BadInput, Fenced, IllegalEvent
from flytt.migration.events import GateAnswered, StopRequested
from flytt.migration.next_action import Ask, Done, Stuck, Wait, is_open, next_action
from flytt.migration.perform import Performer
from flytt.migration.plan import Plan
from flytt.migration.planner import make_plan
from flytt.migration.workload import Dependency
from tasks.catalogue import find
from tests.driving import bring_on, events_of, journal_of, move, roll_back, set_goal, state_of, unsigned
from tests.worlds import MORNING, RUNBOOKS, Twins, municipality, planned, twins, workload

PAIR = ("server-application", "integration")


def _until_asked(scene: Twins, id_: str = "") -> Outcome:
    """Bring it on and answer nothing."""
    one = scene.plan.workload(id_) if id_ else planned(scene)
    journal = journal_of(scene)
    scene.runs += 1
    lease = journal.take_lease(one.id, f"run {scene.runs}", "test", takeover=True)
    performer = Performer(journal, scene.world, scene.vault, find, lease)
    return drive(scene.plan, one, journal, performer.perform, scene.clock)


def _reply(scene: Twins, gate: str, *, go: bool = True, who: str = "leder", why: str = "") -> None:
    reply = Reply(gate=gate, go=go, who=who, why=why)
    answer(scene.plan, journal_of(scene), scene.clock, reply, unsigned)


def _asked(outcome: Outcome) -> Ask:
    assert isinstance(outcome, Ask), outcome
    assert outcome.opened is not None
    return outcome


def _depending() -> Plan:
    on = (Dependency(workload="integration", why="it sends there"),)
    return make_plan(
        municipality([workload("server-application", depends_on=on), workload("integration")]),
        RUNBOOKS,
        MORNING,
    )


def test_one_of_a_wave_goes_back_and_the_other_is_not_asked_again() -> None:
    """A neighbour's trouble would take back what people have decided about everybody else."""
    scene = twins(*PAIR)
    for id_ in PAIR:
        set_goal(scene, "open", workload=id_)
    ready = {id_: scene.plan.workload(id_) for id_ in PAIR}
    for _ in range(3):
        for one in ready.values():
            bring_on(scene, one)
    assert all(is_open(one, state_of(scene)) for one in ready.values())
    set_goal(scene, "before", backward=True, workload=PAIR[0])
    assert bring_on(scene, ready[PAIR[0]]) == Done("before")
    now = scene.clock.now()
    assert next_action(scene.plan, ready[PAIR[1]], state_of(scene), now) == Done("open")
    set_goal(scene, "open", workload=PAIR[0])
    asked = _asked(_until_asked(scene, PAIR[0]))
    assert asked.opened is not None
    assert asked.opened.attempt == 2
    assert next_action(scene.plan, ready[PAIR[1]], state_of(scene), now) == Done("open")
    assert bring_on(scene, ready[PAIR[0]]) == Done("open")
    assert next_action(scene.plan, ready[PAIR[1]], state_of(scene), now) == Done("open")


def test_who_joins_later_is_asked_about() -> None:
    """A workload nobody had prepared would be taken down on an answer given before it came along."""
    scene = twins(*PAIR)
    set_goal(scene, "open", workload=PAIR[0])
    first = _asked(_until_asked(scene, PAIR[0]))
    _reply(scene, first.gate)
    set_goal(scene, "open", workload=PAIR[1])
    second = _asked(_until_asked(scene, PAIR[1]))
    assert second.gate == first.gate
    assert second.opened is not None
    assert PAIR[1] in second.opened.workloads


def test_all_of_a_wave_come_to_its_gate_before_anybody_is_asked() -> None:
    """People would say go to a wave of which half is not prepared."""
    scene = twins(*PAIR)
    for id_ in PAIR:
        set_goal(scene, "open", workload=id_)
    waiting = _until_asked(scene, PAIR[0])
    assert isinstance(waiting, Wait)
    assert waiting.on == (PAIR[1],)
    _asked(_until_asked(scene, PAIR[1]))
    _asked(_until_asked(scene, PAIR[0]))


def test_what_others_stand_on_goes_first_and_comes_back_last() -> None:
    """An application would be on one side and what it cannot live without on the other."""
    plan = _depending()
    scene = twins(plan=plan)
    upper, lower = plan.workload("server-application"), plan.workload("integration")
    assert lower.window.end <= upper.window.start
    before = scene.snapshot()
    set_goal(scene, "open", workload=upper.id)
    with pytest.raises(BadInput, match="dependencies-open"):
        bring_on(scene, upper)
    set_goal(scene, "open", workload=lower.id)
    assert bring_on(scene, lower) == Done("open")
    assert bring_on(scene, upper) == Done("open")
    set_goal(scene, "before", backward=True, workload=lower.id)
    held = bring_on(scene, lower)
    assert isinstance(held, Wait)
    assert held.on == (upper.id,)
    set_goal(scene, "before", backward=True, workload=upper.id)
    assert bring_on(scene, upper) == Done("before")
    assert bring_on(scene, lower) == Done("before")
    assert scene.snapshot() == before


def test_a_stopped_move_begins_nothing_and_goes_on_when_asked() -> None:
    """The stop button would not stop, or nothing would start again after it."""
    scene = twins("server-application")
    set_goal(scene, "open")
    gate = _asked(_until_asked(scene)).gate
    _reply(scene, gate)
    journal_of(scene).append(StopRequested(workload=planned(scene).id, why="fire alarm"))
    there, written = scene.snapshot(), len(events_of(scene))
    stopped = bring_on(scene)
    assert isinstance(stopped, Wait)
    assert "fire alarm" in stopped.why
    assert scene.snapshot() == there
    assert [r.event.kind for r in events_of(scene)[written:]] == ["lease-taken", "lease-released"]
    assert move(scene) == Done("open")


def test_no_go_is_kept_until_somebody_asks_again() -> None:
    """A no would be asked away by a restart, or could never be taken back."""
    scene = twins("server-application")
    set_goal(scene, "open")
    gate = _asked(_until_asked(scene)).gate
    _reply(scene, gate, go=False, why="half the staff is ill")
    for _ in range(2):
        held = _until_asked(scene)
        assert isinstance(held, Wait)
        assert "half the staff is ill" in held.why
    set_goal(scene, "open")
    again = _asked(_until_asked(scene))
    assert again.opened is not None
    assert again.opened.attempt == 2
    same = _asked(_until_asked(scene))
    assert same.opened == again.opened, "every run asks anew"
    assert bring_on(scene) == Done("open")


def test_an_expired_question_is_asked_anew() -> None:
    """An old question would be answered on old evidence, or block the gate for ever."""
    scene = twins("integration")
    set_goal(scene, "open")
    asked = _asked(_until_asked(scene))
    assert asked.opened is not None
    scene.clock.wait_until(asked.opened.expires)
    with pytest.raises(BadInput, match="expired"):
        _reply(scene, asked.gate)
    again = _asked(_until_asked(scene))
    assert again.opened is not None
    assert again.opened.attempt == 2


def test_a_question_whose_evidence_changed_is_refused_and_asked_anew() -> None:
    """People would have said go to something else than what then happens."""
    scene = twins("server-application")
    set_goal(scene, "open")
    asked = _asked(_until_asked(scene))
    scene.clock.wait_until(planned(scene).window.end - timedelta(minutes=30))
    with pytest.raises(BadInput, match="evidence has changed"):
        _reply(scene, asked.gate)
    again = _asked(_until_asked(scene))
    assert again.opened is not None
    assert {c.name for c in again.opened.criteria if c.passed is False} == {"window-fits"}
    with pytest.raises(BadInput, match="window-fits"):
        _reply(scene, again.gate)


@pytest.mark.parametrize(
    ("who", "go", "why", "names"),
    [("ingen", True, "", "not among the approvers"), ("leder", False, " ", "needs a reason")],
)
def test_a_reply_that_may_not_be_given_is_refused(who: str, *, go: bool, why: str, names: str) -> None:
    """Anybody could take a municipality's systems down, or stop a move without a word."""
    scene = twins("integration")
    set_goal(scene, "open")
    gate = _asked(_until_asked(scene)).gate
    written = len(events_of(scene))
    with pytest.raises(BadInput, match=names):
        _reply(scene, gate, go=go, who=who, why=why)
    assert len(events_of(scene)) == written


def test_an_answer_for_another_plan_or_attempt_is_not_written() -> None:
    """A decision about last week's plan would start this week's."""
    scene = twins("integration")
    set_goal(scene, "open")
    asked = _asked(_until_asked(scene)).opened
    assert asked is not None
    good = GateAnswered(
        gate=asked.gate,
        attempt=asked.attempt,
        go=True,
        who="leder",
        authenticated=False,
        plan_hash=asked.plan_hash,
        evidence_hash=asked.evidence_hash,
    )
    for wrong in (good.changed(plan_hash="another"), good.changed(attempt=2), good.changed(gate="other")):
        with pytest.raises(IllegalEvent):
            journal_of(scene).append(wrong)
    journal_of(scene).append(good)
    with pytest.raises(IllegalEvent):
        journal_of(scene).append(good)


def test_a_plan_that_undoes_otherwise_than_it_did_is_not_adopted() -> None:
    """Rolling back would remove what the new plan names and leave what the old one made."""
    scene = twins("server-application")
    assert move(scene) == Done("open")
    one = workload("server-application")
    target = one.settings["target"]
    assert isinstance(target, dict)
    elsewhere = one.changed(settings={**one.settings, "target": {**target, "dumps": "/var/tmp/other"}})  # noqa: S108
    for other in (make_plan(municipality([elsewhere]), RUNBOOKS, MORNING), twins("integration").plan):
        with pytest.raises(IllegalEvent, match="transfer-dump"):
            journal_of(scene).adopt(other)
    assert state_of(scene).plan_hash == scene.plan.hash
    renamed = make_plan(municipality([one.changed(name="Elev")]), RUNBOOKS, MORNING)
    journal_of(scene).adopt(renamed)
    assert state_of(scene).plan_hash == renamed.hash


def test_an_old_writer_is_stopped_in_the_ledger_and_on_the_host() -> None:
    """Two writers would act on one workload, each believing that it is alone."""
    scene = twins("server-application")
    set_goal(scene, "open")
    one = planned(scene)
    old = journal_of(scene)
    lease = old.take_lease(one.id, "old", "test")
    performer = Performer(old, scene.world, scene.vault, find, lease)
    drive(scene.plan, one, old, performer.perform, scene.clock)
    assert bring_on(scene) == Done("open")
    there = scene.snapshot()
    with pytest.raises(Fenced):
        old.append(StopRequested(workload=one.id), lease=lease)
    with pytest.raises(Fenced):
        scene.hosts.on("new").locks.take(one.own_name, fence=lease.fence, holder="old")
    set_goal(scene, "before", backward=True)
    with pytest.raises(Fenced):
        drive(scene.plan, one, old, performer.perform, scene.clock)
    assert scene.snapshot() == there
    assert is_open(one, state_of(scene))


def test_a_window_that_has_closed_takes_nothing_down() -> None:
    """A go said too late would take systems down in the middle of a working day."""
    scene = twins("server-application")
    set_goal(scene, "open")
    gate = _asked(_until_asked(scene)).gate
    _reply(scene, gate)
    scene.clock.wait_until(planned(scene).window.end)
    there = scene.snapshot()
    closed = bring_on(scene)
    assert isinstance(closed, Stuck)
    assert "window" in closed.why
    assert scene.snapshot() == there


def test_nothing_is_taken_down_before_its_window() -> None:
    """Users would lose their system hours before they were told they would."""
    scene = twins("server-application")
    assert move(scene) == Done("open")
    stopped = next(r for r in events_of(scene) if getattr(r.event, "step", "") == "stop-source")
    assert stopped.at >= planned(scene).window.start


def test_going_back_asks_the_gates_again() -> None:
    """A go given to the first attempt would carry the second one too."""
    scene = twins("server-application")
    assert move(scene) == Done("open")
    assert roll_back(scene, "prepared") == Done("prepared")
    asked = list(scene.asked)
    assert move(scene) == Done("open")
    assert scene.asked[len(asked) :] == asked


def test_an_answer_to_what_was_asked_before_is_not_taken_for_what_is_asked_now() -> None:
    """A go given after reading one dossier would let through what only the next one shows."""
    scene = twins("server-application")
    set_goal(scene, "open")
    first = _asked(_until_asked(scene))
    scene.clock.wait_until(planned(scene).window.end)
    second = _asked(_until_asked(scene))
    assert first.opened is not None
    assert second.opened is not None
    assert second.opened.attempt == first.opened.attempt + 1
    reply = Reply(gate=first.gate, attempt=first.opened.attempt, go=False, who="leder", why="nei")
    with pytest.raises(BadInput, match="asked anew"):
        answer(scene.plan, journal_of(scene), scene.clock, reply, unsigned)
    newest = reply.changed(attempt=second.opened.attempt)
    assert answer(scene.plan, journal_of(scene), scene.clock, newest, unsigned).answer is not None


def test_what_no_longer_fits_in_its_window_is_not_begun() -> None:
    """A go from last week would take systems down minutes before users were promised them back."""
    scene = twins("server-application")
    set_goal(scene, "open")
    _reply(scene, _asked(_until_asked(scene)).gate)
    scene.clock.wait_until(planned(scene).window.end - timedelta(minutes=5))
    there = scene.snapshot()
    late = bring_on(scene)
    assert isinstance(late, Stuck)
    assert "window" in late.why
    assert scene.snapshot() == there
