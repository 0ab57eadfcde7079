"""What the server offers before anything has happened: it starts, its UI is there, its forms are typed."""

import httpx
import pytest

from tests.prefect.municipality import SECTORS
from tests.prefect.served import Served

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(900)]


def test_the_server_starts_with_its_ui(served: Served) -> None:
    """These versions of Prefect and its web framework would not run together, and nobody could serve."""
    assert served.api.get("/health").json() is True
    accept = {"Accept": "text/html"}
    page = httpx.get(
        f"{served.api.address}/v2/", headers=accept, follow_redirects=True, trust_env=False, timeout=30
    )
    assert page.status_code == 200
    assert "<script" in page.text


@pytest.mark.parametrize(
    ("flow", "name", "choices"),
    [
        ("Flytt", "flytt", [*SECTORS]),
        ("Fortsett", "fortsett", ["", *SECTORS]),
        ("Ta tilbake", "ta-tilbake", [*SECTORS]),
        ("Avvikle det gamle", "avvikle", [*SECTORS]),
    ],
)
def test_a_deployment_offers_the_plans_sectors(
    served: Served, flow: str, name: str, choices: list[str]
) -> None:
    """An operator would have to type a sector's id from memory, and a wrong one would be launched."""
    schema = served.api.deployment(flow, name).parameter_openapi_schema
    properties = schema["properties"]
    assert isinstance(properties, dict)
    field = properties["sektor"]
    assert isinstance(field, dict)
    assert (field["title"], field["enum"]) == ("Sektor", choices)


def test_a_sector_that_is_not_in_the_plan_is_refused(served: Served) -> None:
    """A run would be made for something that cannot move, and fail where nobody looks."""
    found = served.api.deployment("Flytt", "flytt")
    refused = served.api.post(
        f"/deployments/{found.id}/create_flow_run", {"parameters": {"sektor": "finnes-ikke"}}
    )
    assert refused.status_code in {409, 422}
    assert "finnes-ikke" in refused.text
