"""Which runs have the people on duty told, as Prefect itself judges its own events."""

import uuid
from datetime import UTC, datetime

import pytest
from prefect.server.events.schemas.automations import EventTrigger
from prefect.server.events.schemas.events import ReceivedEvent

from flows.automations import DUTY_FLOW, tell_of_dead_runs
from flows.deployed import vakt

pytestmark = pytest.mark.slow  # reads all of Prefect's server


def ended(flow: str, how: str) -> ReceivedEvent:
    """Return the event of a run of that flow, its resources as Prefect's server names them."""
    return ReceivedEvent.model_validate(
        {
            "id": uuid.uuid4(),
            "occurred": datetime(2023, 6, 7, tzinfo=UTC),
            "event": f"prefect.flow-run.{how}",
            "resource": {
                "prefect.resource.id": f"prefect.flow-run.{uuid.uuid4()}",
                "prefect.resource.name": "a run",
            },
            "related": [
                {
                    "prefect.resource.id": f"prefect.flow.{uuid.uuid4()}",
                    "prefect.resource.role": "flow",
                    "prefect.resource.name": flow,
                },
                {
                    "prefect.resource.id": f"prefect.deployment.{uuid.uuid4()}",
                    "prefect.resource.role": "deployment",
                    "prefect.resource.name": "a deployment",
                },
            ],
        }
    )


def trigger() -> EventTrigger:
    """Return the trigger as the server reads it."""
    return EventTrigger.model_validate(tell_of_dead_runs(uuid.uuid4())["trigger"])


@pytest.mark.parametrize("how", ["Failed", "Crashed"])
@pytest.mark.parametrize("flow", ["Flytt", "Fortsett", "Ta tilbake", "Øving"])
def test_a_run_that_dies_is_told_of(flow: str, how: str) -> None:
    """A move would lie dead at night, and nobody would be woken."""
    assert trigger().covers(ended(flow, how))


@pytest.mark.parametrize("how", ["Failed", "Crashed"])
def test_the_telling_is_not_told_of(how: str) -> None:
    """With the ledger out of reach the duty flow would start itself again, without end."""
    assert vakt.name == DUTY_FLOW
    assert not trigger().covers(ended(DUTY_FLOW, how))


def test_a_run_that_ends_well_is_not_told_of() -> None:
    """People would be woken by every move that succeeds."""
    assert not trigger().covers(ended("Flytt", "Completed"))
