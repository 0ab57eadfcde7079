"""The deployments as Prefect's UI offers them: one flow for each thing people launch, with a typed form.

`flytt serve` says in the environment which municipality and ledger they are about, and fills the choices.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal, cast

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed
from pydantic import Field

from flows.acts import TITLES, Order, Verb, order_body, state_after, titled
from flows.alarms import tell_duty
from flows.answering import ask_people
from flows.commands import as_typed
from flows.gate_runs import open_gate_run
from flows.logs import log_through_prefect
from flows.rehearse import rehearse
from flows.sector import SectorOutcome
from flows.share_bar import ShareBar
from flytt.adapters.practice.people import PracticePeople
from flytt.adapters.prefect.secrets import block_secrets
from flytt.adapters.secrets import Secrets, local_secrets
from flytt.migration.errors import BadInput, FlyttError
from flytt.wiring import Where, open_journal, open_move, where

Why = Annotated[str, Field(max_length=500)]


log_through_prefect()

SHORTEST_WHY = 3
"""Characters: a rollback has a reason."""


def served() -> Where:
    """Return which ledger this program serves; `flytt serve` put it into the environment."""
    return where(
        os.environ["FLYTT_MUNICIPALITY"],
        mappings=Path(os.environ["FLYTT_MAPPINGS"]),
        ledger=os.environ["FLYTT_LEDGER"],
    )


def _retried() -> bool:
    return (flow_run.run_count or 1) > 1


def _sentence(verb: Verb) -> Callable[[], str]:
    """What the run is called: Prefect asks when it begins, and only then the form is known."""

    def named() -> str:
        form = cast("dict[str, str]", flow_run.parameters or {})
        journal = open_journal(served())
        try:
            return titled(journal.plan(), Order(verb, form.get("sektor", ""), form.get("arbeidslast", "")))
        finally:
            journal.store.close()

    return named


@flow(name=TITLES["move"], flow_run_name=_sentence("move"), persist_result=False)
def move(sektor: str, hvorfor: Why = "") -> State[None]:
    """Ta neste pulje i en sektor videre til den er i bruk, eller til noen må svare."""
    return _carried_out(Order("move", sektor, why=hvorfor))


@flow(name=TITLES["resume"], flow_run_name=_sentence("resume"), persist_result=False)
def resume(
    sektor: str = "",
    hvorfor: Why = "",
    etter_svar: Annotated[
        Literal["", "ja"],
        Field(title="Etter et svar", description="Settes av Flytt selv: prøver ikke noe annet på nytt"),
    ] = "",
) -> State[None]:
    """Ta opp igjen det som har stanset, framover eller tilbake."""
    # Whoever presses Retry means: try again. Only the run that the answer itself started leaves others alone.
    after_answer = bool(etter_svar) and not _retried()
    return _carried_out(Order("resume", sektor, why=hvorfor, after_answer=after_answer))


@flow(name=TITLES["rollback"], flow_run_name=_sentence("rollback"), persist_result=False)
def rollback(
    sektor: str,
    hvorfor: Annotated[str, Field(min_length=SHORTEST_WHY, max_length=500)],
    arbeidslast: str = "",
    sjekkpunkt: str = "before",
) -> State[None]:
    """Ta en sektor eller arbeidslast tilbake. Det som er skrevet på den nye siden, blir tatt vare på."""
    # A retry goes on with what is unfinished. It never turns back what has been moved again since.
    if _retried():
        return _carried_out(Order("resume", sektor, why=hvorfor, of_rollback=True))
    return _carried_out(Order("rollback", sektor, arbeidslast, sjekkpunkt, hvorfor))


@flow(name=TITLES["retire"], flow_run_name=_sentence("retire"), persist_result=False)
def retire(sektor: str, hvorfor: Why = "") -> State[None]:
    """Spør om det gamle kan avvikles. Etter det er det ingen vei tilbake."""
    return _carried_out(Order("retire", sektor, why=hvorfor))


@flow(name="Svar", flow_run_name="{sporsmal}", persist_result=False)
def gate(port: str, forsok: int, sporsmal: str) -> State[None]:  # noqa: ARG001 - names the run
    """Vent på et svar. Skjemaet åpnes med Resume øverst på siden."""
    at = served()
    return ask_people(open_move(at, only_looks=True), port, forsok)


@flow(name="Øving", flow_run_name="Øving fra nettsiden", persist_result=False)
def oving(
    sektorer: Annotated[
        list[str], Field(title="Sektorer", description="Tomt: alle", default_factory=list[str])
    ],
) -> State[None]:
    """Øv resten av flyttingen, med øvingskommunens egne folk som svarer. Bare for en øvingsplan."""
    at = served()
    move_ = open_move(at, actor="rehearsal")
    if not move_.plan.practice:
        raise BadInput(
            "This ledger is not a rehearsal's.",
            still_true="Nothing was touched.",
            next_command=f"flytt rehearse {at.municipality}",
        )
    people = PracticePeople(at.home / "practice")
    rehearsed = rehearse(move_, people, tuple(sektorer), None)
    return state_after(SectorOutcome(rehearsed.outcomes))


@flow(name="Vakt", flow_run_name="Si fra til vakten: {hendelse}", persist_result=False)
def vakt(kjoring: str, hendelse: str) -> State[None]:
    """Startes av Prefect når en kjøring dør. Sier fra én gang for hver kjøring; gjør ikke noe annet."""
    move_ = open_move(
        served(), actor="prefect:vakt", secrets=block_secrets(served_secrets()), only_looks=True
    )
    run = kjoring.removeprefix("prefect.flow-run.")
    says = f"{hendelse}: kjøring {run}. Ingenting er angret. Neste: flytt status {move_.plan.municipality}"
    told = tell_duty(move_, f"prefect-{run}", says)
    return Completed(name="Sagt fra" if told else "Vakten er ikke nådd")


def served_secrets() -> Secrets:
    """Return where secrets lie when no Prefect block holds them."""
    return local_secrets(served().home / "secrets")


def _carried_out(order: Order) -> State[None]:
    at = served()
    secrets = block_secrets(served_secrets())
    move_ = open_move(at, actor=f"prefect:{order.verb}", secrets=secrets, tell=ShareBar(at))
    try:
        came = order_body(move_, order)
    except FlyttError as error:
        error.next_command = as_typed(error.next_command)
        tell_duty(move_, f"{order.verb}-{type(error).__name__}-{move_.journal.refresh().seq}", str(error))
        raise
    for workload, stuck in came.stuck.items():
        seq = move_.journal.refresh().workload(workload).last_seq
        tell_duty(move_, f"stuck-{workload}-{seq}", f"{stuck.why} Neste: {stuck.next_command}")
    for ask in came.asks:
        open_gate_run(move_.plan, ask)
    return state_after(came)


ADDRESS = {
    "move": "Flytt/flytt",
    "resume": "Fortsett/fortsett",
    "rollback": "Ta tilbake/ta-tilbake",
    "retire": "Avvikle det gamle/avvikle",
}
"""Where each is found in Prefect: the flow's name and the deployment's."""


def form_of(order: Order) -> dict[str, str]:
    """Return an order as the deployment's form takes it."""
    form = {"sektor": order.sector, "hvorfor": order.why}
    if order.verb == "rollback":
        why = order.why if len(order.why) >= SHORTEST_WHY else "fra kommandolinjen"
        form = {**form, "hvorfor": why, "arbeidslast": order.workload, "sjekkpunkt": order.checkpoint}
    return form
