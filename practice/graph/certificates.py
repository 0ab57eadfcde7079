"""Keys and certificates: the practice authority, the server's own, and those of applications."""

from __future__ import annotations

import functools
import ipaddress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from practice.graph.addressing import FILES_HOST

__all__ = ["NAMES", "app_certificate", "server_certificate"]

NAMES = (FILES_HOST, "localhost", "graph.microsoft.com", "login.microsoftonline.com", "login.windows.net")
_LIVES = timedelta(days=365)


@functools.cache
def app_certificate(name: str) -> tuple[bytes, bytes]:
    """A key and its own certificate for an application (PEM, RSA 2048)."""
    key = rsa.generate_private_key(public_exponent=65_537, key_size=2048)
    certificate = _builder(name, name).public_key(key.public_key()).sign(key, hashes.SHA256())
    return _pem(key), certificate.public_bytes(Encoding.PEM)


def server_certificate(directory: Path) -> tuple[Path, Path]:
    """The authority to trust, and the server's key with its certificate; made once for a directory."""
    authority, own = directory / "ca.pem", directory / "server.pem"
    if authority.exists() and own.exists():
        return authority, own
    directory.mkdir(parents=True, exist_ok=True)
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca = (
        _builder("practice authority", "practice authority")
        .public_key(ca_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(ca_key.public_key()), critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    local = ipaddress.ip_address("127.0.0.1")
    certificate = (
        _builder("localhost", "practice authority")
        .public_key(key.public_key())
        .add_extension(
            x509.SubjectAlternativeName([*(x509.DNSName(name) for name in NAMES), x509.IPAddress(local)]),
            critical=False,
        )
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False
        )
        .sign(ca_key, hashes.SHA256())
    )
    authority.write_bytes(ca.public_bytes(Encoding.PEM))
    own.touch(mode=0o600)
    own.write_bytes(_pem(key) + certificate.public_bytes(Encoding.PEM))
    return authority, own


def _builder(name: str, issuer: str) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + _LIVES)
    )


def _pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
