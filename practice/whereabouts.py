"""What `practice start` prints: addresses, keys, certificates, so that any client can be pointed at it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from practice.addresses import Addresses

__all__ = ["whereabouts"]


def whereabouts(directory: Path, addresses: Addresses) -> str:
    """The addresses as text, one to a line. Files are named and never shown: they hold keys."""
    lines = [f"{addresses.dns.zone} runs as process {addresses.pid}: {directory / 'addresses.json'}"]
    for name, host in addresses.hosts.items():
        lines.append(f"  ssh {name}: {host.user}@{host.address} port {host.port}, key {addresses.client_key}")
    names = addresses.dns
    key = f"changes signed by {names.tsig.name} {names.tsig.secret_file}"
    lines.append(f"  name server of {names.zone}: {names.address} port {names.port}, {key}")
    lines.append(f"  vendor's and people's hands: {addresses.http.base}, token {addresses.http.token_file}")
    for name, place in addresses.equipment.items():
        lines.append(f"  {name}: {place.address} port {place.port}")
    if addresses.graph is not None:
        lines += _graph(addresses.graph)
    if addresses.forms is not None:
        lines.append(f"  Forms: {addresses.forms}")
    return "\n".join(lines)


def _graph(file: Path) -> Iterator[str]:
    from practice.graph.running import GraphAddresses  # noqa: PLC0415 - most worlds have no tenants

    at = GraphAddresses.model_validate_json(file.read_bytes())
    yield f"  Microsoft Graph: {at.base} and {at.http_base}, all of it in {file}"
    yield f"    certificate of its authority: {at.authority_file}"
    yield f"    for clients that know Microsoft's names alone: HTTPS_PROXY={at.proxy}"
    yield f"    limits, faults, time: {at.http_base}/practice/, token {at.control_token_file}"
    for name, tenant in at.tenants.items():
        yield f"    tenant {name}: {tenant.id} ({tenant.initial_domain})"
        yield f"      refresh token, for rclone: {tenant.refresh_token_file}"
        for role, app in tenant.apps.items():
            keys = f"certificate {app.certificate_file}, secret {app.secret_file}"
            yield f"      {role}: {app.client_id}, {keys}"
