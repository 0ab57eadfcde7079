"""Sign-in of applications: client credentials by secret or by certificate, as Entra checks them."""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from typing import cast
from urllib.parse import parse_qs

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from pydantic import JsonValue, TypeAdapter, ValidationError

from practice.graph.answers import Answer, Refused, Request
from practice.graph.tenant import App, Tenant
from practice.graph.things import Thing, identifier

__all__ = ["EXCHANGE", "GRAPH", "SHAREPOINT", "Tokens"]

GRAPH, EXCHANGE = "https://graph.microsoft.com", "https://outlook.office365.com"
SHAREPOINT = "sharepoint"
"""Whom a token is for: it opens nothing at the other two.

Any other address that a token is asked for is SharePoint's, which lies in the tenant's own domain.
"""
_OWN_ROLES = {
    EXCHANGE: frozenset({"Exchange.ManageAsApp"}),
    SHAREPOINT: frozenset({"Sites.FullControl.All"}),
}
_NOT_GRAPHS = frozenset({"Exchange.ManageAsApp", "Sites.FullControl.All"})

_OBJECT: TypeAdapter[dict[str, JsonValue]] = TypeAdapter(dict[str, JsonValue])
_LIVES_SECONDS = 3599
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_ERRORS = {
    "unauthorized_client": 400, "invalid_client": 401, "invalid_request": 400, "invalid_grant": 400,
    "invalid_scope": 400, "unsupported_grant_type": 400,
}  # fmt: skip


class _No(Exception):
    def __init__(self, error: str, number: int, sentence: str) -> None:
        self.error, self.number, self.sentence = error, number, sentence
        super().__init__(sentence)


