"""What a move left out and said so: whoever accepts it has it in view."""

from flytt.migration.plan import PlannedWorkload
from flytt.migration.state import MoveState
from flytt.reports.markdown import code, text
from flytt.reports.questions import Question

MOST_SHOWN = 20
"""Lines for each workload; all of them are in `flytt report`."""


def left_out(asked: Question, state: MoveState) -> list[str]:
    """Return the part of a dossier that lists it, in the words of the steps; empty for other questions."""
    if asked.entry.phase != "open":
        return []
    lines = [line for workload in asked.workloads for line in _of(workload, state)]
    says = "Dette er utelatt, og godkjennes med svaret:"
    return ["## Det som ikke er med", "", says, "", *lines, ""] if lines else []


def _of(workload: PlannedWorkload, state: MoveState) -> list[str]:
    at = state.workload(workload.id)
    said: dict[str, str] = {}
    for step in workload.steps:
        seen = at.step(step.key).verification
        if step.phase == "cutover" and seen is not None:
            said |= dict.fromkeys(seen.skipped, step.key)  # the last step that says it
    lines = [f"- {text(workload.name)}, {code(key)}: {text(line)}" for line, key in said.items()]
    more = len(lines) - MOST_SHOWN
    return [*lines[:MOST_SHOWN], *([f"- {text(workload.name)}: {more} linjer til"] if more > 0 else [])]
