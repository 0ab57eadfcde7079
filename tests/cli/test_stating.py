"""Commands by which people stop, state and claim: what they write, and what they refuse."""

import json
from pathlib import Path

import pytest

from flytt.adapters.ledger.opening import open_store
from flytt.migration.events import Restored
from flytt.wiring import open_journal, where
from tests.cli.conftest import Flytt
from tests.cli.ledgers import asking, in_file, opened
from tests.driving import journal_of, set_goal
from tests.worlds import Twins

pytestmark = pytest.mark.slow  # left out of `make fast`, never of `make test`

BY = ("--as", "leder", "--why", "the room has burnt")


def test_a_sector_is_stopped_and_status_says_why(flytt: Flytt, tmp_path: Path) -> None:
    """Nobody could stop a move but by killing its program, and the next one would go on."""
    ledger = in_file(_moving(), tmp_path)
    words = ("stop", "fjordvik", "oppvekst", "--as", "vakt", "--why", "fire alarm", "--ledger", ledger)
    ran = flytt(*words, "--json")
    assert ran.code == 0, ran.err
    assert json.loads(ran.out)["stopped"] == ["server-application"]
    assert flytt(*words).code == 2
    shown = flytt("status", "fjordvik", "--ledger", ledger)
    assert shown.code == 3
    assert "fire alarm" in shown.out
    ran = flytt(*words, "--workload", "another")
    assert ran.code == 2
    assert "server-application" in ran.err


def _moving() -> Twins:
    scene = asking()
    set_goal(scene, "open")
    return scene


def test_a_host_is_stated_dead_once_and_back(flytt: Flytt, tmp_path: Path) -> None:
    """A rollback would stay stuck on a host that is gone, or give up one that nobody named."""
    ledger = in_file(opened(), tmp_path)
    dead = ("host", "dead", "fjordvik", "new", *BY, "--ledger", ledger)
    assert flytt(*dead).code == 0
    assert flytt(*dead).code == 2
    assert flytt("host", "dead", "fjordvik", "moon", *BY, "--ledger", ledger).code == 2
    assert (
        flytt("host", "dead", "fjordvik", "old", "--as", "nobody", "--why", "x", "--ledger", ledger).code == 2
    )
    journal = open_journal(where("fjordvik", ledger=str(ledger)))
    assert set(journal.refresh().dead) == {"new"}
    assert flytt("host", "back", "fjordvik", "new", *BY, "--ledger", ledger).code == 0
    assert journal.refresh().dead == {}


def test_a_plan_that_kept_no_reach_has_nothing_to_accept(flytt: Flytt, tmp_path: Path) -> None:
    """Somebody would believe that they had accepted something."""
    ledger = in_file(opened(), tmp_path)
    shown = flytt("reach", "show", "fjordvik", "--ledger", ledger)
    assert shown.code == 0
    assert "kept no reach" in shown.out
    assert flytt("reach", "accept", "fjordvik", *BY, "--ledger", ledger).code == 2


def test_before_values_belong_to_what_was_found_and_to_nothing_else(flytt: Flytt, tmp_path: Path) -> None:
    """A go with something more in it would be taken for a plain one."""
    ledger = in_file(asking(), tmp_path)
    was = tmp_path / "was.json"
    was.write_text('{"stop-source": {"running": true, "enabled": true}}')
    words = ("approve", "fjordvik", "oppvekst", "go", "--as", "leder", "--ledger", ledger)
    for more in (("--was", was), ("--so-before", "stop-source")):
        ran = flytt(*words, *more)
        assert ran.code == 2
        assert "after a restoration" in ran.err
    for more in (("--was", tmp_path / "nowhere"), ("--so-before", "NO STEP")):
        assert flytt(*words, *more).code == 2
    was.write_text("[1]")
    assert flytt(*words, "--was", was).code == 2
    assert flytt(*words).code == 0


def test_verify_counts_what_nothing_names_and_erase_takes_it(flytt: Flytt, tmp_path: Path) -> None:
    """What a dead writer put into the vault would lie there with nobody knowing of it."""
    ledger = in_file(opened(), tmp_path)
    store = open_store(str(ledger), "fjordvik")
    there = len(store.secret_references())
    store.put_secret("vault:orphan", b"sealed")
    store.close()
    assert (
        json.loads(flytt("ledger", "verify", "fjordvik", "--ledger", ledger, "--json").out)["orphans"]
        == there + 1
    )
    ran = flytt("ledger", "erase", "fjordvik", "--ledger", ledger, "--json")
    assert ran.code == 0, ran.err
    assert json.loads(ran.out)["orphans"] == there + 1
    assert json.loads(flytt("ledger", "verify", "fjordvik", "--ledger", ledger, "--json").out)["orphans"] == 0


def test_a_restored_ledger_s_status_names_what_comes_next(flytt: Flytt, tmp_path: Path) -> None:
    """Whoever has restored would not know that somebody must look first."""
    scene = opened()
    journal_of(scene).append(Restored(from_backup="ledger.backup"))
    ran = flytt("status", "fjordvik", "--ledger", in_file(scene, tmp_path))
    assert ran.code == 4
    assert "backup" in ran.out
