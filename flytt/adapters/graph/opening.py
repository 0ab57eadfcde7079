"""Opens the door to one tenant as one application: its certificate, whom to trust, its limits."""

import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import httpx
from pydantic import SecretBytes

from flytt.adapters.graph.address import Application, TenantAddress
from flytt.adapters.graph.door import PATIENCE_SECONDS, Door
from flytt.adapters.graph.governor import ENTRA, Governor
from flytt.adapters.graph.lane import Published
from flytt.adapters.graph.sign_in import GRAPH, SignIn
from flytt.adapters.secrets import Secrets
from flytt.migration.breath import rest
from flytt.migration.errors import BadInput

_TIMEOUT_SECONDS = 60.0


def open_door(  # noqa: PLR0913 - a door has as many sides
    at: TenantAddress,
    app: Application,
    secrets: Secrets,
    *,
    published: Mapping[str, Published] = ENTRA,
    wait: Callable[[float], None] = rest,
    now: Callable[[], float] = time.monotonic,
    patience_seconds: float = PATIENCE_SECONDS,
    scope: str = GRAPH,
    base: str = "",
    version: str = "/v1.0",
) -> Door:
    """Return a door. Nothing is asked of the tenant yet. BadInput when the certificate cannot be read."""
    pem = _pem(app, secrets)
    trust = ssl.create_default_context()
    if at.authority_file:
        trust.load_verify_locations(at.authority_file)
    limits = {lane: replace(one, units=one.units * at.limits) for lane, one in published.items()}
    http = httpx.Client(timeout=_TIMEOUT_SECONDS, follow_redirects=False, trust_env=False, verify=trust)
    token_address = f"{at.authority.rstrip('/')}/{at.tenant}/oauth2/v2.0/token"
    sign_in = SignIn(http, token_address, app.client_id, pem, scope=scope, wait=wait)
    return Door(
        http,
        base or at.base,
        sign_in,
        Governor(limits, now=now, wait=wait),
        wait,
        patience_seconds=patience_seconds,
        version=version,
    )


def _pem(app: Application, secrets: Secrets) -> SecretBytes:
    if not app.certificate.startswith("/"):
        return SecretBytes(secrets(app.certificate).get_secret_value().encode())
    try:
        return SecretBytes(Path(app.certificate).read_bytes())
    except OSError as cause:
        raise BadInput(
            f"The certificate of application {app.client_id} cannot be read.",
            still_true="Nothing was touched.",
            next_command=f"see that {app.certificate} is there, and Flytt may read it",
        ) from cause
