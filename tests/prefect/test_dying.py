"""Cancelled, doubled, failed, cut off and killed in mid-cutover: nothing is undone and nothing done twice."""

import os
import signal
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from flytt.migration.events import GateAnswered, LeaseTaken, StepDone, UndoStarted
from flytt.migration.state import StepStatus
from flytt.wiring import open_journal
from tests.prefect.api import Run, until
from tests.prefect.municipality import application, new_host, old_host, sector_name
from tests.prefect.served import Served, descendants

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(900)]


def in_mid_cutover(served: Served, sector: str) -> Run:
    """Move a sector past its go, until its application is down; its new host hangs until the faults go."""
    assert served.move(sector).returncode == 3
    served.fault(host=new_host(sector), kind="delay", command="sqlite3", seconds=300)
    assert served.approve(sector, "go").returncode == 0
    until(lambda: status(served, sector, "transfer-dump") is StepStatus.VERIFIED, "the copy is there")
    return running(served, sector)


def running(served: Served, sector: str) -> Run:
    """The run that brings a sector on."""
    name = f"Fortsett: {sector_name(sector)}%"
    return until(
        lambda: next((r for r in served.api.runs(name=name) if r.state.type == "RUNNING"), None),
        "it runs",
    )


def status(served: Served, sector: str, step: str) -> StepStatus:
    """How a step of a sector's application stands in the ledger."""
    return served.state().workload(application(sector)).step(step).status


def assert_forward_and_once(served: Served, sector: str) -> None:
    """Everything up to the second question is verified, nothing was undone, asked or done twice."""
    workload = application(sector)
    events = served.events()
    state = served.state().workload(workload)
    keys = ("stop-source", "transfer-dump", "restore-database", "start-target", "switch-alias")
    assert {key: state.step(key).status for key in keys} == dict.fromkeys(keys, StepStatus.VERIFIED)
    assert not [e for e in events if isinstance(e, UndoStarted)]
    done = Counter(e.step for e in events if isinstance(e, StepDone) and e.workload == workload)
    assert set(done.values()) == {1}
    answered = [e for e in events if isinstance(e, GateAnswered) and sector in e.gate and "go." in e.gate]
    assert len(answered) == 1
    assert stops_and_starts(served, sector) == (1, 1)


def stops_and_starts(served: Served, sector: str) -> tuple[int, int]:
    """How often the old side was stopped and the new one started."""
    old, new = old_host(sector), new_host(sector)
    return served.effects(old, "systemctl stop"), served.effects(new, "systemctl start")


def test_a_second_run_and_then_cancel(served: Served, sector: str) -> None:
    """Two runs would write on one application, or the Cancel button would undo half a cutover."""
    first = in_mid_cutover(served, sector)
    second = served.api.launch("Fortsett", "fortsett", {"sektor": sector})
    refused = served.api.ended(second.id)
    assert refused.state.name == "Venter"
    assert "En annen kjøring arbeider med den nå" in (refused.state.message or "")
    served.api.set_state(first.id, "CANCELLING", "Cancelling")
    assert served.api.ended(first.id).state.type == "CANCELLED"
    served.no_faults()
    assert status(served, sector, "stop-source") is StepStatus.VERIFIED
    went_on = served.move(sector, "resume")
    assert went_on.returncode == 3, went_on.stderr.decode()
    assert_forward_and_once(served, sector)


def test_a_step_that_fails_then_retry(served: Served, sector: str) -> None:
    """Prefect's Retry would ask an answered question again, or begin the cutover from the beginning."""
    assert served.move(sector).returncode == 3
    served.fault(host=new_host(sector), kind="exit", command="systemctl", code=1, times=1000)
    assert served.approve(sector, "go").returncode == 0
    run = served.api.ended(running(served, sector).id)
    assert (run.state.type, run.state.name) == ("FAILED", "Står fast")
    assert "Ingenting er angret" in (run.state.message or "")
    assert "flytt resume lillevik" in (run.state.message or "")
    until(lambda: told(served, sector), "the people on duty are told")
    served.no_faults()
    assert served.api.set_state(run.id, "SCHEDULED", "AwaitingRetry").json()["status"] == "ACCEPT"
    until(lambda: served.api.run(run.id).state.type == "COMPLETED", "the retried run has ended")
    assert served.api.run(run.id).state.name == "Venter på svar: Godkjenn"
    assert_forward_and_once(served, sector)
    assert len(told(served, sector)) == 1


def told(served: Served, sector: str) -> list[str]:
    """What the people on duty were told of a sector's application."""
    name, workload = application(sector), f"{sector} "
    return [says for says in served.duty() if name in says or workload in says]


