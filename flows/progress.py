"""What a person at a terminal sees while work goes on: a line for each thing that happened."""

import sys
from collections.abc import Callable
from zoneinfo import ZoneInfo

from flytt.migration.events import (
    GateAnswered,
    GateOpened,
    Recorded,
    StepDone,
    StepFailed,
    StepVerified,
    UndoDone,
)
from flytt.migration.plan import Plan


def lines_for(plan: Plan, *, quiet: bool | None = None) -> Callable[[Recorded], None]:
    """Return the function that prints an event. Silent in a pipe unless `quiet` is False."""
    silent = not sys.stderr.isatty() if quiet is None else quiet
    zone = ZoneInfo(plan.time_zone)
    titles = {(w.id, s.key): (w.name, s.title) for w in plan.workloads for s in w.steps}

    def told(recorded: Recorded) -> None:
        says = _says(recorded, titles)
        if says and not silent:
            print(f"{recorded.at.astimezone(zone):%d.%m.%Y %H:%M:%S}  {says}", file=sys.stderr, flush=True)

    return told


def _says(  # noqa: PLR0911 - one return for each kind of event
    recorded: Recorded, titles: dict[tuple[str, str], tuple[str, str]]
) -> str:
    match recorded.event:
        case StepDone(workload=w, step=s):
            return _line(titles[w, s], "done")
        case StepVerified(workload=w, step=s, verification=seen):
            word = "verified" if seen.passed else "NOT AS IT SHOULD BE"
            return _line(titles[w, s], f"{word} ({seen.matched} matched)")
        case StepFailed(workload=w, step=s, says=says):
            return _line(titles[w, s], f"FAILED: {says}")
        case UndoDone(workload=w, step=s):
            return _line(titles[w, s], "taken back")
        case GateOpened(gate=gate, criteria=criteria):
            good = sum(c.passed is True for c in criteria)
            return f"{gate}: asked ({good} of {len(criteria)} criteria pass)"
        case GateAnswered(gate=gate, go=go, who=who):
            return f"{gate}: {'go' if go else 'no-go'} by {who}"
        case _:
            return ""


def _line(names: tuple[str, str], what: str) -> str:
    return f"{names[0]:<28.28} {names[1]:<34.34} {what}"
