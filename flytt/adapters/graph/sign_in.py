"""Signing in as an application, by certificate: no person's password, no second factor in the way."""

import base64
import hashlib
import json
import threading
import time
import uuid
from collections.abc import Callable
from typing import cast

import httpx
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509 import load_pem_x509_certificate
from pydantic import SecretBytes

from flytt.adapters.graph.answer import TRANSIENT
from flytt.migration.breath import rest
from flytt.migration.errors import AccessRefused, BadInput, Unreachable
from flytt.migration.record import Json

GRAPH = "https://graph.microsoft.com"
"""Whose tokens are asked for, unless another service is named."""
_EARLY_SECONDS = 300
_ASSERTION_SECONDS = 600
_ATTEMPTS, _PAUSE_SECONDS = 6, 0.2
_NONE: frozenset[str] = frozenset()


class SignIn:
    """Gives tokens of one application in one tenant, each used until five minutes before its end."""

    def __init__(
        self,
        http: httpx.Client,
        token_address: str,
        client_id: str,
        pem: SecretBytes,
        *,
        scope: str = GRAPH,
        now: Callable[[], float] = time.time,
        wait: Callable[[float], None] = rest,
    ) -> None:
        self._scope, self._wait = scope, wait
        self._http, self._address, self._client, self._now = http, token_address, client_id, now
        self._pem = pem
        self._lock = threading.Lock()
        self._token, self._ends = "", 0.0

    def token(self, *, anew: bool = False) -> str:
        """Return a token. AccessRefused when the tenant does not know the application or its certificate."""
        with self._lock:
            if anew or self._now() > self._ends - _EARLY_SECONDS:
                self._token, self._ends = self._ask()
            return self._token

    def roles(self) -> frozenset[str]:
        """Return the permissions that the token carries: what the tenant has consented to."""
        try:
            claims = cast("dict[str, Json]", json.loads(_bytes(self.token().split(".")[1])))
        except (IndexError, ValueError) as cause:
            raise AccessRefused("The token says nothing of its permissions.") from cause
        roles = claims.get("roles")
        return (
            frozenset(role for role in roles if isinstance(role, str))
            if isinstance(roles, list)
            else frozenset()
        )

    def _ask(self) -> tuple[str, float]:
        """Ask for a token, again where only passing trouble is met: to ask twice does nothing twice."""
        for attempt in range(_ATTEMPTS - 1):
            try:
                return self._ask_once()
            except Unreachable:
                self._wait(_PAUSE_SECONDS * 2**attempt)
        return self._ask_once()

    def _ask_once(self) -> tuple[str, float]:
        form = {
            "grant_type": "client_credentials",
            "client_id": self._client,
            "scope": f"{self._scope}/.default",
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": self._assertion(),
        }
        try:
            answer = self._http.post(self._address, data=form)
        except httpx.HTTPError as cause:
            raise Unreachable(
                f"Signing in at {self._address} failed: no answer.", still_true="Nothing was touched."
            ) from cause
        if answer.status_code in TRANSIENT:
            raise Unreachable(
                f"Signing in at {self._address} failed ({answer.status_code}).",
                still_true="Nothing was touched.",
            )
        body = cast("dict[str, Json]", answer.json()) if answer.content.startswith(b"{") else {}
        token, seconds = body.get("access_token"), body.get("expires_in")
        if not isinstance(token, str) or not isinstance(seconds, int):
            raise AccessRefused(
                f"{self._address} does not let {self._client} in: {body.get('error', 'no token')}.",
                still_true="Nothing was touched.",
                next_command="see that its certificate is registered there, then flytt check",
            )
        return token, self._now() + seconds

    def _assertion(self) -> str:
        pem = self._pem.get_secret_value()
        try:
            key = serialization.load_pem_private_key(pem, password=None)
            certificate = load_pem_x509_certificate(pem[pem.index(b"-----BEGIN CERTIFICATE") :])
        except ValueError as cause:
            raise BadInput(
                f"The file for application {self._client} holds no key with its certificate (PEM)."
            ) from cause
        if not isinstance(key, rsa.RSAPrivateKey):
            raise BadInput(f"The key of application {self._client} is no RSA key.")
        print_ = hashlib.sha256(certificate.public_bytes(serialization.Encoding.DER)).digest()
        begins = int(self._now())
        head = _text({"alg": "PS256", "typ": "JWT", "x5t#S256": _encoded(print_)})
        claims = _text(
            {
                "aud": self._address,
                "iss": self._client,
                "sub": self._client,
                "jti": str(uuid.uuid4()),
                "nbf": begins - 60,
                "exp": begins + _ASSERTION_SECONDS,
            }
        )
        pss = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH)
        return f"{head}.{claims}.{_encoded(key.sign(f'{head}.{claims}'.encode(), pss, hashes.SHA256()))}"


def _text(value: dict[str, Json]) -> str:
    return _encoded(json.dumps(value).encode())


def _encoded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def _bytes(value: str) -> bytes:
    return base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
