"""`flytt move|resume|rollback|retire`: through the running server, or here with one of its own."""

import argparse
import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from flows.commands import about
from flows.practice import ensure_practice
from flows.progress import lines_for
from flows.server import prefect_server, running_server, settings
from flytt.reports.typed import flags, status_typed, typed
from flytt.wiring import Where, open_journal, open_move

if TYPE_CHECKING:
    from flows.acts import Order
    from flows.sector import SectorOutcome
    from flytt.migration.move import Move

POLL_SECONDS = 1.0
RESTART_SECONDS = 120
"""How long a Prefect server that died under `flytt serve` may take to come back: seconds, as a rule."""

UNWATCHED = "No `flytt serve` runs here: nobody on duty is told if this stops, waits, overruns or dies."


def launch(at: Where, given: argparse.Namespace) -> int:
    """Carry out what was asked, showing progress, until done or until a person is needed."""
    if not Path(at.ledger).exists() and "://" not in at.ledger:
        says = f"There is no ledger in {at.ledger}. Nothing was touched. Next: "
        print(says + typed(f"flytt plan {at.municipality} --adopt", flags_of(given)), file=sys.stderr)
        return 2
    home = at.home / "prefect"
    served = _served(at)
    if served:
        settings(home, served)
        return _through_server(at, given)
    return _here(at, given)


def order_of(given: argparse.Namespace) -> "Order":
    """Return the order that a command line means."""
    from flows.acts import Order

    return Order(
        given.verb,
        given.sector,
        getattr(given, "workload", ""),
        getattr(given, "to", "before"),
        given.why,
    )


def _served(at: Where) -> str:
    """Return where `flytt serve` answers, or nothing when it does not run. One that comes back is awaited."""
    end = time.monotonic() + RESTART_SECONDS
    while _lives(at.home / "served") and time.monotonic() < end:
        if address := running_server(at.home / "prefect"):
            return address
        time.sleep(POLL_SECONDS)
    return ""


def _lives(marker: Path) -> bool:
    """True while the program that wrote its number there runs: a killed one leaves its marker behind."""
    try:
        os.kill(int(marker.read_text(encoding="ascii")), 0)
    except (OSError, ValueError):
        return False
    return True


def _here(at: Where, given: argparse.Namespace) -> int:
    """Run it in this process, with a Prefect server of its own, which keeps what it saw for `flytt serve`."""
    from flows.__main__ import only_one

    about(at)
    serve = typed(f"flytt serve {at.municipality}", flags_of(given))
    print(f"{UNWATCHED} To have them told: {serve}", file=sys.stderr)
    with only_one(at):
        if open_journal(at).plan().practice:
            ensure_practice(at)
        with prefect_server(at.home / "prefect"):
            from flows.acts import carry_out
            from flows.logs import log_through_prefect
            from flows.zombies import mark_dead_runs

            log_through_prefect()
            mark_dead_runs()
            move = open_move(at)
            order = order_of(given)
            _before_rollback(move, order)
            came = carry_out(move, order, lines_for(move.plan, quiet=True if given.json else None))
            return _told(move, came, order, given)


def _before_rollback(move: "Move", order: "Order") -> None:
    """Say beforehand what was written on the new side: going back hides it from people, though it is kept."""
    if order.verb != "rollback":
        return
    from flows.written import written_since

    for line in written_since(move, order):
        print(f"Written on the new side, and kept: {line}", file=sys.stderr)


def flags_of(given: argparse.Namespace) -> str:
    """Return the common flags as they were given."""
    return flags(given.ledger, given.mappings)


def _told(move: "Move", came: "SectorOutcome", order: "Order", given: argparse.Namespace) -> int:
    """Tell how that stands which the order was about, and nothing else."""
    from flytt.reports.status import only_sector, only_workloads, status
    from flytt.reports.table import status_table

    state = move.journal.refresh()
    seen = status(move.plan, state, move.journal.events, move.journal.store.leases(), move.clock.now())
    more = flags_of(given)
    seen = status_typed(seen, more)
    if order.workload or not order.sector:
        seen = only_workloads(seen, came.outcomes)
    else:
        seen = only_sector(seen, order.sector)
    if given.json:
        print(json.dumps({"exit_code": came.exit_code, "status": seen.as_json()}, ensure_ascii=False))
        return came.exit_code
    print(status_table(seen))
    return came.exit_code


def _through_server(at: Where, given: argparse.Namespace) -> int:
    """Launch the deployment that `flytt serve` offers, and follow it by the ledger."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.objects import FlowRun
    from prefect.deployments import run_deployment

    from flows.acts import titled
    from flows.deployed import ADDRESS, form_of

    order = order_of(given)
    journal = open_journal(at)
    if order.verb == "rollback":
        _before_rollback(open_move(at), order)
    run = run_deployment(
        ADDRESS[order.verb],
        parameters=form_of(order),
        flow_run_name=titled(journal.plan(), order),
        as_subflow=False,
        timeout=0,
    )
    assert isinstance(run, FlowRun), "outside any event loop Prefect answers at once"
    print(f"Launched as {run.name}: {run.id}", file=sys.stderr)
    if given.detach:
        return 0
    tell = lines_for(journal.plan(), quiet=True if given.json else None)
    seen = journal.refresh().seq
    with get_client(sync_client=True) as client:
        while True:
            final = client.read_flow_run(run.id).state
            journal.refresh()
            for recorded in journal.events[seen:]:
                tell(recorded)
            seen = journal.refresh().seq
            if final is not None and final.is_final():
                break
            time.sleep(POLL_SECONDS)
    code = _code(final.type.value, final.name or "")
    if given.json:
        print(json.dumps({"exit_code": code, "state": final.name, "says": final.message}, ensure_ascii=False))
    else:
        print(f"{final.name}: {final.message or ''}")
    return code


def _code(kind: str, name: str) -> int:
    """Return the exit code that a flow run's last state amounts to."""
    if kind == "FAILED":
        return 4 if name == "Står fast" else 1
    if kind in {"CRASHED", "CANCELLED"}:
        return 1
    return 3 if name.startswith("Venter") else 0
