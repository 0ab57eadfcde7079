"""All tenants' drives over Graph. Nothing is asked of any before it is used."""

import ssl
import threading
import time
from collections.abc import Callable, Mapping
from functools import partial

import httpx

from flytt.adapters.graph.address import TenantAddress
from flytt.adapters.graph.governor import SHAREPOINT
from flytt.adapters.graph.opening import open_door
from flytt.adapters.graph.pieces import Pieces
from flytt.adapters.graph.sites import Sites
from flytt.adapters.graph.tenant_drives import GraphTenantDrives
from flytt.adapters.secrets import Secrets
from flytt.migration.breath import rest
from flytt.migration.errors import BadInput

_TIMEOUT_SECONDS = 120.0


class GraphDrives:
    """Drives of tenants, each read through one application and written through another."""

    def __init__(
        self,
        tenants: Mapping[str, TenantAddress],
        secrets: Secrets,
        *,
        wait: Callable[[float], None] = rest,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._tenants, self._secrets, self._wait, self._now = tenants, secrets, wait, now
        self._open: dict[str, GraphTenantDrives] = {}
        self._closing: list[Callable[[], None]] = []
        self._opening = threading.Lock()  # several drives at a time, and one governor for them all

    def on(self, tenant: str) -> GraphTenantDrives:
        """Return a tenant's drives. BadInput for one that reach.yaml does not state."""
        if tenant not in self._tenants:
            raise BadInput(
                f"Flytt was to reach the tenant {tenant}, and reach.yaml states none of that name.",
                still_true="Nothing was touched.",
                next_command="state it under `tenants` in reach.yaml, then flytt resume",
            )
        with self._opening:
            if tenant not in self._open:
                self._open[tenant] = self._opened(tenant, self._tenants[tenant])
            return self._open[tenant]

    def close(self) -> None:
        """Let go of the connections."""
        for close in self._closing:
            close()

    def _opened(self, name: str, at: TenantAddress) -> GraphTenantDrives:
        door = partial(
            open_door, at, secrets=self._secrets, published=SHAREPOINT, wait=self._wait, now=self._now
        )
        reader = door(at.reader)
        writer = at.writer and door(at.writer)
        admin = at.writer and at.sharepoint and door(at.writer, scope=at.sharepoint)
        trust = ssl.create_default_context()
        if at.authority_file:
            trust.load_verify_locations(at.authority_file)
        http = httpx.Client(timeout=_TIMEOUT_SECONDS, follow_redirects=False, trust_env=False, verify=trust)
        self._closing += [reader.close, http.close]
        self._closing += [door.close for door in (writer, admin) if door]
        return GraphTenantDrives(
            name,
            at.writer.client_id if at.writer else "",
            reader,
            writer or None,
            Pieces(http, reader.governor, self._wait),
            Pieces(http, (writer or reader).governor, self._wait),
            Sites(name, at.sharepoint, admin.sign_in, Pieces(http, admin.governor, self._wait))
            if admin
            else None,
        )
