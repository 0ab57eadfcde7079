"""Commands that write, or start something that does: answers, backups, and the flows' own verbs."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from flytt.adapters.clock import MemoryClock
from flytt.adapters.ledger.opening import open_store
from flytt.adapters.signature import check
from flytt.migration.events import GateAnswered, StepStarted
from flytt.migration.gate import signed_text
from flytt.migration.journal import Journal
from flytt.wiring import open_journal, where
from tests.cli.conftest import ROOT, Flytt
from tests.cli.ledgers import asking, in_file, opened

pytestmark = pytest.mark.slow  # left out of `make fast`, never of `make test`

GO = "go.oppvekst-2023-05-03-1600"


def answers(ledger: Path) -> list[GateAnswered]:
    """Return every answer in a ledger."""
    journal = open_journal(where("fjordvik", ledger=str(ledger)))
    return [r.event for r in journal.events if isinstance(r.event, GateAnswered)]


@pytest.mark.parametrize("name", ["go", GO])
def test_a_question_is_answered_once(flytt: Flytt, tmp_path: Path, name: str) -> None:
    """Typing the answer twice would write it twice, or its short name would not be understood."""
    ledger = in_file(asking(), tmp_path)
    ran = flytt("approve", "fjordvik", "oppvekst", name, "--as", "leder", "--ledger", ledger, "--json")
    assert ran.code == 0, ran.err
    assert json.loads(ran.out)["answer"]["go"] is True
    assert flytt("approve", "fjordvik", "oppvekst", GO, "--as", "leder", "--ledger", ledger).code == 0
    assert [(a.gate, a.go, a.who, a.through) for a in answers(ledger)] == [
        (GO, True, "leder", "command-line")
    ]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["go", "--as", "nobody"], "not among the approvers"),
        (["go", "--as", "ledre"], "nearest: leder"),
        (["go", "--as", "leder", "--no-go"], "--why"),
        (["gå", "--as", "leder"], f"There are: {GO}"),
        (["go", "--as", "leder", "--key", "nowhere"], "could not be read"),
        (["go", "--as", "leder", "--print"], "--key FILE"),
        (["go"], "--as"),
    ],
)
def test_a_wrong_answer_is_refused_and_nothing_written(
    flytt: Flytt, tmp_path: Path, words: list[str], says: str
) -> None:
    """A slip of the hand would become a decision, or the refusal would not say what was wrong."""
    ledger = in_file(asking(), tmp_path)
    ran = flytt("approve", "fjordvik", "oppvekst", *words, "--ledger", ledger)
    assert ran.code == 2
    assert says in ran.err
    assert answers(ledger) == []


def test_a_question_of_another_sector_is_not_answered(flytt: Flytt, tmp_path: Path) -> None:
    """Somebody who meant another sector would let this one go."""
    ledger = in_file(asking(), tmp_path)
    ran = flytt("approve", "fjordvik", "helse", GO, "--as", "leder", "--ledger", ledger)
    assert (ran.code, answers(ledger)) == (2, [])


def test_no_go_keeps_its_reason(flytt: Flytt, tmp_path: Path) -> None:
    """Nobody could read later why the evening was called off."""
    ledger = in_file(asking(), tmp_path)
    words = (
        "approve",
        "fjordvik",
        "oppvekst",
        "go",
        "--as",
        "leder",
        "--no-go",
        "--why",
        "eksamen",
        "--ledger",
    )
    assert flytt(*words, ledger).code == 0
    assert [(a.go, a.why) for a in answers(ledger)] == [(False, "eksamen")]


def test_the_signature_for_a_form_is_the_one_that_is_checked(flytt: Flytt, tmp_path: Path) -> None:
    """A signature made here and pasted into the form would be refused; and printing it would answer."""
    ledger = in_file(asking(), tmp_path)
    key = Ed25519PrivateKey.generate()
    file = tmp_path / "key"
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
    ran = flytt(
        "approve", "fjordvik", "oppvekst", "go", "--as", "leder", "--key", file, "--print", "--ledger", ledger
    )
    gate = open_journal(where("fjordvik", ledger=str(ledger))).refresh().gates[GO]
    line = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    assert ran.code == 0
    assert check(signed_text(gate, go=True, who="leder"), ran.out.strip(), line)
    assert answers(ledger) == []


def test_a_plan_is_not_changed_in_the_middle_of_a_step(flytt: Flytt, tmp_path: Path) -> None:
    """A step would be finished by another plan than it was begun by."""
    ledger = tmp_path / "l.db"
    assert flytt("plan", "hustadvika", "--practice", "--adopt", "--ledger", ledger).code == 0
    journal = open_journal(where("hustadvika", ledger=str(ledger)))
    first = journal.plan().workloads[0]
    journal.append(StepStarted(workload=first.id, step=first.steps[0].key, was={}))
    before = journal.refresh().seq
    other = tmp_path / "maps"
    shutil.copytree(ROOT / "mappings", other / "mappings")
    shutil.copytree(ROOT / "runbooks", other / "runbooks")
    calendar = other / "mappings" / "hustadvika" / "municipality.yaml"
    calendar.write_text(calendar.read_text().replace("minutes: 300", "minutes: 299"))
    ran = flytt(
        "plan", "hustadvika", "--practice", "--adopt", "--ledger", ledger, "--mappings", other / "mappings"
    )
    assert ran.code == 2
    assert "middle of a step" in ran.err
    assert open_journal(where("hustadvika", ledger=str(ledger))).refresh().seq == before


def test_a_backup_comes_back_as_it_was(flytt: Flytt, tmp_path: Path) -> None:
    """After a fire the ledger would be gone, or nobody would know that it came from a backup."""
    ledger, file, again = in_file(opened(), tmp_path), tmp_path / "kept", tmp_path / "again.db"
    kept = flytt("ledger", "backup", "fjordvik", file, "--ledger", ledger, "--json")
    assert kept.code == 0, kept.err
    assert flytt("ledger", "restore", "fjordvik", file, "--ledger", again).code == 0
    then = [row.hash for row in open_store(str(ledger), "fjordvik").rows()]
    now = list(open_store(str(again), "fjordvik").rows())
    assert [row.hash for row in now[:-1]] == then
    assert now[-1].kind == "restored"


def test_a_backup_is_not_laid_over_anything(flytt: Flytt, tmp_path: Path) -> None:
    """A restored ledger would replace a living one, or another municipality's."""
    ledger, file = in_file(opened(), tmp_path), tmp_path / "kept"
    assert flytt("ledger", "backup", "fjordvik", file, "--ledger", ledger).code == 0
    assert flytt("ledger", "backup", "fjordvik", file, "--ledger", ledger).code == 2
    assert flytt("ledger", "restore", "fjordvik", file, "--ledger", ledger).code == 2
    ran = flytt("ledger", "restore", "hustadvika", file, "--ledger", tmp_path / "new.db")
    assert (ran.code, (tmp_path / "new.db").exists()) == (2, False)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["move", "fjordvik", "oppvekst", "--detach"], ["move", "fjordvik", "oppvekst", "--detach"]),
        (["resume", "fjordvik"], ["resume", "fjordvik"]),
        (["resume", "fjordvik", "oppvekst", "--json"], ["resume", "fjordvik", "oppvekst", "--json"]),
        (["retire", "fjordvik", "oppvekst"], ["retire", "fjordvik", "oppvekst"]),
        (
            [
                "rollback",
                "fjordvik",
                "oppvekst",
                "--yes",
                "--workload",
                "server-application",
                "--to",
                "prepared",
            ],
            ["rollback", "fjordvik", "oppvekst", "--to", "prepared", "--workload", "server-application"],
        ),
        (["serve", "fjordvik", "--port", "4300"], ["serve", "fjordvik", "--port", "4300"]),
    ],
)
def test_verbs_are_handed_on(
    flytt: Flytt, launched: list[list[str]], tmp_path: Path, words: list[str], expected: list[str]
) -> None:
    """A flag would be lost on its way, or the flow's exit code would not come back."""
    ledger = in_file(opened(), tmp_path)
    ran = flytt(*words, "--ledger", ledger)
    assert (ran.code, len(launched)) == (3, 1), ran.err
    module, *handed = launched[0][1:]
    assert module == "flows"
    common = {"--mappings", "--ledger", str(ledger)}
    assert [w for w in handed if w not in common and not w.endswith("/mappings")] == expected
    assert ["--ledger", str(ledger)] == handed[handed.index("--ledger") :][:2]


