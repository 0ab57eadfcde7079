"""Questions in the UI: asked again until the answer can stand, written once, and going on by themselves."""

import pytest

from flytt.migration.events import GateAnswered, GateOpened
from tests.prefect.api import Run, until
from tests.prefect.municipality import new_host, old_host, sector_name
from tests.prefect.served import Served

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(900)]

LEADER = "prosjektleder"


def asked(served: Served, sector: str) -> Run:
    """Move a sector to its first question and return the run that asks it."""
    moved = served.move(sector)
    assert moved.returncode == 3, moved.stderr.decode()
    return served.api.paused(f"Kjør eller ikke kjør: {sector_name(sector)},%")


def answers(served: Served, gate: str) -> list[GateAnswered]:
    """Every answer to a gate in the ledger."""
    return [e for e in served.events() if isinstance(e, GateAnswered) and e.gate == gate]


def gate_of(run: Run) -> str:
    """The gate that a run asks about."""
    return str(run.parameters["port"])


def forms(served: Served, run: Run) -> str:
    """Everything that Prefect keeps of a run's forms: descriptions, fields, answers."""
    return served.api.post(f"/flow_runs/{run.id}/input/filter", {"prefix": "", "limit": 200}).text


def cancelled(served: Served, run: Run) -> bool:
    """Press Cancel until it counts: while its program is still leaving, Prefect does not take it."""
    served.api.set_state(run.id, "CANCELLED", "Cancelled")
    return served.api.run(run.id).state.type == "CANCELLED"


def test_from_question_to_question(served: Served, sector: str) -> None:
    """An operator who answers in the UI would see the move stop, or an answer nobody may give be taken."""
    run = asked(served, sector)
    gate = gate_of(run)
    assert sector_name(sector) in run.name
    assert "Lillevik kommune" in run.name

    empty = served.api.resume(run.id)
    assert empty.json()["status"] == "REJECT"
    half = served.api.resume(run.id, beslutning="Kjør")
    assert half.json()["status"] == "REJECT"
    assert served.api.run(run.id).state.type == "PAUSED"

    served.api.resume(run.id, beslutning="Kjør", hvem="hvem-som-helst")
    served.api.paused(run.name, round_=2)
    assert "hvem-som-helst" in forms(served, run)
    assert "is not among the approvers" in forms(served, run)
    served.api.resume(run.id, beslutning="Ikke kjør", hvem=LEADER)
    served.api.paused(run.name, round_=3)
    assert "needs a reason" in forms(served, run)
    assert answers(served, gate) == []

    served.api.resume(run.id, beslutning="Kjør", hvem=LEADER)
    assert served.api.ended(run.id).state.name == f"Kjør ({LEADER})"
    second = served.api.paused(f"Godkjenn: {sector_name(sector)},%")
    (answer,) = answers(served, gate)
    assert (answer.go, answer.who, answer.through) == (True, LEADER, "prefect")
    late = served.api.resume(run.id, beslutning="Ikke kjør", hvem="driftsleder", hvorfor="for sent")
    assert late.json().get("status") != "ACCEPT"

    served.api.resume(second.id, beslutning="Kjør", hvem="driftsleder")
    assert served.api.ended(second.id).state.name == "Kjør (driftsleder)"
    went = until(
        lambda: [r for r in served.api.runs(name=f"Fortsett: {sector_name(sector)}%") if r.final][1:],
        "what follows the second answer has ended",
    )
    assert {r.state.type for r in went} == {"COMPLETED"}
    keys = {a.key for a in served.api.artifacts()}
    assert {"plan-lillevik", "stilling-lillevik", "avstemming-lillevik"} <= keys
    assert f"sporsmal-{gate.replace('.', '-')}" in keys
    lines = [log.message for r in went for log in served.api.logs(r.id)]
    assert any("/v2/artifacts" in line for line in lines)
    children = [r for r in served.api.runs() if r.parent_task_run_id]
    told = [log.message for log in served.api.logs(*[r.id for r in children])]
    assert any("step-verified" in line for line in told)
    assert served.effects(old_host(sector), "systemctl stop") == 1
    assert served.effects(new_host(sector), "systemctl start") == 1


