"""What a move leaves out and says so: whoever says go, and whoever accepts it, has it in view."""

from flytt.migration.plan import PlannedWorkload
from flytt.migration.runbook import Phase
from flytt.migration.state import MoveState
from flytt.reports.markdown import code, text
from flytt.reports.questions import Question

MOST_SHOWN = 20
"""Lines for each workload; all of them are in `flytt report`."""


_ASKED: dict[Phase, tuple[Phase, str]] = {
    "cutover": ("prepare", "Dette blir utelatt, og godkjennes med svaret:"),
    "open": ("cutover", "Dette er utelatt, og godkjennes med svaret:"),
}


def left_out(asked: Question, state: MoveState) -> list[str]:
    """Return the part of a dossier that lists it, in the words of the steps; empty for other questions.

    Before the window it is what the steps of the preparation said, afterwards what those of the window did.
    """
    if asked.entry.phase not in _ASKED:
        return []
    phase, says = _ASKED[asked.entry.phase]
    lines = [line for workload in asked.workloads for line in _of(workload, phase, state)]
    return ["## Det som ikke er med", "", says, "", *lines, ""] if lines else []


def _of(workload: PlannedWorkload, phase: Phase, state: MoveState) -> list[str]:
    at = state.workload(workload.id)
    said: dict[str, str] = {}
    for step in workload.steps:
        seen = at.step(step.key).verification
        if step.phase == phase and seen is not None:
            said |= dict.fromkeys(seen.skipped, step.key)  # the last step that says it
    lines = [f"- {text(workload.name)}, {code(key)}: {text(line)}" for line, key in said.items()]
    more = len(lines) - MOST_SHOWN
    return [*lines[:MOST_SHOWN], *([f"- {text(workload.name)}: {more} linjer til"] if more > 0 else [])]
