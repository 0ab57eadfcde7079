# pyright: reportMissingTypeStubs=false
"""Microsoft's SDK as it is, as a client of the practice Graph."""

from __future__ import annotations

from kiota_abstractions.authentication import (
    AccessTokenProvider,
    AllowedHostsValidator,
    BaseBearerTokenAuthenticationProvider,
)
from msgraph.graph_request_adapter import GraphRequestAdapter
from msgraph.graph_service_client import GraphServiceClient

from practice.graph.running import RunningGraph
from tests.practice.graph.clients import token_of


class _Given(AccessTokenProvider):
    def __init__(self, token: str) -> None:
        self._token = token

    async def get_authorization_token(
        self, uri: str, additional_authentication_context: dict[str, object] | None = None
    ) -> str:
        """The token, wherever it goes: the practice Graph is the only place here."""
        del uri, additional_authentication_context
        return self._token

    def get_allowed_hosts_validator(self) -> AllowedHostsValidator:
        """Every host."""
        return AllowedHostsValidator([])


def sdk(running: RunningGraph, tenant: str = "source", role: str = "writer") -> GraphServiceClient:
    """Microsoft's SDK, unmodified, told only the base address."""
    token = token_of(running, tenant, role)
    adapter = GraphRequestAdapter(BaseBearerTokenAuthenticationProvider(_Given(token)))
    adapter.base_url = f"{running.addresses.http_base}/v1.0"
    return GraphServiceClient(request_adapter=adapter)
