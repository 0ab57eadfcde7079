"""What people and databases say in their own words, on its way into a ledger that is never erased."""

import pytest

from flytt.adapters.checks.memory import MemoryChecks
from flytt.adapters.dns.memory import MemoryNames
from flytt.adapters.documents.memory import MemoryDocuments
from flytt.migration.answer import Reply, answer
from flytt.migration.drive import ask
from flytt.migration.masking import MASK, masked
from flytt.migration.next_action import Ask, Done
from flytt.migration.record import Json
from flytt.migration.runbook import GateEntry
from flytt.migration.settings import Check
from tests.driving import events_of, journal_of, move, set_goal, state_of, unsigned
from tests.worlds import IDENTITY, planned, twins


def test_a_reason_is_kept_without_identity_numbers() -> None:
    """A no-go for the sake of one pupil would keep the pupil's number for ever, and send it to all staff."""
    scene = twins("integration")
    assert move(scene, "prepared") == Done("prepared")
    set_goal(scene, "open")
    journal, one = journal_of(scene), planned(scene)
    gate = next(e for e in one.entries if isinstance(e, GateEntry))
    asked = ask(scene.plan, journal, Ask(one.gate_id(gate), gate, None), scene.clock).gate
    why = f"{IDENTITY} ringer, og kari@skole.example venter"
    answer(scene.plan, journal, scene.clock, Reply(gate=asked, go=False, who="leder", why=why), unsigned)
    answered = state_of(scene).gates[asked].answer
    assert answered is not None
    assert answered.why == f"{MASK} ringer, og {MASK} venter"
    assert IDENTITY not in "".join(r.model_dump_json() for r in events_of(scene))


@pytest.mark.parametrize("word", ["DETAIL", "CONTEXT", "STATEMENT"])
def test_rows_that_a_database_quotes_are_masked(word: str) -> None:
    """PostgreSQL tells which row it stumbled over, name and all, on the lines after its error."""
    said = f"ERROR:  duplicate key value\n{word}:  Key (name)=(Kari Nordmann)\nLINE 2: Kari Nordmann"
    assert masked(said) == f"ERROR:  duplicate key value\n{word}: {MASK}"


@pytest.mark.parametrize(
    ("found", "saw"),
    [("Kari Nordmann", "another text"), ({"pin": "Kari"}, "another content"), (30, "30"), (True, "true")],
)
def test_what_stands_on_a_page_is_not_quoted(found: Json, saw: str) -> None:
    """A check that looks at the wrong field would copy a person's name or a password into every report."""
    names = MemoryNames({})
    checks = MemoryChecks(names, MemoryDocuments({"net/sone": {"vlan": found}}))
    answered = checks.look(Check(kind="document", subject="net/sone", field="vlan", expected=20, says="zone"))
    assert (answered.passed, answered.saw) == (False, f"net/sone vlan is {saw}")
