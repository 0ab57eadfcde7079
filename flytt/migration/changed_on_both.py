"""What both sides changed of people since their accounts were made, as it was found before *go*. Pure."""

from dataclasses import dataclass
from typing import Literal

from flytt.migration.plan import PlannedWorkload
from flytt.migration.record import Json
from flytt.migration.runbook import StepEntry
from flytt.migration.state import WorkloadState

_STEP = "identity.changed-on-both"


@dataclass(frozen=True, slots=True)
class Question:
    """One person, by id in the old tenant, and the properties that both sides changed.

    `keep`: the side that the plan in force says counts; empty when nobody has decided.
    """

    source: str
    properties: tuple[str, ...]
    keep: Literal["", "old", "new"] = ""


def looks(workload: PlannedWorkload) -> bool:
    """Tell whether a workload looks for them at all."""
    return _look(workload) is not None


def questions(workload: PlannedWorkload, at: WorkloadState) -> tuple[Question, ...] | None:
    """Return all that were found, undecided ones first; None when nobody has looked yet."""
    look = _look(workload)
    seen = at.step(look.key).receipt if look else None
    if look is None or seen is None:
        return None
    asked, keep = seen["asked"], _decided(look.values.get("changed_on_both"))
    found = [
        Question(source, tuple(str(one) for one in names), keep.get(source, ""))
        for source, names in (asked.items() if isinstance(asked, dict) else ())
        if isinstance(names, list | tuple)
    ]
    return tuple(sorted(found, key=lambda one: (one.keep != "", one.source)))


def _look(workload: PlannedWorkload) -> StepEntry | None:
    return next((step for step in workload.steps if step.step == _STEP), None)


def _decided(rows: Json) -> dict[str, Literal["old", "new"]]:
    listed = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list | tuple) else []
    return {str(row["source"]): "old" if row["keep"] == "old" else "new" for row in listed}