def test_answered_on_the_command_line(served: Served, sector: str) -> None:
    """A question would stand in the UI after it was answered, be answered twice, or nothing would follow."""
    run = asked(served, sector)
    gate = gate_of(run)
    assert served.approve(sector, gate).returncode == 0
    assert served.approve(sector, gate).returncode == 0
    other = served.approve(sector, gate, "--as", "driftsleder", "--no-go", "--why", "nei")
    assert other.returncode == 2
    served.api.resume(run.id, beslutning="Kjør", hvem=LEADER)
    assert served.api.ended(run.id).state.name in {f"Besvart av {LEADER}", f"Kjør ({LEADER})"}
    served.api.paused(f"Godkjenn: {sector_name(sector)},%")
    assert len(answers(served, gate)) == 1
    assert len(served.api.runs(name=f"Fortsett: {sector_name(sector)}%")) == 1


def test_a_dead_gate_run_is_opened_again(served: Served, sector: str) -> None:
    """A question whose run was cancelled would vanish from the UI, and the move would wait for nobody."""
    run = asked(served, sector)
    until(lambda: cancelled(served, run), "the question's run is cancelled")
    again = served.api.paused(run.name)
    assert again.id != run.id
    served.api.resume(again.id, beslutning="Ikke kjør", hvem=LEADER, hvorfor="ikke i kveld")
    assert served.api.ended(again.id).state.name == f"Ikke kjør ({LEADER})"
    (answer,) = answers(served, gate_of(run))
    assert (answer.go, answer.why) == (False, "ikke i kveld")
    assert served.effects(old_host(sector), "systemctl stop") == 0


def test_a_question_without_its_form_is_put_out_again(served: Served, sector: str) -> None:
    """A kill between Prefect's pause and its form would leave a question that nobody can answer in the UI."""
    run = asked(served, sector)
    served.api.lose_form(run)
    again = served.api.paused(run.name)
    assert again.id != run.id
    assert served.api.run(run.id).state.name == "Uten skjema"
    served.api.resume(again.id, beslutning="Ikke kjør", hvem=LEADER, hvorfor="ikke i kveld")
    assert served.api.ended(again.id).state.name == f"Ikke kjør ({LEADER})"


def test_a_gate_run_that_fails_on_its_answer(served: Served, sector: str) -> None:
    """An answer that was never written would count as given, or its question would be gone with its run."""
    run = asked(served, sector)
    with served.nobody_home():
        served.api.resume(run.id, beslutning="Kjør", hvem=LEADER)
        assert served.api.ended(run.id).state.type == "FAILED"
    assert answers(served, gate_of(run)) == []
    again = served.api.paused(run.name)
    assert again.id != run.id
    served.api.resume(again.id, beslutning="Ikke kjør", hvem=LEADER, hvorfor="ikke i kveld")
    assert served.api.ended(again.id).state.name == f"Ikke kjør ({LEADER})"
    (answer,) = answers(served, gate_of(run))
    assert (answer.go, answer.who) == (False, LEADER)


def test_an_answer_after_the_question_expired(served: Served, sector: str) -> None:
    """A go from last week would start a move on evidence that nobody has looked at since."""
    run = asked(served, sector)
    gate = gate_of(run)
    served.pass_time(minutes=8 * 24 * 60)
    served.api.resume(run.id, beslutning="Kjør", hvem=LEADER)
    assert served.api.ended(run.id).state.name in {"Utløpt", "Avløst"}
    assert served.approve(sector, gate).returncode == 2
    assert answers(served, gate) == []
    assert served.move(sector, "resume").returncode == 3
    opened = [e for e in served.events() if isinstance(e, GateOpened) and e.gate == gate]
    assert [e.attempt for e in opened] == [1, 2]
