"""What the people on duty are told without asking, once for each thing."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from flytt.migration.drive import ask
from flytt.migration.errors import CommandFailed, Lagging
from flytt.migration.failing import LAG_HOURS
from flytt.migration.next_action import Ask, Done, Stuck
from flytt.migration.ports import LeaseRow
from flytt.migration.runbook import GateEntry
from flytt.migration.sending_events import OUTBOX
from flytt.migration.watch import LAGGING_MINUTES, UNANSWERED_MINUTES, Alarm, alarms
from tests.driving import events_of, journal_of, move, set_goal, state_of
from tests.faults import Fault, Verb, When
from tests.worlds import Twins, planned, twins

NOON = datetime(2023, 5, 2, 12, tzinfo=UTC)


def _alarms(scene: Twins, leases: tuple[LeaseRow, ...] = (), *, dead: bool = False) -> list[Alarm]:
    found = alarms(scene.plan, state_of(scene), leases, lambda _: dead, NOON, scene.clock.now())
    return list(found)


def _asked(scene: Twins) -> None:
    assert move(scene, "prepared") == Done("prepared")
    set_goal(scene, "open")
    entry = next(e for e in planned(scene).entries if isinstance(e, GateEntry))
    ask(scene.plan, journal_of(scene), Ask(planned(scene).gate_id(entry), entry, None), scene.clock)


def test_a_quiet_move_wakes_nobody() -> None:
    """Alarms that mean nothing are soon not read."""
    scene = twins("integration")
    assert _alarms(scene) == []
    assert move(scene)
    assert _alarms(scene) == []


def test_what_is_stuck_is_told_with_the_next_command() -> None:
    """A move would stand still all night with users down."""
    scene = twins("server-application")
    fault = Fault(planned(scene).steps[3], "do", raises=CommandFailed("No.", exit_status=1, stderr=""))
    assert isinstance(move(scene, wires=fault.wires), Stuck)
    (alarm,) = _alarms(scene)
    assert "flytt resume" in alarm.says
    assert [a.key for a in _alarms(scene)] == [alarm.key]


@dataclass
class Watched(Fault):
    """A fault at which somebody looks what is told, each time that it strikes."""

    scene: Twins | None = None
    seen: list[tuple[datetime, list[Alarm]]] = field(default_factory=list[tuple[datetime, list[Alarm]]])

    def strike(self, verb: Verb, when: When) -> None:
        """Look, then raise."""
        if self.scene is not None and (verb, when, self.entry.key) == (self.verb, self.when, self.at):
            self.seen.append((self.scene.clock.now(), _alarms(self.scene)))
        super().strike(verb, when)


def test_a_service_that_is_waited_for_for_hours_is_told_once() -> None:
    """A night would pass in waiting for a service with nobody knowing for what, or until when."""
    scene = twins("integration")
    lags = Lagging("The proof is not seen yet.")
    fault = Watched(planned(scene).steps[0], "do", raises=lags, times=40, scene=scene)
    assert move(scene, wires=fault.wires) == Done("open")
    began, ended = fault.seen[0][0], fault.seen[-1][0]
    assert ended - began > timedelta(hours=2)
    told = [(at, alarm) for at, found in fault.seen for alarm in found]
    assert timedelta(minutes=LAGGING_MINUTES) < told[0][0] - began < timedelta(minutes=2 * LAGGING_MINUTES)
    assert len({alarm.key for _, alarm in told}) == 1
    assert f"until about {began + timedelta(hours=LAG_HOURS):%Y-%m-%d %H:%M} UTC" in told[0][1].says
    assert "not seen yet" in told[0][1].says
    assert _alarms(scene) == []


def test_an_unfinished_window_is_told() -> None:
    """Users would be down past what they were promised, and nobody called."""
    scene = twins("server-application")
    fault = Fault(planned(scene).steps[3], "do", raises=CommandFailed("No.", exit_status=1, stderr=""))
    move(scene, wires=fault.wires)
    scene.clock.wait_until(planned(scene).window.end + timedelta(minutes=1))
    assert sorted(a.key.partition("-")[0] for a in _alarms(scene)) == ["late", "stuck"]


def test_an_open_question_is_told_in_the_window_and_not_before() -> None:
    """The evening would pass while a question waits on a page that nobody has open."""
    scene = twins("integration")
    _asked(scene)
    scene.clock.advance(minutes=UNANSWERED_MINUTES + 1)
    assert _alarms(scene) == []
    scene.clock.wait_until(planned(scene).window.start + timedelta(minutes=1))
    (alarm,) = _alarms(scene)
    assert "waited for an answer" in alarm.says


def test_a_question_that_expired_unanswered_is_told() -> None:
    """The window would come and go, and the move with it, without a word to anybody."""
    scene = twins("integration")
    _asked(scene)
    (gate,) = state_of(scene).gates.values()
    scene.clock.wait_until(gate.expires + timedelta(minutes=1))
    (alarm,) = _alarms(scene)
    assert "expired" in alarm.says
    assert "flytt resume" in alarm.says


def test_a_dead_writer_is_told_and_a_live_one_is_not() -> None:
    """A killed program would leave a workload half moved, or a healthy one wake people at night."""
    scene = twins("integration")
    set_goal(scene, "open")
    lease = LeaseRow(
        workload="integration",
        fence=1,
        holder="host/7",
        why="move",
        since=NOON.isoformat(),
        expires=(NOON + timedelta(seconds=90)).isoformat(),
    )
    assert _alarms(scene, (lease,)) == []
    assert [a.key for a in _alarms(scene, (lease,), dead=True)] == ["dead-integration-1"]
    assert _alarms(scene, (lease.changed(released=True),), dead=True) == []


def test_a_dead_sender_of_notices_is_no_dead_mover() -> None:
    """People would be woken to resume a move that nothing is wrong with, and notices stay unsent."""
    scene = twins("integration")
    set_goal(scene, "open")
    lease = LeaseRow(
        workload=OUTBOX,
        fence=2,
        holder="host/7",
        why="sends notices",
        since=NOON.isoformat(),
        expires=(NOON + timedelta(seconds=90)).isoformat(),
    )
    (alarm,) = _alarms(scene, (lease,), dead=True)
    assert f"flytt send {scene.plan.municipality}" in alarm.says
    assert "resume" not in alarm.says


def test_a_channel_that_is_down_does_not_fill_the_ledger() -> None:
    """A webhook that is gone for a night would leave thousands of events, one for each attempt."""
    scene = twins("integration")
    set_goal(scene, "open")
    journal = journal_of(scene)
    for _ in range(3):
        journal.told("stuck-x", "It is stuck.", delivered=False)
    assert "stuck-x" not in state_of(scene).told
    journal.told("stuck-x", "It is stuck.", delivered=True)
    journal.told("stuck-x", "It is stuck.", delivered=False)
    told = [r.event for r in events_of(scene) if r.event.kind == "duty-told"]
    assert [t.delivered for t in told] == [False, True]
