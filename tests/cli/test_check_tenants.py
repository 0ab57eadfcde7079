"""`flytt check` of tenants: what it prints, what it answers, and the table that docs repeat."""

import json
from pathlib import Path

import pytest

from flytt import wiring
from flytt.cli.tenants import permissions, show_permissions, table
from flytt.migration.consent import CONSENTS
from flytt.migration.proof import Finding, State
from flytt.migration.settings import SETTINGS
from tests.cli.conftest import ROOT, Flytt
from tests.worlds import workload

pytestmark = pytest.mark.slow


def _answers(monkeypatch: pytest.MonkeyPatch, *states: State) -> None:
    found = tuple(
        Finding(
            place=f"tenants.{state}",
            state=state,
            says=f"it is {state}",
            expected="it to be so",
            next_command="do it",
        )
        for state in states
    )

    def answer(*asked: object) -> tuple[Finding, ...]:
        del asked
        return found

    monkeypatch.setattr(wiring, "proven_tenants", answer)


@pytest.mark.parametrize(
    ("states", "code"),
    [
        (("proven", "look"), 0),
        (("proven", "unknown"), 1),
        (("wrong", "unknown", "proven"), 2),
    ],
)
def test_the_exit_code_says_whether_it_may_begin(
    flytt: Flytt, monkeypatch: pytest.MonkeyPatch, states: tuple[State, ...], code: int
) -> None:
    """A script would go on to adopt a plan for a tenant that refuses, or that nobody could ask."""
    _answers(monkeypatch, *states)
    ran = flytt("check", "hustadvika")
    assert ran.code == code
    assert all(f"tenants.{one}: it is {one}; expected it to be so; next: do it" in ran.out for one in states)
    assert ("mend these" in ran.out) == bool(code)
    ran = flytt("check", "hustadvika", "--json")
    assert (ran.code, [one["state"] for one in json.loads(ran.out)["tenants"]]) == (code, [*states])


def test_files_alone_ask_nobody(flytt: Flytt, monkeypatch: pytest.MonkeyPatch) -> None:
    """A check of a mapping on a train would wait for tenants."""
    _answers(monkeypatch, "unknown")
    assert flytt("check", "hustadvika", "--files").code == 0


def test_a_practice_that_does_not_run_is_said(flytt: Flytt, tmp_path: Path) -> None:
    """Tenants that were never asked would pass as proven."""
    ran = flytt("check", "hustadvika", "--practice", "--ledger", tmp_path / "ledger.db")
    assert (ran.code, "flytt practice start" in ran.err) == (2, True)


def test_permissions_say_who_needs_what_for_which_workload(capsys: pytest.CaptureFixture[str]) -> None:
    """An administrator would give everything, as nobody could say what is enough."""
    moving = workload("tenant-identity", settings={"source": "gammel", "target": "felles"})
    rows = permissions([moving])
    old = [row for row in rows if row["tenant"] == "gammel"]
    assert {(row["application"], row["since"]) for row in old} == {("reader", "move"), ("writer", "retire")}
    blocking = next(row for row in old if row["application"] == "writer")
    assert blocking["permissions"] == ["User.EnableDisableAccount.All"]
    show_permissions(rows)
    shown = capsys.readouterr().out
    assert "gammel, writer:" in shown
    assert f"{moving.id} (to close the old side)" in shown


def test_permissions_are_printed_without_asking_anybody(
    flytt: Flytt, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is to register the applications would need them to be there first."""
    _answers(monkeypatch, "unknown")
    ran = flytt("check", "hustadvika", "--permissions", "--json")
    assert (ran.code, set(json.loads(ran.out))) == (0, {"municipality", "permissions"})


def test_docs_repeat_the_table() -> None:
    """Whoever registers the applications would follow a page that the program has left."""
    page = (ROOT / "docs" / "permissions.md").read_text(encoding="utf-8")
    assert [line for line in page.splitlines() if line.startswith("|")] == table()


def test_every_kind_that_moves_in_a_tenant_has_its_row() -> None:
    """A new kind would move without anybody having been told what it must be let do."""
    assert {kind for kind in SETTINGS if kind.startswith("tenant-")} <= set(CONSENTS)
