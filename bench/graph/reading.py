# pyright: reportMissingTypeStubs=false
"""Processor time for each account that is read: beside plain httpx, and beside the SDK's own models."""

import asyncio
import time
from collections.abc import Callable
from typing import cast

import httpx

from bench.graph.program import running, tenants
from flytt.adapters.graph.answer import Thing, text, things
from flytt.adapters.graph.rows import PERSON

GOAL = 1.5
PEOPLE = 2_000
SDK_PEOPLE = 100
"""The SDK is asked for so many: a page of 999 takes it ten seconds of processor time."""


def rows() -> list[tuple[str, ...]]:
    """Return one row."""
    with running(PEOPLE) as page:
        directories = tenants(page)
        old = directories.on("source")
        token = directories.doors["source", "read"].sign_in.token()
        base = cast("Thing", httpx.Response(200, content=page.read_bytes()).json())
        address = text(base, "http_base")
        ours = _cpu(lambda: sum(1 for _ in old.people())) / PEOPLE
        plain = _cpu(lambda: _plain(address, token)) / PEOPLE
        _cpu(lambda: asyncio.run(_sdk(address, token, 1)))
        sdk = _cpu(lambda: asyncio.run(_sdk(address, token, SDK_PEOPLE))) / SDK_PEOPLE
        directories.close()
    met = "met" if ours / plain <= GOAL else "NOT met"
    return [
        (
            f"Account read (the SDK's models: {sdk * 1e6:,.0f} µs)",
            f"{ours * 1e6:,.0f} µs",
            f"{plain * 1e6:,.0f} µs",
            f"{ours / plain:.2f} ×, {met}",
        )
    ]


def _plain(base: str, token: str) -> int:
    count, url = 0, f"{base}/v1.0/users?$select={PERSON}&$top=999"
    with httpx.Client(trust_env=False, timeout=60) as http:
        while url:
            answer = http.get(url, headers={"Authorization": f"Bearer {token}"}).raise_for_status()
            body = cast("Thing", answer.json())
            count += len(things(body, "value"))
            url = text(body, "@odata.nextLink")
    return count


async def _sdk(base: str, token: str, most: int) -> int:
    from kiota_abstractions.authentication import AnonymousAuthenticationProvider  # noqa: PLC0415
    from kiota_abstractions.base_request_configuration import RequestConfiguration  # noqa: PLC0415
    from msgraph.generated.users.users_request_builder import UsersRequestBuilder  # noqa: PLC0415
    from msgraph.graph_request_adapter import GraphRequestAdapter  # noqa: PLC0415
    from msgraph.graph_service_client import GraphServiceClient  # noqa: PLC0415

    adapter = GraphRequestAdapter(AnonymousAuthenticationProvider())
    adapter.base_url = f"{base}/v1.0"
    chosen: list[str] = [*PERSON.split(",")]
    query = UsersRequestBuilder.UsersRequestBuilderGetQueryParameters(top=most, select=chosen)
    asked = RequestConfiguration(query_parameters=query)
    asked.headers.add("Authorization", f"Bearer {token}")
    page = await GraphServiceClient(request_adapter=adapter).users.get(asked)
    return len(page.value or []) if page else 0


def _cpu(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began
