"""Signing in as each application of a reach, to see what its token lets it do. Nothing else is asked."""

from collections.abc import Callable, Mapping

from flytt.adapters.exchange.endpoint import SCOPE
from flytt.adapters.graph.address import Application, TenantAddress
from flytt.adapters.graph.opening import open_door
from flytt.adapters.graph.sign_in import GRAPH
from flytt.adapters.secrets import Secrets
from flytt.migration.breath import rest
from flytt.migration.consent import Service, Use
from flytt.migration.errors import FlyttError


class Applications:
    """All applications of all tenants; each token is asked for once."""

    def __init__(
        self,
        tenants: Mapping[str, TenantAddress],
        secrets: Secrets,
        wait: Callable[[float], None] = rest,
    ) -> None:
        self._tenants, self._secrets, self._wait = tenants, secrets, wait
        self._known: dict[tuple[str, Use, Service], frozenset[str] | FlyttError] = {}

    def stated(self, tenant: str, use: Use) -> Application | None:
        """Return the application that reach.yaml states, if any."""
        at = self._tenants.get(tenant)
        if at is None:
            return None
        return at.reader if use == "reader" else at.writer

    def granted(self, tenant: str, use: Use, service: Service = "Graph") -> frozenset[str] | FlyttError:
        """Return the permissions in a token for a service, or why there is none. KeyError when not stated."""
        key = tenant, use, service
        if key not in self._known:
            self._known[key] = self._ask(*key)
        return self._known[key]

    def _ask(self, tenant: str, use: Use, service: Service) -> frozenset[str] | FlyttError:
        at, app = self._tenants[tenant], self.stated(tenant, use)
        if app is None:
            raise KeyError(use)
        scope = {"Graph": GRAPH, "Exchange": SCOPE, "SharePoint": at.sharepoint}[service]
        try:
            door = open_door(at, app, self._secrets, scope=scope, wait=self._wait)
        except FlyttError as fault:
            return fault
        try:
            return door.sign_in.roles()
        except FlyttError as fault:
            return fault
        finally:
            door.close()
