"""Signed answers: only the holder of the key, only this decision."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import given
from hypothesis import strategies as st

from flytt.adapters.signature import NeedsPassphrase, check, sign
from flytt.migration.errors import BadInput

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
LINE = KEY.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode() + " leder@maskin"
OTHER = (
    Ed25519PrivateKey.generate().public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
)
TEXT = b"flytt-gate-1\ngo"


def written(directory: Path, passphrase: bytes = b"") -> Path:
    """Write the private key as ssh-keygen does."""
    lock = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    path = directory / "id_ed25519"
    path.write_bytes(KEY.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, lock))
    return path


def test_a_signature_holds_for_its_key_and_text_alone(tmp_path: Path) -> None:
    """Somebody else's answer, or an answer to another question, would count as signed."""
    signature = sign(TEXT, written(tmp_path))
    assert check(TEXT, signature, LINE)
    assert not check(TEXT + b"!", signature, LINE)
    assert not check(TEXT, signature, OTHER)


@pytest.mark.slow
@given(st.text(max_size=120), st.text(max_size=120))
def test_rubbish_is_no_signature(signature: str, line: str) -> None:
    """Text pasted by mistake would crash the answer or count as signed."""
    assert not check(TEXT, signature, LINE)
    assert not check(TEXT, signature, line)


def test_a_locked_key_asks_for_its_passphrase(tmp_path: Path) -> None:
    """A locked key could not be used, or a wrong passphrase would pass."""
    path = written(tmp_path, b"hemmelig")
    with pytest.raises(NeedsPassphrase):
        sign(TEXT, path)
    with pytest.raises(BadInput, match="passphrase"):
        sign(TEXT, path, b"feil")
    assert check(TEXT, sign(TEXT, path, b"hemmelig"), LINE)


def test_an_unlocked_key_needs_no_passphrase(tmp_path: Path) -> None:
    """A passphrase left in the environment would make an unlocked key useless."""
    assert check(TEXT, sign(TEXT, written(tmp_path), b"left over"), LINE)


def test_other_files_are_refused_without_being_quoted(tmp_path: Path) -> None:
    """A mistyped --key would show what was in the file."""
    path = tmp_path / "diary"
    path.write_text("hemmelig innhold")
    elliptic = tmp_path / "ecdsa"
    pem = generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    elliptic.write_bytes(pem)
    for wrong in (path, elliptic, tmp_path, tmp_path / "nowhere"):
        with pytest.raises(BadInput) as refused:
            sign(TEXT, wrong)
        assert "hemmelig" not in str(refused.value)
