"""Where a step becomes a Prefect task: one task run per act, named by a sentence, red when it failed."""

from collections.abc import Callable

import structlog
from prefect import Task
from prefect.cache_policies import NO_CACHE
from prefect.logging import get_run_logger

from flytt.migration.action import Act, Adopt, Do, GiveUp, Look, Undo, Verify
from flytt.migration.drive import Outcome, Perform, drive
from flytt.migration.events import Recorded
from flytt.migration.lease import writing
from flytt.migration.move import Move
from flytt.migration.perform import Performer
from flytt.migration.plan import PlannedWorkload
from flytt.migration.state import StepStatus
from tasks.catalogue import find

_SHOWN = 20
"""What a red task run names of what differs; the ledger has the rest."""

log = structlog.get_logger("flytt")


class NotAsItShouldBe(Exception):
    """Makes a task run red. What happened is in the ledger already; nothing catches this but the runner."""


def bring_on(
    move: Move, workload: PlannedWorkload, why: str, told: Callable[[Recorded], None] | None = None
) -> Outcome:
    """Bring one workload as far as it goes without a person, each act as a Prefect task run.

    Raises LeaseHeld while somebody else writes on it, Fenced when somebody took it over meanwhile.
    """
    with writing(move, workload, why) as lease:
        performer = Performer(move.journal, move.world, move.vault, find, lease)
        return drive(move.plan, workload, move.journal, _shown(performer, told), move.clock)


def _shown(performer: Performer, told: Callable[[Recorded], None] | None) -> Perform:
    def perform(workload: PlannedWorkload, action: Act) -> None:
        seen = performer.journal.refresh().seq

        def act() -> str:
            performer.perform(workload, action)
            events = [
                r for r in performer.journal.events[seen:] if getattr(r.event, "workload", "") == workload.id
            ]
            for recorded in events:
                log.info(recorded.event.kind, workload=workload.id, step=action.step.key, seq=recorded.seq)
                if told:
                    told(recorded)
            wrong = _wrong(performer, workload, action)
            if wrong:
                get_run_logger().error(wrong)
                raise NotAsItShouldBe(wrong)
            return f"ledger {seen + 1}-{performer.journal.refresh().seq}"

        shown = Task(
            act,
            name=action.step.step,
            task_run_name=sentence(workload, action),
            cache_policy=NO_CACHE,
            persist_result=False,
            log_prints=False,
        )  # no tags: each one makes Prefect ask its server for a concurrency slot, before and after
        state = shown(return_state=True)
        error = state.result(raise_on_failure=False)
        if isinstance(error, BaseException) and not isinstance(error, NotAsItShouldBe):
            raise error

    return perform


def sentence(workload: PlannedWorkload, action: Act) -> str:  # noqa: PLR0911 - one for each act
    """Return what the operator reads: bokmål, as the runbook says it."""
    title = action.step.title_nb
    match action:
        case Do(resumed=True):
            return f"{workload.name}: {title} (tas opp igjen)"
        case Do():
            return f"{workload.name}: {title}"
        case Verify():
            return f"{workload.name}: Kontroller: {title}"
        case Undo():
            return f"{workload.name}: Ta tilbake: {title}"
        case Look():
            return f"{workload.name}: Se etter hvordan det står til: {title}"
        case Adopt():
            return f"{workload.name}: Før opp som gjort: {title}"
        case GiveUp(hosts=hosts):
            return f"{workload.name}: Kan ikke tas tilbake, {', '.join(hosts)} er død: {title}"


def _wrong(performer: Performer, workload: PlannedWorkload, action: Act) -> str:
    step = performer.journal.refresh().workload(workload.id).step(action.step.key)
    if step.failure is not None:
        return step.failure.says
    if isinstance(action, Verify) and step.status is StepStatus.REFUTED and step.verification:
        seen = step.verification
        rest = seen.differs - len(shown := seen.differing[:_SHOWN])
        return "; ".join((*shown, f"and {rest} more") if rest else shown) or seen.unchecked_why
    return ""
