"""Which key a host must show. There is no way around this."""

import base64
import binascii
import hashlib
from pathlib import Path

import paramiko

from flytt.adapters.ssh.endpoint import Endpoint
from flytt.migration.errors import BadInput, HostKeyRefused

_SIGNATURES = {"ssh-rsa": ("rsa-sha2-512", "rsa-sha2-256")}


class ExpectedKeys:
    """The keys on record for one host: type and content."""

    def __init__(self, host: str, endpoint: Endpoint, known_hosts: Path | None) -> None:
        self.host = host
        self.keys = _recorded(host, endpoint) if endpoint.host_key else _known(endpoint, known_hosts)

    def preferred(self, offered: tuple[str, ...]) -> tuple[str, ...]:
        """Return the algorithms, those of the recorded keys first, so that the host shows one of them."""
        wanted = [name for kind in self.keys for name in _SIGNATURES.get(kind, (kind,)) if name in offered]
        return (*wanted, *(name for name in offered if name not in wanted))

    def check(self, shown: paramiko.PKey) -> None:
        """Raise HostKeyRefused unless it is the key on record."""
        if self.keys.get(shown.get_name()) != shown.asbytes():
            expected = ", ".join(fingerprint(key) for key in self.keys.values())
            raise HostKeyRefused(self.host, shown=fingerprint(shown.asbytes()), expected=expected)


def fingerprint(key: bytes) -> str:
    """Return the fingerprint as OpenSSH prints it."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(key).digest()).decode().rstrip("=")


def _recorded(host: str, endpoint: Endpoint) -> dict[str, bytes]:
    try:
        kind, content = endpoint.host_key.split()[:2]
        return {kind: base64.b64decode(content, validate=True)}
    except (ValueError, binascii.Error) as error:
        raise _unreadable(host) from error


def _known(endpoint: Endpoint, known_hosts: Path | None) -> dict[str, bytes]:
    if known_hosts is None or not known_hosts.exists():
        return {}
    name = endpoint.address if endpoint.port == 22 else f"[{endpoint.address}]:{endpoint.port}"  # noqa: PLR2004
    found = paramiko.HostKeys(str(known_hosts)).lookup(name)
    return {kind: key.asbytes() for kind, key in found.items()} if found else {}


def _unreadable(host: str) -> BadInput:
    return BadInput(
        f"The host key on record for {host} is not an OpenSSH public key.",
        still_true="Nothing was sent to it.",
        next_command="ssh-keyscan the host, compare with its console, and correct its row in the mapping",
    )