@pytest.mark.parametrize(
    "words",
    [
        ["move", "fjordvik", "oppvekst", "--detach", "--json"],
        ["rollback", "fjordvik", "oppvekst", "--yes", "--workload", "server-application", "--why", "feil"],
        ["rehearse", "hustadvika", "--sector", "helse", "--fresh", "--out", "o", "--json"],
    ],
)
def test_flows_understand_what_they_are_handed(
    flytt: Flytt, launched: list[list[str]], tmp_path: Path, words: list[str]
) -> None:
    """Both sides would agree with their own tests, and not with each other."""
    flytt(*words, "--ledger", in_file(opened(), tmp_path))
    handed = [w if w not in {"fjordvik", "hustadvika"} else "nowhere" for w in launched[0][2:]]
    handed[handed.index("--ledger") + 1] = str(tmp_path / "none.db")
    ran = subprocess.run(
        [sys.executable, "-m", "flows", *handed], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert "usage:" not in ran.stderr
    assert ran.returncode in {1, 2}
    assert not (tmp_path / "none.db").exists()


def test_a_rehearsal_is_handed_on(flytt: Flytt, launched: list[list[str]], tmp_path: Path) -> None:
    """`--sector` given twice would rehearse only one."""
    sectors = ("--sector", "helse", "--sector", "oppvekst")
    assert flytt("rehearse", "hustadvika", *sectors, "--fresh", "--out", tmp_path / "o").code == 3
    assert launched[0][2:-2] == ["rehearse", "hustadvika", *sectors, "--out", str(tmp_path / "o"), "--fresh"]


@pytest.mark.parametrize(
    "words",
    [
        ["move", "fjordvik", "nowhere"],
        ["move", "fjordvik"],
        ["rollback", "fjordvik", "oppvekst", "--to", "yesterday", "--yes"],
        ["rollback", "fjordvik", "oppvekst", "--workload", "other", "--yes"],
        ["rollback", "fjordvik", "oppvekst"],
        ["retire", "fjordvik", "nowhere"],
        ["resume", "fjordvik", "nowhere"],
        ["rehearse", "fjordvi"],
        ["rehearse", "hustadvika", "--sector", "nowhere"],
        ["serve", "fjordvik", "--port", "0"],
        ["forms", "inventory"],
        ["share", "plan"],
        ["notices", "fjordvik", "--format", "pdf"],
        ["practice", "begin", "fjordvik"],
    ],
)
def test_bad_input_starts_nothing(
    flytt: Flytt, launched: list[list[str]], tmp_path: Path, words: list[str]
) -> None:
    """A mistyped word would start a move, or end with another code than 2."""
    ledger = in_file(opened(), tmp_path)
    ran = flytt("--ledger", ledger, *words)
    assert (ran.code, launched) == (2, []), ran.err
    assert ran.err


def test_practice_starts_with_a_world_made_from_the_mapping(
    flytt: Flytt, launched: list[list[str]], tmp_path: Path
) -> None:
    """The practice municipality would be started without a world, or with a new one over the old."""
    world = tmp_path / "p" / "world.json"
    words = ("practice", "start", "hustadvika", "--dir", tmp_path / "p" / "practice")
    assert flytt(*words).code == 3
    made = world.read_text()
    assert "visma-flykning" in made
    world.write_text(made + "\n")
    assert flytt(*words).code == 3
    assert world.read_text() == made + "\n"
    assert launched[0][-2:] == ["--world", str(world)]


def test_going_back_says_what_it_means_before_it_asks(flytt: Flytt, tmp_path: Path) -> None:
    """Somebody would take a sector back without knowing how long it takes."""
    ran = flytt("rollback", "fjordvik", "oppvekst", "--ledger", in_file(opened(), tmp_path))
    assert re.search(r"going back takes [1-9][0-9]* minutes", ran.err)
    assert "--yes" in ran.err


def test_journals_of_practice_keep_their_own_time(tmp_path: Path) -> None:
    """An answer typed today would be dated years after the practice evening it belongs to."""
    ledger = in_file(asking(), tmp_path)
    journal = open_journal(where("fjordvik", ledger=str(ledger)))
    assert isinstance(journal, Journal)
    assert abs((journal.clock.now() - MemoryClock(asking().clock.now()).now()).total_seconds()) < 60
