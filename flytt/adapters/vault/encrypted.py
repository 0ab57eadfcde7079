"""The vault: AES-256-GCM over the ledger's table of secrets.

GCM and not Fernet, because its associated data binds a ciphertext to its reference: two entries that somebody
exchanges in the database are noticed.
"""

import base64
import hashlib
import hmac
import json
import secrets
from typing import cast

from pydantic import SecretStr

from flytt.migration.errors import BadInput, NotFound
from flytt.migration.ports import LedgerStore
from flytt.migration.record import Json, canonical

_NONCE_BYTES = 12
_KEY_ID_BYTES = 8
_VERSION = b"\x01"


class EncryptedVault:
    """Content under a reference that tells nothing of it. After erasure the reference is all that is left."""

    def __init__(self, store: LedgerStore, key: SecretStr) -> None:
        self._store = store
        whole = read_key(key)
        self._cipher_key = _derived(whole, b"encryption")
        self._digest_key = _derived(whole, b"digest")
        self._reference_key = _derived(whole, b"reference")
        self._key_id = _derived(whole, b"identity")[:_KEY_ID_BYTES]

    def put(self, content: dict[str, Json]) -> str:
        """Keep content and return its reference: new and unguessable every time, even for like content."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - slow to import

        plain, nonce = canonical(content), secrets.token_bytes(_NONCE_BYTES)
        reference = "vault:" + _mac(self._reference_key, nonce + plain)[:40]
        sealed = AESGCM(self._cipher_key).encrypt(nonce, plain, reference.encode())
        self._store.put_secret(reference, _VERSION + self._key_id + nonce + sealed)
        return reference

    def get(self, reference: str) -> dict[str, Json]:
        """Return content. NotFound when it was erased; BadInput under another key or after damage."""
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

        try:
            kept = self._store.secret(reference)
        except NotFound as cause:
            raise NotFound(
                f"What lay in the vault under {reference} was erased, or never there.",
                still_true="The ledger still says what was done.",
            ) from cause
        version, kept = kept[:1], kept[1:]
        key_id, kept = kept[:_KEY_ID_BYTES], kept[_KEY_ID_BYTES:]
        nonce, sealed = kept[:_NONCE_BYTES], kept[_NONCE_BYTES:]
        if version != _VERSION or key_id != self._key_id:
            raise BadInput(
                f"{reference} is locked with vault key {key_id.hex()}; given was {self._key_id.hex()}.",
                still_true="Nothing was touched.",
                next_command="set FLYTT_VAULT_KEY to the key that the ledger was written with",
            )
        try:
            plain = AESGCM(self._cipher_key).decrypt(nonce, sealed, reference.encode())
        except (InvalidTag, ValueError) as cause:
            raise BadInput(
                f"What lies in the vault under {reference} was altered after it was put there.",
                still_true="Nothing was touched.",
                next_command="flytt ledger restore, from a backup made before",
            ) from cause
        return cast("dict[str, Json]", json.loads(plain))

    def erase(self, reference: str) -> None:
        """Remove content for good from this ledger; already gone is success. Older backups still hold it."""
        self._store.erase_secret(reference)

    def keyed_digest(self, value: str) -> str:
        """Return what stands in the ledger for a value that may not: the same for the same value and key."""
        return _mac(self._digest_key, value.encode())


def new_key() -> SecretStr:
    """Return a new key: 32 random bytes, URL-safe base64."""
    return SecretStr(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())


def read_key(key: SecretStr) -> bytes:
    """Return a key's 32 bytes. BadInput, without showing it, when it is not one."""
    try:
        raw = base64.b64decode(key.get_secret_value().strip(), altchars=b"-_", validate=True)
    except ValueError:
        raw = b""
    if len(raw) != hashlib.sha256().digest_size:
        raise BadInput(
            "The vault key is not 32 bytes in URL-safe base64.",
            still_true="Nothing was touched.",
            next_command="give the key that `flytt` made, in FLYTT_VAULT_KEY or its file",
        )
    return raw


def _derived(key: bytes, purpose: bytes) -> bytes:
    return hmac.digest(key, b"flytt vault " + purpose, "sha256")


def _mac(key: bytes, content: bytes) -> str:
    return hmac.new(key, content, hashlib.sha256).hexdigest()
