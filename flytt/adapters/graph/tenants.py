"""All tenants that a reach names. Nothing is asked of any before it is used."""

import threading
import time
from collections.abc import Callable, Mapping

from flytt.adapters.graph.address import Application, TenantAddress
from flytt.adapters.graph.chats import GraphChats
from flytt.adapters.graph.directory import GraphDirectory
from flytt.adapters.graph.domains import GraphDomains
from flytt.adapters.graph.door import Door
from flytt.adapters.graph.governor import CHATS, PLANNER, TEAMS
from flytt.adapters.graph.mailboxes import GraphMailboxes
from flytt.adapters.graph.opening import open_door
from flytt.adapters.graph.post import exchange_of, post_doors
from flytt.adapters.graph.site_doors import sites_of
from flytt.adapters.graph.task_plans import GraphTaskPlans
from flytt.adapters.graph.teams import GraphTeams
from flytt.adapters.graph.tenant_sites import GraphTenantSites
from flytt.adapters.secrets import Secrets
from flytt.migration.breath import rest
from flytt.migration.errors import BadInput
from flytt.migration.exchange import Exchange


class GraphDirectories:
    """Tenants over Graph: a connection, a sign-in and a governor for each application of each tenant."""

    def __init__(
        self,
        tenants: Mapping[str, TenantAddress],
        secrets: Secrets,
        *,
        wait: Callable[[float], None] = rest,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._tenants, self._secrets, self._wait, self._now = tenants, secrets, wait, now
        self._open: dict[str, GraphDirectory] = {}
        self._post: dict[str, tuple[GraphMailboxes, Exchange]] = {}
        self._opening_post = threading.Lock()  # several mailboxes at a time, and one governor for them all
        self._sites: dict[str, GraphTenantSites] = {}
        self._closing: list[Callable[[], None]] = []
        self._planners: dict[str, GraphTaskPlans] = {}
        self._teams: dict[str, GraphTeams] = {}
        self._chats: dict[str, GraphChats] = {}
        self.doors: dict[tuple[str, str], Door] = {}

    def on(self, tenant: str) -> GraphDirectory:
        """Return a tenant's directory. BadInput for one that reach.yaml does not state."""
        at = self._address(tenant)
        if tenant not in self._open:
            self._open[tenant] = GraphDirectory(
                tenant,
                at.base,
                self._door(tenant, at, at.reader, "read"),
                self._door(tenant, at, at.writer, "write") if at.writer else None,
                settle_seconds=at.settle_seconds,
                wait=self._wait,
            )
        return self._open[tenant]

    def mail(self, tenant: str) -> GraphMailboxes:
        """Return a tenant's mailboxes. BadInput for one that reach.yaml does not state."""
        return self._post_of(tenant)[0]

    def exchange(self, tenant: str) -> Exchange:
        """Return Exchange's administration, by its endpoint or by people, as reach.yaml says."""
        return self._post_of(tenant)[1]

    def sites(self, tenant: str) -> GraphTenantSites:
        """Return a tenant's sites. BadInput for one that reach.yaml does not state."""
        if tenant not in self._sites:
            at = self._address(tenant)
            self._sites[tenant], closing = sites_of(tenant, at, self._secrets, self._wait, self._now)
            self._closing += closing
        return self._sites[tenant]

    def teams(self, tenant: str) -> GraphTeams:
        """Return a tenant's teams. BadInput for one that reach.yaml does not state."""
        if tenant not in self._teams:
            at, doors = self._address(tenant), list[Door]()
            for use, app in (("read", at.reader), ("write", at.writer)):
                if app is not None:
                    doors.append(
                        open_door(at, app, self._secrets, published=TEAMS, wait=self._wait, now=self._now)
                    )
                    self.doors[tenant, f"teams {use}"] = doors[-1]
            writer = doors[1] if len(doors) > 1 else None
            self._teams[tenant] = GraphTeams(tenant, at.base, doors[0], writer, self._wait)
        return self._teams[tenant]

    def chats(self, tenant: str) -> GraphChats:
        """Return a tenant's chats. BadInput for one that reach.yaml does not state."""
        if tenant not in self._chats:
            at, doors = self._address(tenant), list[Door]()
            for use, app in (("read", at.reader), ("write", at.writer)):
                if app is not None:
                    doors.append(
                        open_door(at, app, self._secrets, published=CHATS, wait=self._wait, now=self._now)
                    )
                    self.doors[tenant, f"chats {use}"] = doors[-1]
            writer = doors[1] if len(doors) > 1 else None
            self._chats[tenant] = GraphChats(tenant, at.base, doors[0], writer, self._wait)
        return self._chats[tenant]

    def planner(self, tenant: str) -> GraphTaskPlans:
        """Return a tenant's plans. BadInput for one that reach.yaml does not state."""
        if tenant not in self._planners:
            at, doors = self._address(tenant), list[Door]()
            for use, app in (("read", at.reader), ("write", at.writer)):
                if app is not None:
                    doors.append(
                        open_door(at, app, self._secrets, published=PLANNER, wait=self._wait, now=self._now)
                    )
                    self.doors[tenant, f"planner {use}"] = doors[-1]
            writer = doors[1] if len(doors) > 1 else None
            client = at.writer.client_id if at.writer else ""
            self._planners[tenant] = GraphTaskPlans(tenant, doors[0], writer, client, self._wait)
        return self._planners[tenant]

    def domains_of(self, tenant: str) -> GraphDomains:
        """Return a tenant's domains. BadInput for one that reach.yaml does not state."""
        at, _ = self._address(tenant), self.on(tenant)
        reader, writer = self.doors[tenant, "read"], self.doors.get((tenant, "write"))
        return GraphDomains(tenant, reader, writer, settle_seconds=at.settle_seconds, wait=self._wait)

    def close(self) -> None:
        """Let go of the connections."""
        for door in self.doors.values():
            door.close()
        for close in self._closing:
            close()

    def _post_of(self, tenant: str) -> tuple[GraphMailboxes, Exchange]:
        with self._opening_post:
            if tenant not in self._post:
                at = self._address(tenant)
                doors = post_doors(at, self._secrets, self._wait, self._now)
                self.doors |= {(tenant, use): door for use, door in doors.items()}
                mailboxes = GraphMailboxes(tenant, doors["mail read"], doors.get("mail write"), self._wait)
                self._post[tenant] = mailboxes, exchange_of(tenant, at, doors)
            return self._post[tenant]

    def _address(self, tenant: str) -> TenantAddress:
        if tenant not in self._tenants:
            raise BadInput(
                f"Flytt was to reach the tenant {tenant}, and reach.yaml states none of that name.",
                still_true="Nothing was touched.",
                next_command="state it under `tenants` in reach.yaml, then flytt resume",
            )
        return self._tenants[tenant]

    def _door(self, tenant: str, at: TenantAddress, app: Application, use: str) -> Door:
        self.doors[tenant, use] = open_door(at, app, self._secrets, wait=self._wait, now=self._now)
        return self.doors[tenant, use]
