"""How our own work becomes flow runs, states and artifacts that read as sentences in Prefect's UI."""

import re
from collections.abc import Callable, Generator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from prefect import Flow
from prefect.artifacts import create_markdown_artifact
from prefect.client.schemas.objects import State
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from prefect.states import Completed, Failed

from flows.commands import as_typed, command
from flytt.migration.drive import Outcome
from flytt.migration.next_action import Ask, Done, Stuck, Wait

KEY_LENGTH = 120
ZONE = ZoneInfo("Europe/Oslo")


def shown_as(kind: str, sentence: str, act: Callable[[], Outcome]) -> Outcome:
    """Run `act` as a subflow run named by a sentence, its state named after what came of it.

    An error that nobody foresaw crashes the run and comes out here as it was raised.
    """
    came: list[Outcome] = []

    def body() -> State[None]:
        came.append(act())
        return state_of(came[0])

    run: Flow[[], State[None]] = Flow(
        body, name=kind, flow_run_name=_plain(sentence), validate_parameters=False, persist_result=False
    )
    with quiet_subflows():
        state = run(return_state=True)
    if came:
        return came[0]
    error = state.result(raise_on_failure=False)
    if isinstance(error, BaseException):
        raise error
    raise RuntimeError(str(state))


@contextmanager
def quiet_subflows() -> Generator[None]:
    """Let subflows send no heartbeats of their own, which cost a second each: the outermost run does.

    Whoever runs many enters this once, around them all: to copy Prefect's settings costs as much as a task.
    """
    if PREFECT_FLOWS_HEARTBEAT_FREQUENCY.value() is None:
        yield
        return
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        yield


def state_of(outcome: Outcome) -> State[None]:
    """Return the Prefect state for an outcome: green where people may go on in good time, red when stuck."""
    match outcome:
        case Done(checkpoint=checkpoint):
            return Completed(name="Ferdig", message=f"Nådd: {checkpoint}")
        case Ask(gate=gate, entry=entry):
            return Completed(name=f"Venter på svar: {entry.title_nb}"[:60], message=gate)
        case Wait():
            return Completed(name="Venter", message=in_words(outcome))
        case Stuck():
            return Failed(name="Står fast", message=in_words(outcome))


def in_words(outcome: Wait | Stuck) -> str:
    """Return in bokmål why somebody waits or is stuck, the engine's own sentence after it."""
    match outcome:
        case Wait(until=moment, why=why) if moment is not None:
            return f"Venter til {moment.astimezone(ZONE):%d.%m.%Y kl. %H.%M}. ({why})"
        case Wait(on=("a person",), why=why):
            return f"Venter på at noen bestemmer seg; så: {command('resume')}. ({why})"
        case Wait(on=("another writer",), why=why):
            return f"En annen kjøring arbeider med den nå; la den bli ferdig. ({why})"
        case Wait(on=others, why=why):
            return f"Venter på {', '.join(others) or 'noe annet'}. ({why})"
        case Stuck(step=step, why=why, next_command=typed):
            where = f" ved «{step.title_nb}»" if step else ""
            return f"Står fast{where}. Ingenting er angret. {why} Neste: {as_typed(typed)}"


def publish(key: str, markdown: str, says: str) -> None:
    """Put a rendering of ledger data under a stable key; earlier versions are kept by Prefect."""
    create_markdown_artifact(key=artifact_key(key), markdown=markdown, description=says)


def artifact_key(text: str) -> str:
    """Return a key of lower-case letters, digits and dashes."""
    plain = text.lower().translate(str.maketrans({"æ": "ae", "ø": "o", "å": "a"}))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:KEY_LENGTH]


def _plain(sentence: str) -> str:
    """Braces would be taken for a template."""
    return sentence.replace("{", "(").replace("}", ")")
