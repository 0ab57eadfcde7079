"""The doors to a tenant's mail: to Graph at Outlook's pace, and to Exchange's administration."""

from collections.abc import Callable, Mapping

from flytt.adapters.exchange.endpoint import SCOPE, ExchangeEndpoint
from flytt.adapters.exchange.people import PeoplesExchange
from flytt.adapters.graph.address import TenantAddress
from flytt.adapters.graph.door import Door
from flytt.adapters.graph.governor import EXCHANGE, OUTLOOK
from flytt.adapters.graph.opening import open_door
from flytt.adapters.secrets import Secrets
from flytt.migration.errors import BadInput
from flytt.migration.exchange import Exchange


def post_doors(
    at: TenantAddress, secrets: Secrets, wait: Callable[[float], None], now: Callable[[], float]
) -> dict[str, Door]:
    """Return the doors by what they are for; those that write only where an application may."""
    doors: dict[str, Door] = {}
    for use, app in (("read", at.reader), ("write", at.writer)):
        if app is None:
            continue
        doors[f"mail {use}"] = open_door(at, app, secrets, published=OUTLOOK, wait=wait, now=now)
        if at.exchange is not None and at.exchange.endpoint:
            doors[f"exchange {use}"] = open_door(
                at,
                app,
                secrets,
                published=EXCHANGE,
                wait=wait,
                now=now,
                scope=SCOPE,
                base=at.exchange.endpoint,
                version=f"/adminapi/beta/{at.tenant}",
            )
    return doors


def exchange_of(tenant: str, at: TenantAddress, doors: Mapping[str, Door]) -> Exchange:
    """Return the way to Exchange's administration that is stated. BadInput when none is."""
    if "exchange read" in doors:
        return ExchangeEndpoint(tenant, doors["exchange read"], doors.get("exchange write"))
    if at.exchange is not None and at.exchange.folder:
        return PeoplesExchange(tenant, at.exchange.folder, at.tenant)
    raise BadInput(
        f"Exchange was to be asked in {tenant}, and reach.yaml does not say how it is reached.",
        still_true="Nothing was touched.",
        next_command="state `exchange` with an `endpoint` or a `folder` under the tenant, then flytt resume",
    )
