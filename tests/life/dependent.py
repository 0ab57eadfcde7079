"""A process that brings a dependent on and holds still where it has decided to begin, and not yet begun."""

import sys

from flytt.adapters.ledger.opening import open_store
from flytt.migration.perform import AnyStep
from flytt.migration.plan import Plan
from flytt.migration.planner import make_plan
from flytt.migration.record import Record
from flytt.migration.workload import Dependency
from tasks.application.stop_service import StopService
from tasks.catalogue import find
from tests.driving import Wires, bring_on
from tests.worlds import MORNING, RUNBOOKS, Twins, municipality, twins, workload

BASE, DEPENDENT = "integration", "server-application"


def plan() -> Plan:
    """Return the plan in which one stands on the other."""
    on = (Dependency(workload=BASE, why="it sends there"),)
    rows = [workload(DEPENDENT, depends_on=on), workload(BASE)]
    return make_plan(municipality(rows), RUNBOOKS, MORNING)


def scene_on(ledger: str) -> Twins:
    """Return a world of its own over a ledger that is shared."""
    scene = twins(plan=plan())
    scene.store = open_store(ledger, scene.plan.municipality)  # type: ignore[assignment]
    return scene


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


class _Holding(StopService):
    """Says that it has looked, and goes on when it is told to."""

    def plan(self, want: Record, world: object) -> Record:  # type: ignore[override]
        """Look, and wait to be told."""
        was = super().plan(want, world)  # type: ignore[arg-type]
        _say("about to begin")
        sys.stdin.readline()
        return was


def _find(step: str) -> AnyStep:
    return _Holding() if step == "application.stop-service" else find(step)


if __name__ == "__main__":
    scene = scene_on(sys.argv[1])
    _say(str(bring_on(scene, scene.plan.workload(DEPENDENT), Wires(find=_find))))
