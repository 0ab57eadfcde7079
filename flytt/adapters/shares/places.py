"""A folder that a person has named, made ready to be copied from or to."""

import base64
import getpass
import hashlib
from pathlib import Path

from flytt.adapters.shares.local_shell import LocalShell
from flytt.adapters.shares.order import Server, Side
from flytt.adapters.shares.ssh_shell import SshShell
from flytt.adapters.ssh.connection import Connection
from flytt.adapters.ssh.endpoint import Credentials, Endpoint, FromAgent, KeyFile
from flytt.adapters.ssh.host_keys import ExpectedKeys
from flytt.migration.errors import BadInput
from flytt.shares.location import Location

_SSH_PORT = 22
_KEYS = ("id_ed25519", "id_ecdsa", "id_rsa")


def side(location: Location, credentials: Credentials, known_hosts: Path | None) -> Side:
    """Return a folder of this machine or of a host. Nothing is connected yet."""
    if location.local:
        return Side(LocalShell(), str(Path(location.path).absolute()))
    endpoint = Endpoint(
        address=location.host,
        port=location.port or _SSH_PORT,
        user=location.user or getpass.getuser(),
    )
    return remote(location.host, endpoint, location.path, credentials, known_hosts)


def remote(
    name: str,
    endpoint: Endpoint,
    path: str,
    credentials: Credentials,
    known_hosts: Path | None,
    keep: str = "",
) -> Side:
    """Return a folder of a host that has an address of its own."""
    connection = Connection(name, endpoint, credentials, known_hosts)
    return Side(SshShell(connection), path, server_of(name, endpoint, known_hosts), keep, connection)


def server_of(name: str, endpoint: Endpoint, known_hosts: Path | None) -> Server:
    """Return how others reach it: by the same address, with the host keys that are on record here."""
    expected = ExpectedKeys(name, endpoint, known_hosts).keys
    keys = tuple(f"{kind} {base64.b64encode(key).decode()}" for kind, key in expected.items())
    return Server(endpoint.address, endpoint.port, endpoint.user, keys)


def same_host(one: Side, other: Side) -> bool:
    """Tell whether both folders are where one program reaches both."""
    return one.shell.local == other.shell.local and one.server == other.server


def job_of(source: Location, target: Location) -> str:
    """Return the name of a copy between two places: the same ones, the same name."""
    text = f"{source}\0{target}".encode(errors="surrogateescape")
    return "copy-" + hashlib.blake2b(text, digest_size=8).hexdigest()


def default_credentials(key: Path | None, home: Path | None = None) -> Credentials:
    """Return the key that was named, else the usual one in the home, else the keys of the SSH agent."""
    if key is not None:
        return KeyFile(path=key)
    folder = (home or Path.home()) / ".ssh"
    found = next((folder / name for name in _KEYS if (folder / name).exists()), None)
    return KeyFile(path=found) if found else FromAgent()


def apart(source: Side, target: Side) -> None:
    """Refuse a folder copied into itself. BadInput when one is, or lies in, the other."""
    if not same_host(source, target):
        return
    one, other = (Path(side.path) for side in (source, target))
    if one == other or one in other.parents or other in one.parents:
        raise BadInput(
            "Source and target lie in one another.",
            still_true="Nothing was touched.",
            next_command="name two folders of which neither is in the other",
        )
