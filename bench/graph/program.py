"""The practice Graph in a program of its own, so that what is measured here is Flytt alone."""

import json
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from pydantic import SecretStr

from flytt.adapters.graph.address import Application, TenantAddress
from flytt.adapters.graph.tenants import GraphDirectories
from flytt.migration.record import Json


@contextmanager
def running(people: int, *, there: int = 10) -> Generator[Path]:
    """Start it, and yield the file that tells where it is. `there`: people whom the target has already."""
    with TemporaryDirectory() as home:
        words = ["--dir", home, "--people", str(people), "--people-there", str(there), "--files", "0"]
        command = [sys.executable, "-m", "practice.graph", *words]
        page = Path(home) / "graph.json"
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as program:
            try:
                while not page.exists():
                    time.sleep(0.2)
                yield page
            finally:
                program.terminate()


def tenants(page: Path) -> GraphDirectories:
    """Return both tenants as a reach states them."""
    said = cast("dict[str, Json]", json.loads(page.read_text()))
    base, found = str(said["http_base"]), dict[str, TenantAddress]()
    for name, tenant in cast("dict[str, dict[str, Json]]", said["tenants"]).items():
        apps = cast("dict[str, dict[str, str]]", tenant["apps"])
        own = {
            use: Application(client_id=app["client_id"], certificate=app["certificate_file"])
            for use, app in apps.items()
        }
        found[name] = TenantAddress(
            tenant=str(tenant["id"]), base=base, authority=base, reader=own["reader"], writer=own["writer"]
        )
    return GraphDirectories(found, _no_secret)


def _no_secret(name: str) -> SecretStr:
    raise KeyError(name)
