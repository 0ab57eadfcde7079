"""A running practice Graph: doors, name server, and the file that tells where everything is."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import dns.name
import dns.tsig
from dns.rdatatype import RdataType
from pydantic import BaseModel, ConfigDict

from practice.disk import write_whole
from practice.faults import Effects
from practice.graph.certificates import server_certificate
from practice.graph.clock import Clock
from practice.graph.estate import Plan
from practice.graph.kept_writes import KeptWrites
from practice.graph.server import Door, Proxy
from practice.graph.service import Service
from practice.keys import kept_ports, kept_secret
from practice.name_server import NameServer
from practice.up import Up
from practice.zone import Zone

__all__ = ["AppAddress", "GraphAddresses", "RunningGraph", "TenantAddress", "start_graph"]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AppAddress(_Record):
    """One application: its id, and files with its secret and its key with certificate (PEM)."""

    client_id: str
    secret_file: Path
    certificate_file: Path
    roles: tuple[str, ...]


class TenantAddress(_Record):
    """One tenant."""

    id: str
    initial_domain: str
    apps: dict[str, AppAddress]
    refresh_token_file: Path


class GraphAddresses(_Record):
    """Where everything is. `base` and `http_base` lead to the same two tenants."""

    base: str
    http_base: str
    authority_file: Path
    proxy: str
    control_token_file: Path
    dns_port: int
    zone: str
    scale: float
    tsig_name: str
    tsig_file: Path
    tenants: dict[str, TenantAddress]


class RunningGraph(Up):
    """All is up when this exists, and down when it is closed. What was changed is forgotten unless kept."""

    def __init__(self, addresses: GraphAddresses, service: Service, stack: ExitStack) -> None:
        super().__init__(stack)
        self.addresses, self.service = addresses, service


def start_graph(
    plan: Plan, directory: Path, *, clock: Clock | None = None, zone: Zone | None = None, keep: bool = False
) -> RunningGraph:
    """Make the tenants and listen. With a zone of the municipality, that one proves domains.

    `keep`: what is changed outlives the program, as everything else in a practice municipality does.
    Raises OSError when a port it had is taken by another program.
    """
    directory = directory.resolve()
    directory.mkdir(parents=True, exist_ok=True)
    keys = directory / "keys"
    with ExitStack() as stack:
        ports = kept_ports(directory, ["graph https", "graph http", "graph proxy", "graph dns"])
        own_zone = zone or Zone(directory / "dns" / "zone", f"{plan.zone}.", (), {})
        if zone is None:
            key = dns.tsig.Key("flytt-practice.", kept_secret(keys / "tsig"), dns.tsig.HMAC_SHA256)
            effects = Effects(directory / "dns" / "effects.json")
            stack.callback(NameServer(own_zone, key, ports["graph dns"], effects).close)
        kept = KeptWrites(directory / "writes", plan) if keep else None
        service = Service(plan, clock=clock, txt=lambda name: _txt(own_zone, name), kept=kept)
        authority, certificate = server_certificate(directory / "tls")
        token = kept_secret(keys / "control")
        https = Door(service, ports["graph https"], control_token=token, certificate=certificate)
        stack.callback(https.close)
        http = Door(service, ports["graph http"], control_token=token)
        stack.callback(http.close)
        proxy = Proxy(ports["graph proxy"], https.port)
        stack.callback(proxy.close)
        addresses = GraphAddresses(
            base=https.base,
            http_base=http.base,
            authority_file=authority,
            proxy=f"http://127.0.0.1:{proxy.port}",
            control_token_file=keys / "control",
            dns_port=ports["graph dns"],
            zone=plan.zone,
            scale=service.clock.scale,
            tsig_name="flytt-practice.",
            tsig_file=keys / "tsig",
            tenants=_tenants(service, keys),
        )
        write_whole(directory / "graph.json", addresses.model_dump_json(indent=1).encode())
        return RunningGraph(addresses, service, stack.pop_all())


def _txt(zone: Zone, name: str) -> tuple[str, ...]:
    _, found = zone.find(dns.name.from_text(name), RdataType.TXT)
    return tuple(
        line.split(" TXT ")[1].strip('"') for rrset in found for line in rrset.to_text().splitlines()
    )


def _tenants(service: Service, keys: Path) -> dict[str, TenantAddress]:
    out: dict[str, TenantAddress] = {}
    for tenant in service.tenants.values():
        apps: dict[str, AppAddress] = {}
        for app in tenant.apps.values():
            role = app.name.removeprefix("flytt-")
            secret, certificate = keys / f"{tenant.name}-{role}.secret", keys / f"{tenant.name}-{role}.pem"
            write_whole(secret, app.secret.encode(), mode=0o600)
            write_whole(certificate, app.certificate_key_pem + app.certificate_pem, mode=0o600)
            apps[role] = AppAddress(
                client_id=app.id,
                secret_file=secret,
                certificate_file=certificate,
                roles=tuple(sorted(app.roles)),
            )
        refresh = keys / f"{tenant.name}.refresh"
        write_whole(refresh, tenant.refresh_token.encode(), mode=0o600)
        out[tenant.name] = TenantAddress(
            id=tenant.id, initial_domain=tenant.initial_domain, apps=apps, refresh_token_file=refresh
        )
    return out
