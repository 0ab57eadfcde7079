"""A workload of the twins moved as Prefect task runs, beside empty tasks: `… HOME`, a process of its own."""

import json
import sys
import time
from pathlib import Path

from flows.server import prefect_server
from flytt.adapters.duty.memory import MemoryDuty
from flytt.adapters.ledger.opening import open_store
from flytt.migration.events import GoalSet
from flytt.migration.journal import Journal
from flytt.migration.move import Move
from flytt.migration.next_action import Ask, Done
from tests.driving import respond
from tests.worlds import planned, twins

PLAIN = 30


def main(home: Path) -> None:
    """Print milliseconds per act and per empty task."""
    home.mkdir()
    with prefect_server(home):
        print(json.dumps({"plain": _plain(), "act": _acts(home)}))


def _plain() -> float:
    from prefect import Flow, Task  # noqa: PLC0415 - Prefect reads its settings when it is imported
    from prefect.cache_policies import NO_CACHE  # noqa: PLC0415

    empty = Task(lambda: None, name="empty", cache_policy=NO_CACHE, persist_result=False)
    taken: list[float] = []

    def body() -> None:
        empty()
        began = time.perf_counter()
        for _ in range(PLAIN):
            empty()
        taken.append(time.perf_counter() - began)

    Flow(body, name="plain", persist_result=False)()
    return taken[0] / PLAIN * 1000


def _acts(home: Path) -> float:
    from prefect import Flow  # noqa: PLC0415 - as above

    from tasks.runner import bring_on  # noqa: PLC0415

    scene = twins("server-application")
    workload = planned(scene)
    journal = Journal(open_store(str(home / "ledger.db"), "fjordvik"), scene.clock, "bench")
    journal.adopt(scene.plan)
    journal.append(GoalSet(workload=workload.id, checkpoint="open"))
    move = Move(
        hands=lambda _workload, _undo: None,
        plan=scene.plan,
        journal=journal,
        world=scene.world,
        vault=scene.vault,
        clock=scene.clock,
        duty=MemoryDuty(),
        holder="bench",
        home=str(home),
        is_dead=lambda _: True,
        pulse=scene.clock.now,
    )
    taken: list[float] = []

    def body() -> None:
        began = time.perf_counter()
        while isinstance(outcome := bring_on(move, workload, "bench"), Ask):
            respond(scene, workload, journal, outcome)
        assert isinstance(outcome, Done)
        taken.append(time.perf_counter() - began)

    Flow(body, name="acts", persist_result=False)()
    acts = sum(r.event.kind in {"step-done", "step-verified"} for r in journal.events)
    return taken[0] / acts * 1000


if __name__ == "__main__":
    main(Path(sys.argv[1]))
