"""From a gate's name back to what was asked, of whom, and how to answer it."""

from dataclasses import dataclass

from flytt.migration.gate import subjects
from flytt.migration.plan import Plan, PlannedWorkload
from flytt.migration.runbook import FOUND, GateEntry, StepEntry, found_gate, person_gate


@dataclass(frozen=True, slots=True)
class Question:
    """A gate's entry and the workloads it is about. `step` when people are asked to do something."""

    gate: str
    entry: GateEntry
    workloads: tuple[PlannedWorkload, ...]
    step: StepEntry | None = None
    undo: bool = False

    @property
    def sector(self) -> str:
        """The sector whose people are asked."""
        return self.workloads[0].sector


def question(plan: Plan, gate: str, about: tuple[str, ...] = ()) -> Question | None:
    """Return what a gate asks; None when this plan asks no such thing (it was another plan's gate).

    `about`: the workloads that this attempt names, where fewer than all come along.
    """
    workloads = tuple(w for w in subjects(plan, gate) if not about or w.id in about)
    key = gate.partition(".")[0]
    if key == FOUND and workloads:
        return Question(gate, found_gate(), workloads)
    for workload in workloads:
        for entry in workload.entries:
            if isinstance(entry, GateEntry) and entry.key == key and workload.gate_id(entry) == gate:
                return Question(gate, entry, workloads)
        for step in workload.steps:
            undo = key == f"{step.key}-undo"
            if undo or key == step.key:
                return Question(gate, person_gate(step, undo=undo), workloads, step, undo)
    return None


def short_key(gate: str, others: tuple[str, ...]) -> str:
    """Return `go` for `go.WAVE` when it is the only open one of that key, else the whole name."""
    key = gate.partition(".")[0]
    return gate if sum(other.partition(".")[0] == key for other in others) > 1 else key


def answer_command(plan: Plan, sector: str, gate: str) -> str:
    """Return the line to type; WHO and FILE are the reader's own."""
    key = " --key FILE" if plan.approval == "authenticated" else ""
    return f"flytt approve {plan.municipality} {sector} {gate} --as WHO{key}"
