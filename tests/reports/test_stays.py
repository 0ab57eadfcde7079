"""What nothing takes back is said before somebody says go, and listed afterwards."""

from flytt.reports.pages import dossier, reconciliation_page
from tests.driving import events_of, roll_back, state_of
from tests.sweeps.ground import opened
from tests.worlds import Twins

LETTERS = "Planner har skrevet til hver person som fikk en oppgave."


def _account(scene: Twins) -> str:
    return reconciliation_page(scene.plan, state_of(scene), events_of(scene), scene.clock.now())


def test_whoever_says_go_sees_what_nothing_takes_back() -> None:
    """A lead would say go to letters to five hundred people without having been told of them."""
    scene = opened("tenant-planner")
    state = state_of(scene)
    (asked,) = [one for one in state.gates.values() if one.gate.startswith("go.")]
    page = dossier(scene.plan, state, events_of(scene), asked, scene.clock.now())
    (line,) = [one for one in page.splitlines() if LETTERS in one]
    assert line.startswith("  - «Gi folk oppgavene sine»: ")


def test_it_is_listed_when_done_and_when_taken_back() -> None:
    """After a rollback it would look as if nobody had heard of anything."""
    scene = opened("tenant-planner").fork()
    assert f"- Gi folk oppgavene sine: {LETTERS}" in _account(scene)
    roll_back(scene)
    assert f"- Gi folk oppgavene sine: {LETTERS}" in _account(scene)


def test_what_was_not_begun_is_not_listed() -> None:
    """People would be told that they cannot take back what nobody has done."""
    scene = opened("tenant-planner")
    assert LETTERS not in reconciliation_page(scene.plan, state_of(scene), (), scene.clock.now())
