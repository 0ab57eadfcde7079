"""The doors to a tenant's sites: to Graph at SharePoint's pace, and to SharePoint's administration."""

import ssl
from collections.abc import Callable
from functools import partial

import httpx

from flytt.adapters.graph.address import TenantAddress
from flytt.adapters.graph.governor import SHAREPOINT
from flytt.adapters.graph.opening import open_door
from flytt.adapters.graph.pieces import Pieces
from flytt.adapters.graph.sites import Sites
from flytt.adapters.graph.tenant_sites import GraphTenantSites
from flytt.adapters.secrets import Secrets

_TIMEOUT_SECONDS = 120.0
Closing = list[Callable[[], None]]


def sites_of(
    tenant: str, at: TenantAddress, secrets: Secrets, wait: Callable[[float], None], now: Callable[[], float]
) -> tuple[GraphTenantSites, Closing]:
    """Return a tenant's sites, and what lets go of the connections."""
    door = partial(open_door, at, secrets=secrets, published=SHAREPOINT, wait=wait, now=now)
    reader = door(at.reader)
    closing: Closing = [reader.close]
    if at.writer is None:
        return GraphTenantSites(tenant, "", reader, None, None), closing
    writer = door(at.writer)
    closing.append(writer.close)
    locks = None
    if at.sharepoint:
        admin = door(at.writer, scope=at.sharepoint)
        trust = ssl.create_default_context()
        if at.authority_file:
            trust.load_verify_locations(at.authority_file)
        http = httpx.Client(timeout=_TIMEOUT_SECONDS, follow_redirects=False, trust_env=False, verify=trust)
        locks = Sites(tenant, at.sharepoint, admin.sign_in, Pieces(http, admin.governor, wait))
        closing += [admin.close, http.close]
    return GraphTenantSites(tenant, at.writer.client_id, reader, writer, locks), closing