def test_prefect_itself_dies(served: Served, sector: str) -> None:
    """A cutover would stop, or be taken back, because the program that shows it was gone for a while."""
    run = in_mid_cutover(served, sector)
    os.kill(server_of(served), signal.SIGKILL)
    served.no_faults()
    until(lambda: status(served, sector, "switch-alias") is StepStatus.VERIFIED, "the cutover is finished")
    assert served.api.ended(run.id).state.name == "Venter på svar: Godkjenn"
    assert_forward_and_once(served, sector)


def test_prefect_hangs(served: Served, sector: str) -> None:
    """A cutover would be given up, or done twice, because Prefect took every call and answered none."""
    run = in_mid_cutover(served, sector)
    server = server_of(served)
    os.kill(server, signal.SIGSTOP)
    try:
        served.no_faults()
        until(lambda: waiting_calls(served) >= 4, "calls are given up and made again")
    finally:
        os.kill(server, signal.SIGCONT)
    until(lambda: status(served, sector, "switch-alias") is StepStatus.VERIFIED, "the cutover is finished")
    assert served.api.ended(run.id).state.name == "Venter på svar: Godkjenn"
    assert_forward_and_once(served, sector)


def waiting_calls(served: Served) -> int:
    """How many connections to Prefect's server wait to be taken; each call that is made again adds one."""
    port = f":{int(served.api.address.rpartition(':')[2]):04X}"
    for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]:
        _, local, _, state, queues, *_ = line.split()
        if local.endswith(port) and state == "0A":
            return int(queues.partition(":")[2], 16)
    return 0


def server_of(served: Served) -> int:
    """The process of the Prefect server itself."""
    return next(pid for pid in descendants(served.pid) if b"start" in command(pid) and is_server(pid))


def is_server(pid: int) -> bool:
    """True for the Prefect server itself, not for the program that watches over it."""
    words = command(pid).split(b"\0")
    return b"prefect" in words and b"server" in words


def command(pid: int) -> bytes:
    """A process's command line."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def test_everything_is_killed(served: Served, sector: str, sectors: list[str]) -> None:
    """After a power cut a run would show Running for ever, or an open question would be lost."""
    waits = sectors.pop(0)
    run = in_mid_cutover(served, sector)
    assert served.move(waits).returncode == 3
    question = served.api.paused(f"Kjør eller ikke kjør: {sector_name(waits)},%")
    served.kill()
    served.start()
    assert served.api.run(run.id).state.type == "CRASHED"
    assert "Ingenting er angret" in (served.api.run(run.id).state.message or "")
    until(lambda: told(served, sector), "the people on duty are told of the dead run")
    went_on = served.move(sector, "resume")
    assert went_on.returncode == 3, went_on.stderr.decode()
    assert_forward_and_once(served, sector)
    takeovers = [e for e in served.events() if isinstance(e, LeaseTaken) and e.took_over]
    assert application(sector) in {e.workload for e in takeovers}
    assert len(told(served, sector)) == 1
    served.api.resume(question.id, beslutning="Ikke kjør", hvem="prosjektleder", hvorfor="strømbrudd")
    assert served.api.ended(question.id).state.name == "Ikke kjør (prosjektleder)"


def test_a_go_that_was_given_while_nobody_served_begins_with_its_window(served: Served, sector: str) -> None:
    """A whole evening would pass with everybody waiting for everybody."""
    # Asked while nobody serves: a question that had come into the UI would itself go on with its answer.
    served.stop()
    asked = served.move(sector)
    assert asked.returncode == 3, asked.stderr.decode()
    said = served.approve(sector, "go")
    assert said.returncode == 0, said.stderr.decode()
    served.start()
    assert not runs_of(served, sector)
    journal = open_journal(served.at)
    now = journal.refresh().at
    window = next(w.window for w in journal.plan().workloads if w.sector == sector)
    journal.store.close()
    assert now is not None
    assert now < window.start
    served.pass_time(minutes=1 + (window.start - now) // timedelta(minutes=1))
    served.api.paused(f"Godkjenn: {sector_name(sector)},%")
    (began,) = runs_of(served, sector)
    assert (began.idempotency_key or "").startswith("window-")
    assert served.api.ended(began.id).state.type == "COMPLETED"


def runs_of(served: Served, sector: str) -> list[Run]:
    """The runs that go on with a sector, by its form: a run is called by it only once it goes."""
    return [run for run in served.api.runs(deployment="fortsett") if run.parameters.get("sektor") == sector]
