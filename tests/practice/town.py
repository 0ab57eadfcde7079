"""A practice municipality as the tests reach it: over the network, with the addresses it publishes."""

from __future__ import annotations

import base64
import shlex
import socket
from dataclasses import dataclass, field
from pathlib import Path

import dns.message
import dns.query
import dns.rcode
import dns.tsig
import dns.update
import httpx
import paramiko
from pydantic import JsonValue, TypeAdapter

from practice.addresses import Addresses
from practice.world import World

OLD, NEW, SERVICE = "gammel-app01", "ny-app01", "visma-flykning"
DATABASE, CONFIG = "/srv/visma-flykning/data.db", "/etc/visma-flykning.json"
JSON: TypeAdapter[JsonValue] = TypeAdapter(JsonValue)
TEXTS: TypeAdapter[dict[str, dict[str, int]]] = TypeAdapter(dict[str, dict[str, int]])

WORLD: dict[str, JsonValue] = {
    "seed": 1,
    "hosts": {
        OLD: {
            "services": {
                SERVICE: {
                    "database": DATABASE,
                    "config": CONFIG,
                    "running": True,
                    "enabled": True,
                    "schema": "register",
                    "rows": 60,
                }
            }
        },
        NEW: {"services": {SERVICE: {"database": DATABASE, "config": CONFIG}}},
    },
    "dns": {"zone": "hustadvika.practice.", "cnames": {"flykning": OLD}},
    "documents": {"vendors/visma-flyt-barnehage": {"sso": {"tenant": "old"}}, "hub/svarut": {}},
    "hands": {
        "vendor": {
            "do": [
                {"set-document": {"name": "hub/svarut", "path": "route.host", "value": NEW}},
                {"listen": "svitsj-1"},
                {"write-row": {"host": OLD, "service": SERVICE}},
            ],
            "undo": [{"close": "svitsj-1"}],
        }
    },
    "equipment": {"svitsj-1": {"listening": False}},
}


def world(**changed: JsonValue) -> World:
    """The world of these tests, with some of its fields another."""
    return World.model_validate(WORLD | changed)


@dataclass(frozen=True)
class Ended:
    """How a command over SSH ended."""

    code: int
    out: str
    err: str


@dataclass
class Town:
    """Speaks with a running municipality."""

    addresses: Addresses
    _lines: dict[str, paramiko.SSHClient] = field(default_factory=dict[str, paramiko.SSHClient])

    def line(self, host: str = OLD) -> paramiko.SSHClient:
        """An open SSH connection, the same until it breaks."""
        known = self._lines.get(host)
        transport = known.get_transport() if known else None
        if known is None or transport is None or not transport.is_active():
            known = self._lines[host] = self.connect(host)
        return known

    def connect(
        self, host: str = OLD, *, user: str = "flytt", key: paramiko.PKey | None = None
    ) -> paramiko.SSHClient:
        """A new SSH connection; the host's key must be the published one."""
        address = self.addresses.hosts[host]
        client = paramiko.SSHClient()
        kind, text = address.host_key.split()
        expected = paramiko.Ed25519Key(data=base64.b64decode(text))
        client.get_host_keys().add(f"[{address.address}]:{address.port}", kind, expected)
        sock = socket.create_connection((address.address, address.port))
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # or every command waits 40 ms
        client.connect(
            address.address,
            port=address.port,
            sock=sock,
            username=user,
            pkey=key or paramiko.Ed25519Key.from_private_key_file(str(self.addresses.client_key)),
            allow_agent=False,
            look_for_keys=False,
        )
        return client

    def run(self, *argv: str, host: str = OLD) -> Ended:
        """Run a command from its words."""
        return self.run_line(shlex.join(argv), host=host)

    def run_line(self, line: str, *, host: str = OLD) -> Ended:
        """Run a command line as it is. The code is -1 when the connection broke before it was told."""
        _, out, err = self.line(host).exec_command(line, timeout=120)
        said, complained = out.read().decode(), err.read().decode()
        return Ended(out.channel.recv_exit_status(), said, complained)

    def sql(self, text: str, *options: str, file: str = DATABASE, host: str = OLD) -> Ended:
        """Run SQL with the host's sqlite3."""
        return self.run("sqlite3", "-batch", "-bail", *options, file, text, host=host)

    def http(self) -> httpx.Client:
        """The HTTP side, with the token."""
        token = self.addresses.http.token_file.read_text()
        return httpx.Client(
            base_url=self.addresses.http.base,
            headers={"Authorization": f"Bearer {token}"},
            trust_env=False,
            timeout=60,
        )

    def fault(self, **fields: JsonValue) -> None:
        """Let something go wrong on a host."""
        with self.http() as http:
            http.post("/faults", json={"host": OLD} | fields).raise_for_status()

    def effects(self, place: str = OLD) -> dict[str, int]:
        """What changed the world there, and how often."""
        with self.http() as http:
            return TEXTS.validate_json(http.get("/effects").raise_for_status().content).get(place, {})

    def lookup(self, name: str, kind: str, *, tcp: bool = False) -> tuple[str, list[str]]:
        """The answer's code and its records."""
        query = dns.message.make_query(f"{name}.{self.addresses.dns.zone}".lstrip("."), kind)
        ask = dns.query.tcp if tcp else dns.query.udp
        reply = ask(query, self.addresses.dns.address, port=self.addresses.dns.port, timeout=60)
        return dns.rcode.to_text(reply.rcode()), [rrset.to_text() for rrset in reply.answer]

    def update(self, *, signed: bool = True, secret: str | None = None) -> dns.update.UpdateMessage:
        """An empty change of the zone."""
        tsig = self.addresses.dns.tsig
        key = dns.tsig.Key(tsig.name, secret or tsig.secret_file.read_text(), tsig.algorithm)
        return dns.update.UpdateMessage(self.addresses.dns.zone, keyring=key if signed else None)

    def send(self, change: dns.update.UpdateMessage, *, tcp: bool = True) -> str:
        """Send a change; the code of the answer."""
        ask = dns.query.tcp if tcp else dns.query.udp
        reply = ask(change, self.addresses.dns.address, port=self.addresses.dns.port, timeout=60)
        return dns.rcode.to_text(reply.rcode())

    def close(self) -> None:
        """Hang up."""
        for line in self._lines.values():
            line.close()


def write_world(directory: Path) -> Path:
    """The world of these tests as a file."""
    path = directory / "world.json"
    path.write_bytes(JSON.dump_json(WORLD))
    return path
