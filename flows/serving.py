"""`flytt serve`: Prefect's server and UI, the deployments, and the watch over them, as one command."""

import os
import signal
import sys
import threading
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from flows.commands import about
from flows.pool import offer, wait
from flows.practice import ensure_practice
from flows.server import prefect_server
from flytt.notices.board.beside import board_beside
from flytt.wiring import Where, open_journal

if TYPE_CHECKING:
    from prefect import Flow
    from prefect.client.schemas.objects import State
    from prefect.deployments.runner import RunnerDeployment

    from flytt.migration.plan import Plan


FIELDS = {
    "sektor": ("Sektor", "Den delen av kommunen det gjelder"),
    "hvorfor": ("Hvorfor", "Står i loggen for alltid; ingen personopplysninger"),
    "arbeidslast": ("Arbeidslast", "Id fra planen; tomt: hele sektoren"),
    "sjekkpunkt": ("Tilbake til", "before: som før flyttingen; ellers prepared, verified …"),
    "kjoring": ("Kjøring", "Id-en til kjøringen det gjelder"),
    "port": ("Port", "Spørsmålets navn i loggen"),
    "forsok": ("Forsøk", "Hvilken gang det stilles"),
    "sporsmal": ("Spørsmål", "Slik det vises"),
}
"""Title and explanation of each form field: Prefect takes neither from the annotations."""


def run_server(at: Where, port: int | None, pool: str = "") -> int:
    """Serve until stopped. Order: lock, environment, server, dead runs, gates, deployments.

    With `pool` the runs are begun by the workers of that work pool, and not by this program.
    """
    from flows.__main__ import only_one

    with only_one(at):
        plan = open_journal(at).plan()
        if plan.practice:
            ensure_practice(at)
        about(at)
        os.environ["FLYTT_MAPPINGS"] = str(at.mappings.absolute())
        os.environ["FLYTT_LEDGER"] = at.ledger if "://" in at.ledger else str(Path(at.ledger).absolute())
        # The board first, and outside: it stands also when Prefect's server does not start, or goes away.
        with board_beside(at) as board, prefect_server(at.home / "prefect", port=port) as address:
            return _serve(at, plan, address, board, pool)


def _serve(at: Where, plan: "Plan", address: str, board: str, pool: str) -> int:
    from prefect import serve

    from flows.sending import Postman
    from flows.watch import Watch
    from flows.zombies import mark_dead_runs

    mark_dead_runs()
    marker = at.home / "served"
    watch = Watch(at)
    thread = threading.Thread(target=watch.run, daemon=True, name="watch")
    postman = Postman(at)
    if not plan.practice:  # a rehearsal sends its own, to the practice post, while it runs
        threading.Thread(target=postman.run, daemon=True, name="post").start()
    print(f"Flytt serves {plan.name}.", file=sys.stderr)
    print(f"  Prefect UI:   {address}", file=sys.stderr)
    print(f"  Notice board: {board or f'did not start; see {at.home}/board.log'}", file=sys.stderr)
    run = at.home / "run"
    if run.exists():
        print(f"  The rehearsal: {address}/runs/flow-run/{run.read_text(encoding='ascii')}", file=sys.stderr)
    print("  Stop with Ctrl-C: nothing that was done is undone.", file=sys.stderr, flush=True)
    # Prefect's own SIGTERM handling drops a coroutine; operators need not hear of it at two in the morning.
    warnings.filterwarnings("ignore", message="coroutine 'Runner.astop' was never awaited")
    try:
        marker.write_text(str(os.getpid()), encoding="ascii")
        thread.start()
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        if pool:
            offer(pool, deployments(plan))
            print(
                f"  Runs are begun by workers: prefect worker start --pool {pool}",
                file=sys.stderr,
                flush=True,
            )
            wait()
        else:
            serve(*deployments(plan), pause_on_shutdown=False, print_starting_message=False)
    finally:
        watch.stop()
        postman.stop()
        marker.unlink(missing_ok=True)
    return 0


def deployments(plan: "Plan") -> "list[RunnerDeployment]":
    """Return the deployments, their sector fields offering the plan's own sectors as choices."""
    from prefect.deployments.runner import RunnerDeployment

    from flows.deployed import gate, move, oving, resume, retire, rollback, vakt

    sectors = list(dict.fromkeys(w.sector for w in plan.workloads))
    offered: list[tuple[Flow[..., State[None]], str, str]] = [
        (move, "flytt", "Ta neste pulje i en sektor videre."),
        (resume, "fortsett", "Ta opp igjen det som har stanset."),
        (rollback, "ta-tilbake", "Ta en sektor eller arbeidslast tilbake."),
        (retire, "avvikle", "Avvikle den gamle siden. Kan ikke tas tilbake."),
        (vakt, "vakt", "Sier fra til vakten når en kjøring dør. Startes av Prefect."),
        (oving, "oving", "Øv resten av flyttingen. Bare for en øvingsplan."),
        (gate, "svar", "Et spørsmål som venter på svar. Startes av Flytt selv."),
    ]
    found: list[RunnerDeployment] = []
    for flow, name, says in offered:
        deployment = RunnerDeployment.from_flow(flow, name, description=says, tags=[plan.municipality])
        # Choices that are known only now have no public way in.
        schema = deployment._parameter_openapi_schema  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        for field_name, field in schema.properties.items():
            if field_name in FIELDS:
                field["title"], field["description"] = FIELDS[field_name]
            if field_name == "sektor":
                field["enum"] = ["", *sectors] if flow is resume else sectors
        found.append(deployment)
    return found
