"""The private keys that Flytt may sign in with. None is ever shown."""

import io
from pathlib import Path

import paramiko
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_ssh_private_key
from pydantic import SecretStr

from flytt.adapters.ssh.endpoint import Credentials, FromAgent, KeyFile
from flytt.migration.errors import BadInput

_KINDS: tuple[tuple[type, type[paramiko.PKey]], ...] = (
    (Ed25519PrivateKey, paramiko.Ed25519Key),
    (RSAPrivateKey, paramiko.RSAKey),
    (EllipticCurvePrivateKey, paramiko.ECDSAKey),
)


def keys_of(credentials: Credentials) -> tuple[paramiko.PKey, ...]:
    """Return the keys to try, in order. BadInput when there is none that can be read."""
    if isinstance(credentials, FromAgent):
        agent = paramiko.Agent()
        keys = agent.get_keys()
        if not keys:
            agent.close()
            raise _unusable("The SSH agent holds no key.", "ssh-add -l")
        return keys
    if isinstance(credentials, KeyFile):
        return (_loaded(_text(credentials.path), credentials.passphrase, f"in {credentials.path}"),)
    return (_loaded(credentials.text.get_secret_value(), credentials.passphrase, "given as a secret"),)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except (OSError, ValueError) as error:
        raise _unusable(f"The SSH key in {path} cannot be read.", f"ls -l {path}") from error


def _loaded(text: str, passphrase: SecretStr | None, where: str) -> paramiko.PKey:
    password = passphrase.get_secret_value() if passphrase else None
    load = load_ssh_private_key if "OPENSSH PRIVATE KEY" in text else load_pem_private_key
    try:
        secret = load(text.encode(), password.encode() if password else None)
        kind = next(shown for held, shown in _KINDS if isinstance(secret, held))
        return kind.from_private_key(io.StringIO(text), password)
    except (ValueError, TypeError, StopIteration, paramiko.SSHException):
        pass
    # Outside the except clause: the loader's own error could quote what it was given.
    raise _unusable(
        f"The SSH key {where} cannot be used: damaged, of an unknown kind, or locked.", "ssh-keygen -y"
    )


def _unusable(sentence: str, next_command: str) -> BadInput:
    return BadInput(sentence, still_true="Nothing was sent.", next_command=next_command)
