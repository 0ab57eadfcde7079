"""The same deployments on a process work pool: runs are begun by workers, here or on other machines."""

import threading
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prefect.deployments.runner import RunnerDeployment

ROOT = Path(__file__).parents[1]
"""Where this version of Flytt lies: at the same path on every machine that has a worker."""


def offer(pool: str, deployments: Iterable["RunnerDeployment"]) -> None:
    """Make the pool unless it is there, and offer the deployments on it. Workers are started apart."""
    from prefect import get_client
    from prefect.client.schemas.actions import WorkPoolCreate
    from prefect.exceptions import ObjectAlreadyExists
    from prefect.runner.storage import LocalStorage

    with get_client(sync_client=True) as client, suppress(ObjectAlreadyExists):
        client.create_work_pool(WorkPoolCreate(name=pool, type="process"))
    for deployment in deployments:
        deployment.storage = LocalStorage(path=str(ROOT))
        deployment.apply(work_pool_name=pool)


def wait() -> None:
    """Stand until the program is told to end: workers do the work."""
    with suppress(KeyboardInterrupt):
        threading.Event().wait()
