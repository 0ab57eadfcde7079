"""Retry on a run, as Prefect's button gives it: the run is begun once more with the same form."""

from types import SimpleNamespace

import pytest
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows import deployed
from flows.acts import Order

pytestmark = pytest.mark.slow
"""Not for what it does: importing Prefect takes longer than a whole room's tests."""


@pytest.fixture
def orders(monkeypatch: pytest.MonkeyPatch) -> list[Order]:
    """Return the list of orders that would have been carried out."""
    given: list[Order] = []

    def carried_out(order: Order) -> State[None]:
        given.append(order)
        return Completed()

    monkeypatch.setattr(deployed, "_carried_out", carried_out)
    return given


@pytest.mark.parametrize(("run_count", "verb"), [(0, "rollback"), (1, "rollback"), (2, "resume")])
def test_a_retry_never_turns_anything_back(
    monkeypatch: pytest.MonkeyPatch, orders: list[Order], run_count: int, verb: str
) -> None:
    """A press on Retry of last week's run would take a sector back that has been moved again since."""
    monkeypatch.setattr(deployed, "flow_run", SimpleNamespace(run_count=run_count))
    deployed.rollback.fn("skole", "feil i listene", "elevboka", "before")
    (order,) = orders
    assert (order.verb, order.sector) == (verb, "skole")
    assert order.workload == ("elevboka" if verb == "rollback" else "")
    assert order.of_rollback is (verb == "resume"), "one that never began would end as if it were finished"


@pytest.mark.parametrize(("run_count", "left_alone"), [(1, True), (2, False)])
def test_a_retry_of_what_an_answer_started_tries_again(
    monkeypatch: pytest.MonkeyPatch, orders: list[Order], run_count: int, *, left_alone: bool
) -> None:
    """Retry on a run that stands fast would change nothing, or an answer would make neighbours try again."""
    monkeypatch.setattr(deployed, "flow_run", SimpleNamespace(run_count=run_count))
    deployed.resume.fn("skole", etter_svar="ja")
    (order,) = orders
    assert order.after_answer is left_alone
