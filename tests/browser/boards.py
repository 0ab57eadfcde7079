"""A board that is served with something of everything on it."""

import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from flytt.migration.events import GateAnswered, GateOpened, GoalSet, StepDone, StepStarted, StepVerified
from flytt.migration.plan import PlannedWorkload
from flytt.migration.workload import Language, PublicWords, Words
from flytt.notices.board.beside import board_beside
from flytt.notices.board.settings import BoardSettings
from tests.board.house import House, open_house
from tests.notices.stage import GOOD, local, plan_of, workload

ROOT = Path(__file__).parents[2]
AXE = Path(__file__).parents[1] / "node" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice")
WORDS = Words(
    stops="Du kan ikke logge inn, registrere eller lese meldinger fra foresatte.",
    works="Telefon, e-post og andre systemer.",
    before="Lagre arbeidet ditt og logg ut.",
    meanwhile="Noter på papir. Foresatte kan ringe barnehagen.",
    after="Logg inn på nytt, og før inn det du noterte.",
    public=PublicWords(name="barnehageappen", stops="Du kan ikke gi beskjed om fravær i appen."),
)
NYNORSK = Words(
    stops="Du kan ikkje logge inn, registrere eller lese meldingar frå føresette.",
    works="Telefon, e-post og andre system.",
    before="Lagre arbeidet ditt og logg ut.",
    meanwhile="Noter på papir. Føresette kan ringe barnehagen.",
    after="Logg inn på nytt, og før inn det du noterte.",
    public=PublicWords(name="barnehageappen", stops="Du kan ikkje melde fråvær i appen."),
)


STAFF_ONLY = Words(
    stops="Du kan ikke åpne eller registrere noe i systemet.",
    works="Telefon, e-post og andre systemer.",
    before="Lagre arbeidet ditt og logg ut.",
    meanwhile="Noter på papir det som haster.",
    after="Logg inn på nytt, og før inn det du noterte.",
)
STAFF_NYNORSK = Words(
    stops="Du kan ikkje opne eller registrere noko i systemet.",
    works="Telefon, e-post og andre system.",
    before="Lagre arbeidet ditt og logg ut.",
    meanwhile="Noter på papir det som hastar.",
    after="Logg inn på nytt, og før inn det du noterte.",
)


def _workloads() -> tuple[PlannedWorkload, ...]:
    days = {
        "Visma Flykning": (2023, 6, 7),
        "Visma Flyt Barnehage": (2023, 6, 8),
        "Visma Voksenopplæring": (2023, 6, 14),
        "Visma Profil": (2023, 6, 20),
    }
    own: dict[Language, Words] = {"nb": WORDS, "nn": NYNORSK}
    others: dict[Language, Words] = {"nb": STAFF_ONLY, "nn": STAFF_NYNORSK}
    made = [
        workload(name, start=local(16, day=day), words=own)
        if name == "Visma Flyt Barnehage"
        else workload(name, audience=("staff",), start=local(16, day=day), words=others)
        for name, day in days.items()
    ]
    health = workload("Gerica", audience=("staff",), start=local(16, day=(2023, 6, 14))).changed(
        sector="helse", wave="helse-2023-06-14-1600"
    )
    return (*made, health)


def busy_house(folder: Path) -> House:
    """Return a rehearsal in which one system is finished, one is down, and others come.

    It has a Forms estate beside it, about which people are asked.
    """
    _make_estate(folder)
    house = open_house(folder, plan_of(*_workloads(), practice=True), BoardSettings())
    house.approve_all()
    _move(house, 0, (2023, 6, 7), through=("copy", "switch"))
    house.clock.wait_until(local(18, 40, day=(2023, 6, 7)))
    answer(house, "accept", 0)
    _move(house, 1, (2023, 6, 8))
    house.look()
    return house


def _make_estate(folder: Path) -> None:
    made = ["--seed", "5", "--tier", "T4", "--forms", "12", "--out", str(folder / "estate")]
    words = [sys.executable, "-m", "practice.forms", *made, "--truth", str(folder / "truth")]
    subprocess.run(words, check=True, cwd=ROOT, capture_output=True, timeout=600)
    settings = folder / "mappings" / "hustadvika" / "board.yaml"
    settings.parent.mkdir(parents=True)
    settings.write_text(f"forms: {{ estate: {folder / 'estate'} }}\n", encoding="utf-8")


def _move(house: House, index: int, day: tuple[int, int, int], through: tuple[str, ...] = ()) -> None:
    """Take one workload down at 16.04 of a day, and on through these steps."""
    w = house.journal.plan().workloads[index].id
    house.clock.wait_until(local(12, day=day))
    house.journal.append(GoalSet(workload=w, checkpoint="open"))
    do(house, w, "survey")
    answer(house, "go", index)
    house.clock.wait_until(local(16, 4, day=day))
    for step in ("stop", *through):
        do(house, w, step)


def do(house: House, workload: str, step: str) -> None:
    """Write that a step was done and verified."""
    house.journal.append(StepStarted(workload=workload, step=step, was={}))
    house.journal.append(StepDone(workload=workload, step=step, receipt={}))
    house.journal.append(StepVerified(workload=workload, step=step, verification=GOOD))


def answer(house: House, key: str, index: int) -> None:
    """Write that a question about one workload was asked, and answered with yes."""
    plan = house.journal.plan()
    one = plan.workloads[index]
    bound = {"gate": f"{key}.{one.wave}", "attempt": 1, "plan_hash": plan.hash, "evidence_hash": "0"}
    expires = house.clock.now() + timedelta(days=7)
    opened = {**bound, "workloads": (one.id,), "criteria": (), "expires": expires}
    house.journal.append(GateOpened.model_validate(opened))
    answered = {**bound, "go": True, "who": "leder", "authenticated": False, "why": ""}
    house.journal.append(GateAnswered.model_validate(answered))


@contextmanager
def served(house: House) -> Generator[str]:
    """Serve the house's board as a program of its own, and yield its address."""
    with board_beside(house.at) as address:
        assert address, (house.at.home / "board.log").read_text(encoding="utf-8")
        yield address
