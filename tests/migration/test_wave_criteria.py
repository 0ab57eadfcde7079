"""A question that a wave shares is held against what each of its workloads' runbooks asks."""

import pytest

from flytt.migration.criteria import Subject
from flytt.migration.gate import open_gate
from flytt.migration.next_action import Ask
from flytt.migration.planner import make_plan
from flytt.migration.runbook import GateEntry
from flytt.migration.workload import Kind
from tests.driving import events_of, state_of
from tests.worlds import MORNING, RUNBOOKS, municipality, twins, workload


@pytest.mark.parametrize("asker", ["tenant-identity", "integration"])
def test_whoever_of_a_wave_asks_asks_for_all(asker: Kind) -> None:
    """The neighbour who came last would ask by its own criteria alone, and *go* be said past the others'."""
    kinds: tuple[Kind, ...] = ("integration", "tenant-identity")
    scene = twins(plan=make_plan(municipality([workload(kind) for kind in kinds]), RUNBOOKS, MORNING))
    assert len({w.wave for w in scene.plan.workloads}) == 1
    own = scene.plan.workload(asker)
    (entry,) = [e for e in own.entries if isinstance(e, GateEntry) and e.key == "go"]
    subject = Subject(scene.plan, scene.plan.workloads, state_of(scene), events_of(scene), scene.clock.now())
    opened = open_gate(Ask(own.gate_id(entry), entry, None), subject)
    asked = [c.name for c in opened.criteria]
    assert {"changes-decided", "people-fit-window"} <= set(asked)
    assert len(asked) == len(set(asked))
