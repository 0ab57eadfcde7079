"""What the people on duty must hear of without asking: stuck, late, waiting too long, or dead."""

from collections.abc import Callable
from datetime import datetime, timedelta

from flytt.migration.delta import copies, fit, passes_of
from flytt.migration.failing import gives_up_at
from flytt.migration.next_action import Ask, Stuck, Wait, cutover_begun, is_open, next_action
from flytt.migration.plan import Plan, PlannedWorkload
from flytt.migration.ports import LeaseRow
from flytt.migration.record import Record
from flytt.migration.sending_events import OUTBOX
from flytt.migration.state import MoveState, WorkloadState

UNANSWERED_MINUTES = 15
"""How long a question may be open in a workload's window before people are reminded."""

LAGGING_MINUTES = 15
"""How long a service may be waited for before people are told."""


class Alarm(Record):
    """One thing to tell. The same key is told once."""

    key: str
    workload: str
    says: str


def alarms(
    plan: Plan,
    state: MoveState,
    leases: tuple[LeaseRow, ...],
    is_dead: Callable[[LeaseRow], bool],
    pulse: datetime,
    now: datetime,
) -> tuple[Alarm, ...]:
    """Return every alarm that stands. `pulse` is the machine's time (leases), `now` the municipality's."""
    found: list[Alarm] = []
    for workload in plan.workloads:
        found += _of_workload(plan, workload, state, now)
    for lease in leases:
        if lease.released:
            continue
        expired = pulse >= datetime.fromisoformat(lease.expires)
        if expired or is_dead(lease):
            says = (
                f"{lease.holder} died while writing on {lease.workload}. Nothing is undone. "
                f"Next: flytt resume {plan.municipality}"
            )
            if lease.workload == OUTBOX:
                says = (
                    f"{lease.holder} died while sending notices. None is sent twice. "
                    f"Next: flytt send {plan.municipality}"
                )
            found.append(
                Alarm(key=f"dead-{lease.workload}-{lease.fence}", workload=lease.workload, says=says)
            )
    return tuple(found)


def _of_workload(plan: Plan, workload: PlannedWorkload, state: MoveState, now: datetime) -> list[Alarm]:
    found: list[Alarm] = []
    at = state.workload(workload.id)
    begun = cutover_begun(workload, state)
    if begun and not is_open(workload, state) and now > workload.window.end:
        says = f"{workload.name} was to be up again {workload.window.end:%Y-%m-%d %H:%M} UTC, and is not."
        found.append(_alarm("late", workload, at.back_seq, says))
    if not begun and (tight := _tight(plan, workload, state, now)):
        found.append(tight)
    match next_action(plan, workload, state, now):
        case Stuck(why=why, next_command=command):
            found.append(_alarm("stuck", workload, at.last_seq, f"{why} Next: {command}"))
        case Ask(gate=gate, opened=opened) if opened is not None:
            waited = now - opened.opened_at > timedelta(minutes=UNANSWERED_MINUTES)
            if not opened.open_at(now):
                says = (
                    f"{gate} expired {opened.expires:%Y-%m-%d %H:%M} UTC and nobody had answered. "
                    f"Next: flytt resume {plan.municipality} {workload.sector}, which asks again"
                )
                found.append(_alarm("expired", workload, opened.opened_seq, says))
            elif waited and (begun or now >= workload.window.start):
                says = f"{gate} has waited for an answer since {opened.opened_at:%H:%M} UTC."
                found.append(_alarm("unanswered", workload, opened.opened_seq, says))
        case Wait(why=why, on=("a person",)):
            found.append(_alarm("waits", workload, at.last_seq, f"{workload.name}: {why}"))
        case _:
            found += _lagging(plan, workload, at, now)
    return found


def _lagging(plan: Plan, workload: PlannedWorkload, at: WorkloadState, now: datetime) -> list[Alarm]:
    """Tell, once for each wait, that a service has been waited for for long, and until when it will be."""
    found: list[Alarm] = []
    for step in workload.steps:
        failure = at.step(step.key).failure
        if failure is None or failure.lagging_since is None or at.goal is None or failure.seq < at.goal.seq:
            continue
        since, last = failure.lagging_since, gives_up_at(failure)
        if now - since > timedelta(minutes=LAGGING_MINUTES):
            says = (
                f"{workload.name}, {step.title}: has waited for a service since {since:%H:%M} UTC, and tries "
                f"until about {last:%Y-%m-%d %H:%M} UTC: {failure.says} "
                f"Next: flytt status {plan.municipality}"
            )
            key = f"lagging-{step.key}-{since:%Y%m%dT%H%M%S}"
            found.append(_alarm(key, workload, at.goal.seq, says))
    return found


def _tight(plan: Plan, workload: PlannedWorkload, state: MoveState, now: datetime) -> Alarm | None:
    """Tell days before that a share will not fit its window, once for each pass that says so."""
    at = state.workload(workload.id)
    passes = passes_of(workload, at) if copies(workload) else ()
    if not passes or now >= workload.window.end:
        return None
    expected = fit(workload, at, now)
    if expected.fits not in {"no", "perhaps"}:
        return None
    says = f"{workload.name}, {workload.window.start:%Y-%m-%d %H:%M} UTC: {expected.says}"
    says += f" Next: flytt status {plan.municipality}"
    return _alarm(f"tight-{expected.fits}", workload, len(passes), says)


def _alarm(kind: str, workload: PlannedWorkload, mark: int, says: str) -> Alarm:
    return Alarm(key=f"{kind}-{workload.id}-{mark}", workload=workload.id, says=says)
