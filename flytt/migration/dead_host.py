"""A host that is dead for good: what can no longer be taken back on it, and what that leaves behind."""

from flytt.migration.action import Stuck
from flytt.migration.failing import rollback_command
from flytt.migration.plan import Plan, PlannedWorkload
from flytt.migration.runbook import StepEntry
from flytt.migration.state import MoveState, StepState, StepStatus

_FILES = ("path", "target_path")


def gone_with(step: StepEntry, state: MoveState) -> tuple[str, ...]:
    """Return the hosts that undoing a step needs when people have stated every one of them dead."""
    hosts = step.undo_hosts
    return hosts if hosts and all(host in state.dead for host in hosts) else ()


def on_dead_host(
    plan: Plan, workload: PlannedWorkload, step: StepEntry, at: StepState, state: MoveState
) -> Stuck | None:
    """Stop a move forward on a host that is dead, or over something that was given up and is still there."""
    dead = [host for host in step.hosts if host in state.dead]
    if dead:
        return Stuck(
            f"{step.title}: {', '.join(dead)} was stated dead and fenced off.",
            f"flytt plan {plan.municipality} --adopt, with another host in the mapping, or "
            f"{rollback_command(plan, workload)}",
            step,
        )
    if at.status is StepStatus.GIVEN_UP and set(at.left_on) & set(step.undo_hosts):
        return Stuck(
            f"{step.title}: what was given up on {', '.join(at.left_on)} may still be there.",
            rollback_command(plan, workload),
            step,
        )
    return None


def things(step: StepEntry) -> tuple[str, ...]:
    """Name what a step has put, turned or made on its hosts, as the plan names it."""
    on = f" on {', '.join(step.undo_hosts)}"
    values = step.values
    named = [f"file {values[key]}" for key in _FILES if key in values]
    named += [f"service {values['service']}"] if "service" in values else []
    database = values.get("database")
    named += [f"database {database.get('name')}"] if isinstance(database, dict) else []
    return tuple(name + on for name in named) or (step.title + on,)


def remainder(plan: Plan, workload: PlannedWorkload, state: MoveState) -> Stuck | None:
    """End red what has come back with something left behind: it is never reported as if it were whole."""
    at = state.workload(workload.id)
    given_up = [s for s in workload.steps if at.step(s.key).status is StepStatus.GIVEN_UP]
    if not given_up:
        return None
    hosts = sorted({host for s in given_up for host in at.step(s.key).left_on})
    left = dict.fromkeys(thing for s in given_up for thing in at.step(s.key).left)
    unlisted = any(at.step(s.key).unlisted for s in given_up)
    lost = " What people wrote there could not be listed, nor kept." if unlisted else ""
    return Stuck(
        f"{workload.name} was taken back as far as it can be. Left behind: {'; '.join(left)}.{lost}",
        f"if it is ever there again: flytt host back {plan.municipality} {hosts[0]} --as WHO --why …, then "
        f"{rollback_command(plan, workload)}",
        given_up[0],
    )
