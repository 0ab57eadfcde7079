"""The move in force, for verbs that reach into the world beside its steps."""

import argparse
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from flytt.cli.given import open_ledger, place, unknown

if TYPE_CHECKING:
    from flytt.migration.move import Move
    from flytt.migration.plan import Plan
    from flytt.migration.record import Json


@contextmanager
def in_force(given: argparse.Namespace) -> "Generator[Move]":
    """Open the world for the plan that was adopted, as its ledger has it. BadInput where there is none."""
    from flytt.wiring import open_move

    at = place(given)
    open_ledger(at).store.close()
    move = open_move(at)
    try:
        yield move
    finally:
        move.journal.store.close()


def planned_values(plan: "Plan", workload: str, step: str, kind: str, called: str) -> "dict[str, Json]":
    """Return what a step of a workload was planned with. BadInput when it is no such `kind`."""
    there = {one.id: one for one in plan.workloads if one.kind == kind}
    if workload not in there:
        raise unknown(called, workload, there, f"flytt status {plan.municipality}")
    return next(one.values for one in there[workload].steps if one.step == step)
