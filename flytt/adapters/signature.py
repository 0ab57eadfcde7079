"""Signing an answer with an OpenSSH ed25519 key, and checking who did."""

import base64
import binascii
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_ssh_private_key, load_ssh_public_key

from flytt.migration.errors import BadInput

LIMIT_BYTES = 64 * 1024


def sign(text: bytes, key_path: Path, passphrase: bytes | None = None) -> str:
    """Return the signature in base64. BadInput, which never quotes the key, when it cannot be used."""
    try:
        with key_path.open("rb") as file:
            content = file.read(LIMIT_BYTES)
    except (OSError, ValueError) as cause:
        raise _unusable(key_path, "could not be read") from cause
    try:
        key = load_ssh_private_key(content, password=passphrase)
    except TypeError as cause:  # this is how it says that a passphrase is missing, and that none is needed
        if passphrase:
            return sign(text, key_path)
        raise NeedsPassphrase(key_path) from cause
    except (ValueError, UnsupportedAlgorithm) as cause:
        why = "is no OpenSSH private key" + (", or the passphrase is another one" if passphrase else "")
        raise _unusable(key_path, why) from cause
    if not isinstance(key, Ed25519PrivateKey):
        raise _unusable(key_path, "is no ed25519 key")
    return base64.b64encode(key.sign(text)).decode()


def check(text: bytes, signature: str, public_key_line: str) -> bool:
    """True when the holder of that OpenSSH ed25519 public key signed exactly this text."""
    try:
        key = load_ssh_public_key(public_key_line.strip().encode())
        raw = base64.b64decode(signature, validate=True)
    except (ValueError, UnsupportedAlgorithm, binascii.Error):
        return False
    if not isinstance(key, Ed25519PublicKey):
        return False
    try:
        key.verify(raw, text)
    except InvalidSignature:
        return False
    return True


class NeedsPassphrase(BadInput):
    """The key is locked, and no passphrase was given."""

    def __init__(self, key_path: Path) -> None:
        super().__init__(
            f"{key_path} is locked with a passphrase.",
            still_true="Nothing was written.",
            next_command="run the command in a terminal, where it is asked for",
        )


def _unusable(key_path: Path, why: str) -> BadInput:
    return BadInput(
        f"{key_path} {why}.",
        still_true="Nothing was written.",
        next_command="name an OpenSSH ed25519 private key (ssh-keygen -t ed25519) with --key",
    )
