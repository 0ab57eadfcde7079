"""Keys, secrets and ports of a practice municipality: made once, the same at every start."""

from __future__ import annotations

import base64
import hashlib
import secrets
import socket
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from paramiko import Ed25519Key

from practice.disk import Kept, write_whole

__all__ = ["kept_ports", "kept_secret", "kept_ssh_key"]

# Below the ports that Linux (from 32768) and macOS (from 49152) lend to outgoing connections, so that a
# stopped municipality finds its ports free when it comes back.
_LOWEST_PORT, _PORTS = 18_000, 14_000


def kept_ssh_key(path: Path) -> Ed25519Key:
    """The ed25519 key in the file (OpenSSH format, mode 0600), made if there is none."""
    if not path.exists():
        _private_directory(path)
        key = Ed25519PrivateKey.generate()
        write_whole(path, key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()), mode=0o600)
    return Ed25519Key.from_private_key_file(str(path))


def kept_secret(path: Path) -> str:
    """32 random bytes in base64, in a file of mode 0600, made if there is none."""
    if not path.exists():
        _private_directory(path)
        write_whole(path, base64.b64encode(secrets.token_bytes(32)), mode=0o600)
    return path.read_text(encoding="ascii")


def kept_ports(directory: Path, names: Iterable[str]) -> Mapping[str, int]:
    """A port for each name: chosen when free at the first start, kept as long as no other program has it."""
    ports = Kept(directory / "state" / "ports.json", dict[str, int], {})
    free = _free_ports(directory)

    def complete(known: dict[str, int]) -> dict[str, int]:
        kept = {name: port for name, port in known.items() if _is_free(port)}
        return kept | {
            name: next(port for port in free if port not in kept.values())
            for name in names
            if name not in kept
        }

    return ports.change(complete)


def _private_directory(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)


def _free_ports(directory: Path) -> Iterator[int]:
    start = int.from_bytes(hashlib.sha256(str(directory.resolve()).encode()).digest()[:4])
    for number in range(_PORTS):
        port = _LOWEST_PORT + (start + number) % _PORTS
        if _is_free(port):
            yield port


def _is_free(port: int) -> bool:
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        with socket.socket(socket.AF_INET, kind) as probe:
            # As the servers themselves do: a connection that is still being forgotten does not take the port.
            if kind is socket.SOCK_STREAM:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                return False
    return True
