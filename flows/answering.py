"""A gate as a flow run of its own: it shows the dossier and the form, and believes only the ledger."""

from datetime import UTC, datetime
from typing import Annotated, Literal

from prefect.client.schemas.objects import State
from prefect.flow_runs import suspend_flow_run
from prefect.input import RunInput
from prefect.states import Completed
from pydantic import ConfigDict, Field

from flows.commands import as_typed, command
from flows.gate_runs import go_on_after
from flows.shown import artifact_key
from flytt.adapters.signature import check
from flytt.migration.answer import Reply, answer
from flytt.migration.errors import FlyttError
from flytt.migration.move import Move
from flytt.migration.state import GateState
from flytt.reports.pages import dossier

ROUNDS = 20
"""How many unusable answers one run puts up with before it ends and a new one must be opened."""


class Svar(RunInput):
    """Every field that decides is required: a form that can be sent empty lets a dead run pass unanswered."""

    model_config = ConfigDict(title="Svar")

    beslutning: Annotated[Literal["Kjør", "Ikke kjør"], Field(title="Beslutning")]
    hvem: Annotated[str, Field(title="Hvem svarer (id)", min_length=1, max_length=63)]
    hvorfor: Annotated[
        str, Field(title="Begrunnelse", description="Må fylles ut ved «Ikke kjør»", max_length=500)
    ] = ""
    signatur: Annotated[
        str,
        Field(
            title="Signatur", description="Fra `flytt approve … --key FIL --print`; kreves i en ekte flytting"
        ),
    ] = ""


def ask_people(move: Move, gate_id: str, attempt: int) -> State[None]:
    """Wait until this attempt is answered, here or elsewhere. What is decided is never asked again."""
    refused = ""
    for round_ in range(1, ROUNDS + 1):
        gate = move.journal.refresh().gates[gate_id]
        if gate.attempt != attempt:
            return Completed(name="Avløst", message=f"spørsmålet er stilt på nytt (forsøk {gate.attempt})")
        if gate.answer is not None:
            return _answered(move, gate)
        if move.clock.now() >= gate.expires:
            return Completed(
                name="Utløpt",
                message=f"ingen svarte i tide; `{command('resume')}` stiller spørsmålet på nytt",
            )
        page = dossier(move.plan, move.journal.refresh(), move.journal.events, gate, move.clock.now())
        text = f"{refused}\n\n{page}".strip()
        given = suspend_flow_run(
            wait_for_input=Svar.with_initial_data(description=text),
            key=artifact_key(f"{gate_id}-{attempt}-{round_}"),
            timeout=_seconds_left(gate),
        )
        refused = _written(move, gate_id, attempt, given)
    return Completed(
        name="For mange ugyldige svar", message=f"`{command('status')}` viser hvordan det besvares"
    )


def _written(move: Move, gate_id: str, attempt: int, given: Svar | None) -> str:
    """Write the answer. Returns what was wrong with it, to be shown above the next form."""
    if given is None:
        return "**Ikke besvart.** Skjemaet kom tomt tilbake."
    reply = Reply(
        gate=gate_id,
        attempt=attempt,
        go=given.beslutning == "Kjør",
        who=given.hvem.strip(),
        why=given.hvorfor.strip(),
        signature=given.signatur.strip(),
        through="prefect",
    )
    try:
        answer(move.plan, move.journal, move.clock, reply, check)
    except FlyttError as error:
        return f"**Svaret ble ikke tatt imot.** {as_typed(str(error))}"
    return ""


def _answered(move: Move, gate: GateState) -> State[None]:
    """Start the next phase, once however often this is asked, and end."""
    assert gate.answer is not None, "asked only when answered"
    word = "Kjør" if gate.answer.go else "Ikke kjør"
    go_on_after(move, gate)
    return Completed(name=f"{word} ({gate.answer.who})"[:60], message=gate.answer.why)


def _seconds_left(gate: GateState) -> int:
    """Prefect's own time-out: a day past any expiry that the ledger knows, at the most a year."""
    left = (gate.expires - datetime.now(UTC)).total_seconds()
    return int(min(max(left, 0) + 86_400, 365 * 86_400))
