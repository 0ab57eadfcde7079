"""Plain Prefect flows that walk into its traps; run as a program, noting in a file what they did."""

import os
import sys
from pathlib import Path
from typing import cast

from prefect import flow, serve, task
from prefect.deployments.runner import RunnerDeployment
from prefect.flow_runs import apause_flow_run, suspend_flow_run
from prefect.input import RunInput
from prefect.transactions import Transaction, transaction

NOTES = Path(os.environ["TRAP_NOTES"])


def note(line: str) -> int:
    """Write a line, and return how often it now stands there."""
    with NOTES.open("a", encoding="ascii") as file:
        file.write(f"{line}\n")
    return NOTES.read_text(encoding="ascii").splitlines().count(line)


class Go(RunInput):
    """An answer that cannot be empty."""

    who: str


@task
def act(what: str) -> str:
    """Something that can be taken back."""
    note(f"{what}: done")
    return what


@act.on_rollback
def undo(txn: Transaction) -> None:
    """What Prefect calls when it rolls back."""
    del txn
    note("undone")


@task(retries=2, retry_delay_seconds=0)
def flaky() -> None:
    """Fails the first time."""
    if note("flaky: tried") == 1:
        raise RuntimeError


@flow(name="Retries in a transaction")
def retries() -> None:
    """T1: a finished task beside one that succeeds at its second attempt."""
    with transaction():
        act("retries")
        flaky()


@flow(name="Suspended in a transaction")
def suspended() -> None:
    """T2: a question inside a transaction."""
    with transaction():
        act("suspended")
        suspend_flow_run(wait_for_input=Go, key="question", timeout=600)


@flow(name="Retried after a gate")
def retried() -> None:
    """T7: a question, then a failure that would be gone at the second attempt."""
    suspend_flow_run(wait_for_input=Go, key="question", timeout=600)
    if note("retried: answered") == 1:
        raise RuntimeError


@flow(name="Asked twice")
async def twice() -> None:
    """T10: the same pause reached twice, as after an in-process retry."""
    for _ in range(2):
        given = cast(
            "Go | None",
            await apause_flow_run(wait_for_input=Go, key="question", poll_interval=1, timeout=120),
        )
        note(f"twice: {given.who if given else None}")


if __name__ == "__main__":
    if sys.argv[1:] == ["retries"]:
        retries()
    else:
        serve(
            cast("RunnerDeployment", suspended.to_deployment("suspended")),
            cast("RunnerDeployment", retried.to_deployment("retried")),
            cast("RunnerDeployment", twice.to_deployment("twice")),
            print_starting_message=False,
        )