class Tokens:
    """Gives tokens, and knows its own again. The times of a token are those of the machine's clock."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def give(self, tenant: Tenant | None, request: Request, wall: float) -> Answer:
        """The answer of the token endpoint."""
        try:
            return self._give(tenant, request, wall)
        except _No as no:
            body: Thing = {
                "error": no.error, "error_description": f"AADSTS{no.number}: {no.sentence}",
                "error_codes": [no.number], "correlation_id": identifier("sign-in", wall),
            }  # fmt: skip
            return Answer(_ERRORS[no.error], body)

    def read(
        self, tenants: dict[str, Tenant], header: str, wall: float, audience: str = GRAPH
    ) -> tuple[Tenant, App]:
        """Whose token it is. Raises Refused (401) for none, a foreign one, or one that is over."""
        kind, _, written = header.partition(" ")
        if kind.lower() != "bearer" or not written:
            raise _unauthorised("Access token is empty.")
        head, _, signature = written.strip().rpartition(".")
        if not hmac.compare_digest(signature, self._sign(head)):
            raise _unauthorised("CompactToken validation failed: invalid signature.")
        claims = _decoded(head.split(".")[1])
        expires = claims.get("exp")
        if not isinstance(expires, int) or expires <= wall:
            raise _unauthorised("Lifetime validation failed, the token is expired.")
        if claims.get("aud") != audience:
            raise _unauthorised("Access token validation failure. Invalid audience.")
        tenant = tenants[str(claims["tid"])]
        return tenant, tenant.apps[str(claims["appid"])]

    def _give(self, tenant: Tenant | None, request: Request, wall: float) -> Answer:
        if tenant is None:
            raise _No("invalid_request", 90002, "Tenant not found.")
        form = {name: values[0] for name, values in parse_qs(request.body.decode(errors="replace")).items()}
        app = tenant.apps.get(form.get("client_id", ""))
        if app is None:
            raise _No("unauthorized_client", 700016, "Application was not found in the directory.")
        grant = form.get("grant_type")
        if grant == "refresh_token":
            if not tenant.refresh_token or form.get("refresh_token") != tenant.refresh_token:
                raise _No("invalid_grant", 70000, "The provided refresh token is not valid.")
        elif grant != "client_credentials":
            raise _No("unsupported_grant_type", 70003, "The app requested an unsupported grant type.")
        elif not form.get("scope", "").endswith("/.default"):
            raise _No("invalid_scope", 1002012, "The scope is not valid: it must end in /.default.")
        if form.get("client_assertion_type") == _ASSERTION:
            _check_assertion(form.get("client_assertion", ""), app, f"/{tenant.id}/", wall)
        elif not hmac.compare_digest(form.get("client_secret", "").encode(), app.secret.encode()):
            raise _No("invalid_client", 7000215, "Invalid client secret provided.")
        body: Thing = {
            "token_type": "Bearer", "expires_in": _LIVES_SECONDS, "ext_expires_in": _LIVES_SECONDS,
            "access_token": self._token(tenant, app, wall, form.get("scope", "")),
        }  # fmt: skip
        if grant == "refresh_token":
            body["refresh_token"] = tenant.refresh_token
        return Answer(200, body, {"Cache-Control": "no-store"})

    def _token(self, tenant: Tenant, app: App, wall: float, scope: str) -> str:
        audience = _audience(scope)
        roles = app.roles & _OWN_ROLES[audience] if audience in _OWN_ROLES else app.roles - _NOT_GRAPHS
        claims: Thing = {
            "aud": audience, "iss": f"https://sts.windows.net/{tenant.id}/",
            "tid": tenant.id, "appid": app.id, "app_displayname": app.name, "idtyp": "app",
            "oid": identifier("principal", tenant.id, app.id), "roles": list[JsonValue](sorted(roles)),
            "iat": int(wall), "nbf": int(wall), "exp": int(wall) + _LIVES_SECONDS,
        }  # fmt: skip
        head = f"{_encoded({'typ': 'JWT', 'alg': 'HS256'})}.{_encoded(claims)}"
        return f"{head}.{self._sign(head)}"

    def _sign(self, head: str) -> str:
        return (
            base64.urlsafe_b64encode(hmac.digest(self._secret, head.encode(), "sha256")).decode().rstrip("=")
        )


def _audience(scope: str) -> str:
    if scope.startswith(EXCHANGE):
        return EXCHANGE
    return SHAREPOINT if scope.startswith("http") and not scope.startswith(GRAPH) else GRAPH


def _check_assertion(written: str, app: App, tenant_part: str, wall: float) -> None:
    """The client's own signed word: by the registered certificate, for this address, and still valid."""
    wrong = _No("invalid_client", 700027, "The certificate with identifier used to sign the client assertion "
                "is not registered on application, or the signature is invalid.")  # fmt: skip
    try:
        first, second, third = written.split(".")
        header, claims, signature = _decoded(first), _decoded(second), _bytes(third)
        key = cast("rsa.RSAPublicKey", x509.load_pem_x509_certificate(app.certificate_pem).public_key())
        sha = hashes.SHA256()
        pss = padding.PSS(padding.MGF1(sha), padding.PSS.DIGEST_LENGTH)
        chosen = pss if header.get("alg") == "PS256" else padding.PKCS1v15()
        key.verify(signature, f"{first}.{second}".encode(), chosen, sha)
    except (ValueError, InvalidSignature, ValidationError) as error:
        raise wrong from error
    if (
        claims.get("iss") != app.id
        or claims.get("sub") != app.id
        or tenant_part not in str(claims.get("aud"))
    ):
        raise _No(
            "invalid_client", 700023, "Client assertion audience, issuer or subject claim does not match."
        )
    begins, ends = claims.get("nbf", 0), claims.get("exp")
    if (
        not isinstance(begins, int | float)
        or not isinstance(ends, int | float)
        or not begins - 300 <= wall <= ends + 300
    ):
        raise _No("invalid_client", 700024, "Client assertion is not within its valid time range.")


def _unauthorised(message: str) -> Refused:
    return Refused(401, "InvalidAuthenticationToken", message, {"WWW-Authenticate": 'Bearer realm=""'})


def _encoded(value: Thing) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _bytes(written: str) -> bytes:
    return base64.urlsafe_b64decode(written + "=" * (-len(written) % 4))


def _decoded(written: str) -> dict[str, JsonValue]:
    try:
        return _OBJECT.validate_json(_bytes(written))
    except binascii.Error as error:
        raise ValueError(written) from error
