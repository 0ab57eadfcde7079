"""A running practice municipality: everything that listens, from start to close."""

from __future__ import annotations

import fcntl
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import dns.tsig

from practice.addresses import (
    Addresses,
    DnsAddress,
    Endpoint,
    HostAddress,
    HttpAddress,
    Tsig,
    write_addresses,
)
from practice.build import build, host_root
from practice.documents import Documents
from practice.equipment import Rack
from practice.exports import Exports
from practice.faults import Effects, Faults
from practice.hands import Hands
from practice.http_api import HttpApi
from practice.jail import Jail
from practice.keys import kept_ports, kept_secret, kept_ssh_key
from practice.machine import Machine
from practice.name_server import NameServer
from practice.routes import Rooms
from practice.snapshot import Snapshot, snapshot
from practice.ssh_door import USER, Site
from practice.ssh_host import SshHost
from practice.tools import make_tools
from practice.units import Units
from practice.up import Up
from practice.world import World
from practice.zone import Zone

if TYPE_CHECKING:
    from practice.forms_api.running import RunningForms

__all__ = ["AlreadyRunningError", "Running", "holder", "is_running", "start"]

_HERE = "127.0.0.1"
_TSIG_NAME = "flytt-practice."


class AlreadyRunningError(Exception):
    """Another program runs the world in that directory."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        super().__init__(f"the practice municipality in {directory} is running already")


class Running(Up):
    """All is up when this exists, and down when it is closed. What ran comes back at the next start."""

    def __init__(
        self, directory: Path, addresses: Addresses, machines: dict[str, Machine], stack: ExitStack
    ) -> None:
        self.directory = directory
        self.addresses = addresses
        self._machines = machines
        super().__init__(stack)

    def snapshot(self) -> Snapshot:
        """The world now, with what really runs."""
        return _snapshot(self.directory, self._machines)


def start(world: World, directory: Path, *, ends_with: int | None = None) -> Running:
    """Build the world if it is not there, and start all of it.

    `ends_with` is the process that it will not outlive, kept for others to see. Raises AlreadyRunningError,
    OtherWorldError, and OSError when a port it had is taken by another program.
    """
    directory = directory.resolve()
    directory.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        _lock(directory, stack, ends_with)
        (directory / "addresses.json").unlink(missing_ok=True)
        build(world, directory)
        machines = _machines(world, directory, stack)
        addresses = _listen(world, directory, machines, stack)
        write_addresses(directory, addresses)
        stack.callback((directory / "addresses.json").unlink, missing_ok=True)
        return Running(directory, addresses, machines, stack.pop_all())


def is_running(directory: Path) -> bool:
    """Whether a program runs the world in that directory now."""
    try:
        with (directory / "lock").open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


def holder(directory: Path) -> tuple[int, int | None]:
    """Who runs the world in that directory, also while it starts or closes, and which process it ends with.

    (0, None) when nobody ever has. Right only while `is_running`.
    """
    try:
        own, parent = (directory / "lock").read_text(encoding="ascii").split()
    except (OSError, ValueError):
        return 0, None
    return int(own), int(parent) or None


def _lock(directory: Path, stack: ExitStack, parent: int | None) -> None:
    lock = stack.enter_context((directory / "lock").open("ab"))
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise AlreadyRunningError(directory) from error
    lock.truncate(0)
    lock.write(f"{os.getpid()} {parent or 0}".encode("ascii"))
    lock.flush()


def _machines(world: World, directory: Path, stack: ExitStack) -> dict[str, Machine]:
    machines: dict[str, Machine] = {}
    for host_id, host in world.hosts.items():
        home, jail = directory / "hosts" / host_id, Jail(host_root(directory, host_id))
        machines[host_id] = Machine(
            host_id,
            jail,
            Units(home, jail, host.services),
            Exports(home / "exports.json", host.shares),
            make_tools(home / "bin", jail.root),
        )
        stack.callback(machines[host_id].units.close)
    with ThreadPoolExecutor(max_workers=4) as workers:
        for machine in machines.values():
            workers.submit(machine.units.resume)
    return machines


def _listen(world: World, directory: Path, machines: dict[str, Machine], stack: ExitStack) -> Addresses:
    names = [
        "dns",
        "http",
        *(f"host {name}" for name in world.hosts),
        *(f"thing {name}" for name in world.equipment),
    ]
    ports = kept_ports(directory, names)
    state, keys = directory / "state", directory / "keys"
    effects, faults, stopping = Effects(state / "effects.json"), Faults(), threading.Event()
    stack.callback(stopping.set)

    things = {name: ports[f"thing {name}"] for name in world.equipment}
    rack = Rack(state / "equipment.json", world.equipment, things)
    stack.callback(rack.close)

    zone = Zone(directory / "dns" / "zone", world.dns.zone, world.hosts, world.dns.cnames)
    key = dns.tsig.Key(_TSIG_NAME, kept_secret(keys / "tsig"), dns.tsig.HMAC_SHA256)
    stack.callback(NameServer(zone, key, ports["dns"], effects).close)

    client_key = kept_ssh_key(keys / "client")
    hosts: dict[str, HostAddress] = {}
    for name, machine in machines.items():
        host_key, port = kept_ssh_key(keys / f"host-{name}"), ports[f"host {name}"]
        stack.callback(SshHost(Site(machine, client_key, faults, effects, stopping), port, host_key).close)
        text = f"{host_key.get_name()} {host_key.get_base64()}"
        hosts[name] = HostAddress(address=_HERE, port=port, user=USER, host_key=text)

    graph = _tenants(world, directory, zone, stack)
    forms = _forms(world, directory, stack)
    documents = Documents(directory / "documents", world.documents)
    units = {name: machine.units for name, machine in machines.items()}
    rooms = Rooms(
        token=kept_secret(keys / "token"),
        hosts=frozenset(machines),
        documents=documents,
        hands=Hands(
            state, world.hands, documents, rack, units, forms.answer_questions if forms else lambda: None
        ),
        faults=faults,
        effects=effects,
        snapshot=lambda: _snapshot(directory, machines),
    )
    stack.callback(HttpApi(rooms, ports["http"]).close)
    return Addresses(
        pid=os.getpid(),
        hosts=hosts,
        client_key=keys / "client",
        dns=DnsAddress(
            address=_HERE,
            port=ports["dns"],
            zone=world.dns.zone,
            tsig=Tsig(name=_TSIG_NAME, algorithm="hmac-sha256", secret_file=keys / "tsig"),
        ),
        http=HttpAddress(base=f"http://{_HERE}:{ports['http']}", token_file=keys / "token"),
        equipment={name: Endpoint(address=_HERE, port=port) for name, port in things.items()},
        graph=graph,
        forms=directory / "forms" / "forms.json" if forms else None,
    )


def _tenants(world: World, directory: Path, zone: Zone, stack: ExitStack) -> Path | None:
    if world.tenants is None:
        return None
    from practice.graph.estate import Plan  # noqa: PLC0415 - most worlds have no tenants
    from practice.graph.running import start_graph  # noqa: PLC0415

    plan = Plan.model_validate({"seed": world.seed, **world.tenants.model_dump()})
    stack.enter_context(start_graph(plan, directory / "graph", zone=zone, keep=True))
    return directory / "graph" / "graph.json"


def _forms(world: World, directory: Path, stack: ExitStack) -> RunningForms | None:
    if world.forms is None:
        return None
    from practice.forms_api.running import start_forms  # noqa: PLC0415 - most worlds have none

    return stack.enter_context(start_forms(directory / "forms", seed=world.seed, forms=world.forms.forms))


def _snapshot(directory: Path, machines: dict[str, Machine]) -> Snapshot:
    return snapshot(directory, units={name: machine.units.states() for name, machine in machines.items()})
