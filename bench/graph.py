# pyright: reportMissingTypeStubs=false
"""Accounts over Graph: read beside plain httpx and the SDK; written beside the limit in force.

`python -m bench.graph [--people N]` prints a table. The practice Graph runs in a program of its own.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import cast

import httpx
from pydantic import SecretStr

from flytt.adapters.graph.address import Application, TenantAddress
from flytt.adapters.graph.governor import ENTRA, Governor
from flytt.adapters.graph.rows import PERSON
from flytt.adapters.graph.tenants import GraphDirectories
from flytt.migration.directory import NewPerson, Profile

GOAL = 1.5
"""Times the CPU of plain httpx."""
SDK_PEOPLE = 100
"""The SDK is asked for so many: a page of 999 takes it ten seconds of CPU."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--writes", type=int, default=400)
    given = parser.parse_args()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as home:
        program = _start(Path(home), given.people)
        try:
            rows = _measured(Path(home), given.people, given.writes)
        finally:
            program.terminate()
            program.wait()
    print(f"Load when it began: {load:.1f}. {given.people} accounts.\n")
    print("| What | Measured | Note |\n|---|---|---|")
    for row in rows:
        print(f"| {' | '.join(row)} |")


def _measured(home: Path, people: int, writes: int) -> list[tuple[str, str, str]]:
    page = json.loads((home / "graph.json").read_text())
    tenants = _tenants(page)
    old, new = tenants.on("source"), tenants.on("target")
    token = tenants.doors["source", "read"].sign_in.token()
    ours = _cpu(lambda: sum(1 for _ in old.people()))
    plain = _cpu(lambda: _plain(page["http_base"], token))
    first = _cpu(lambda: asyncio.run(_sdk(page["http_base"], token, 1)))
    sdk = _cpu(lambda: asyncio.run(_sdk(page["http_base"], token, SDK_PEOPLE))) / SDK_PEOPLE * people
    rows = [
        ("CPU per account read, Flytt", f"{ours / people * 1e6:.0f} µs", "read into frozen records"),
        ("CPU per account read, plain httpx", f"{plain / people * 1e6:.0f} µs", "dictionaries"),
        (
            "CPU per account read, SDK models",
            f"{sdk / people * 1e6:.0f} µs",
            f"of {SDK_PEOPLE}; the first call besides: {first:.1f} s",
        ),
        (
            "Flytt / plain httpx",
            f"{ours / plain:.2f} ×",
            f"goal {GOAL}: {'met' if ours / plain <= GOAL else 'NOT met'}",
        ),
    ]
    began = time.monotonic()
    new.make_people(tuple(_person(number) for number in range(writes)))
    seconds = time.monotonic() - began
    governor: Governor = tenants.doors["target", "write"].governor
    ceiling = ENTRA["writes"].units + seconds * ENTRA["writes"].units / ENTRA["writes"].seconds
    rows += [
        (
            "Accounts made a second",
            f"{writes / seconds:.0f}",
            f"{writes} in {seconds:.1f} s, until they could be read",
        ),
        (
            "Of what the limit let through meanwhile",
            f"{writes / ceiling:.0%}",
            "within the burst: the line decides",
        ),
        ("Requests refused", f"{governor.refused} of {governor.asked}", "batches of 20"),
    ]
    tenants.close()
    return rows


def _start(home: Path, people: int) -> "subprocess.Popen[bytes]":
    words = ["--dir", str(home), "--people", str(people), "--people-there", "10", "--files", "0"]
    program = subprocess.Popen([sys.executable, "-m", "practice.graph", *words], stdout=subprocess.DEVNULL)
    while not (home / "graph.json").exists():
        time.sleep(0.2)
    return program


def _tenants(page: dict[str, object]) -> GraphDirectories:
    found: dict[str, TenantAddress] = {}
    for name, tenant in cast("dict[str, dict[str, object]]", page["tenants"]).items():
        apps = cast("dict[str, dict[str, str]]", tenant["apps"])
        own = {
            use: Application(client_id=app["client_id"], certificate=app["certificate_file"])
            for use, app in apps.items()
        }
        found[name] = TenantAddress(
            tenant=str(tenant["id"]),
            base=str(page["http_base"]),
            authority=str(page["http_base"]),
            reader=own["reader"],
            writer=own["writer"],
        )
    return GraphDirectories(found, _no_secret)


def _no_secret(name: str) -> SecretStr:
    raise KeyError(name)


def _plain(base: str, token: str) -> int:
    count, url = 0, f"{base}/v1.0/users?$select={PERSON}&$top=999"
    with httpx.Client(trust_env=False, timeout=60) as http:
        while url:
            body = http.get(url, headers={"Authorization": f"Bearer {token}"}).raise_for_status().json()
            count += len(body["value"])
            url = body.get("@odata.nextLink", "")
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


def _person(number: int) -> NewPerson:
    return NewPerson(
        name=f"maling{number}@target.onmicrosoft.practice",
        nickname=f"maling{number}",
        profile=Profile(display_name=f"Måling {number}", usage_location="NO"),
        mark=f"flytt.bench.{number}",
    )


def _cpu(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    main()
