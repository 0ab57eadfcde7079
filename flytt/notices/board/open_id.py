"""OpenID Connect from the board's side: authorization code with PKCE, and an ID token that is checked whole.

Authlib makes the requests and judges the claims; joserfc checks the signature against the issuer's keys.
"""

import secrets
from typing import cast

import httpx
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri  # pyright: ignore[reportUnknownVariableType] - Authlib has no types
from authlib.oauth2.rfc7636 import create_s256_code_challenge  # pyright: ignore[reportUnknownVariableType]
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from flytt.migration.errors import AccessRefused, Unreachable
from flytt.migration.record import Json
from flytt.notices.board.sessions import SignInBegun
from flytt.notices.board.settings import SignIn

SCOPE = "openid profile"
SIGNED_WITH = ["RS256", "PS256", "ES256"]
"""Never `none`, and nothing with a shared secret."""
ANSWER_SECONDS = 15.0
LEEWAY_SECONDS = 60
"""How far the issuer's clock may be from ours."""

_JSON: TypeAdapter[dict[str, Json]] = TypeAdapter(dict[str, Json])


class Metadata(BaseModel):
    """What an issuer says of itself, as far as it is used."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str


class OpenId:
    """One issuer. Its metadata is fetched once, its keys at every sign-in: there are few, and keys change."""

    def __init__(
        self, sign_in: SignIn, callback: str, secret: str = "", transport: httpx.BaseTransport | None = None
    ) -> None:
        """`callback` is the address that the issuer sends people back to, as registered there."""
        self.settings = sign_in
        self._callback = callback
        self._secret = secret
        self._transport = transport
        self._metadata: Metadata | None = None

    def begin(self, onward: str) -> tuple[str, SignInBegun]:
        """Return where to send the person, and what to remember until they come back."""
        begun = SignInBegun(
            state=secrets.token_urlsafe(24),
            nonce=secrets.token_urlsafe(24),
            verifier=secrets.token_urlsafe(48),
            onward=onward,
        )
        address = cast(
            "str",
            prepare_grant_uri(  # pyright: ignore[reportUnknownMemberType]
                self._known().authorization_endpoint,
                self.settings.client_id,
                "code",
                redirect_uri=self._callback,
                scope=SCOPE,
                state=begun.state,
                nonce=begun.nonce,
                code_challenge=cast("str", create_s256_code_challenge(begun.verifier)),
                code_challenge_method="S256",
            ),
        )
        return address, begun

    def claims(self, code: str, begun: SignInBegun) -> dict[str, Json]:
        """Return the claims of whoever came back with this code, all checked.

        AccessRefused when the issuer does not honour the code, or the token is not right.
        """
        known = self._known()
        asked = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._callback,
            "client_id": self.settings.client_id,
            "code_verifier": begun.verifier,
        }
        if self._secret:
            asked["client_secret"] = self._secret
        given = self._fetched(known.token_endpoint, asked)
        token = given.get("id_token")
        if not isinstance(token, str):
            raise _refused("gave no ID token")
        keys = self._fetched(known.jwks_uri)
        try:
            key_set = KeySet.import_key_set(cast("KeySetSerialization", keys))
            decoded = jwt.decode(token, key_set, algorithms=SIGNED_WITH)
            claims = _JSON.validate_python(decoded.claims)
            self._judge(claims, decoded.header, begun)
        except (JoseError, ValueError, KeyError, TypeError) as wrong:
            raise _refused(f"gave an ID token that does not hold ({type(wrong).__name__})") from wrong
        return claims

    def approver(self, claims: dict[str, Json]) -> str:
        """Return which approver the claim says this is; empty for nobody."""
        value = claims.get(self.settings.claim)
        shown = value if isinstance(value, list) else [value]
        named = (self.settings.people.get(one, "") for one in shown if isinstance(one, str))
        return next((name for name in named if name), "")

    def _judge(self, claims: dict[str, Json], header: dict[str, object], begun: SignInBegun) -> None:
        wanted = {
            "iss": {"essential": True, "value": self._known().issuer},
            "aud": {"essential": True, "value": self.settings.client_id},
        }
        about = {"nonce": begun.nonce, "client_id": self.settings.client_id}
        CodeIDToken(claims, header, wanted, about).validate(leeway=LEEWAY_SECONDS)  # pyright: ignore[reportUnknownMemberType]

    def _known(self) -> Metadata:
        if self._metadata is None:
            address = f"{self.settings.issuer.rstrip('/')}/.well-known/openid-configuration"
            try:
                found = Metadata.model_validate(self._fetched(address))
            except ValidationError as wrong:
                raise _refused("does not say where people sign in") from wrong
            if found.issuer != self.settings.issuer:
                raise _refused("says that it is another issuer")
            self._metadata = found
        return self._metadata

    def _fetched(self, address: str, form: dict[str, str] | None = None) -> dict[str, Json]:
        try:
            with httpx.Client(timeout=ANSWER_SECONDS, transport=self._transport) as http:
                answer = http.get(address) if form is None else http.post(address, data=form)
            content = _JSON.validate_json(answer.content)
        except httpx.HTTPError as silent:
            raise Unreachable(
                "Where people sign in does not answer.",
                still_true="Nobody was signed in; nothing was changed.",
                next_command="try again; `flytt wording --approve` works without it",
            ) from silent
        except ValidationError as wrong:
            raise _refused("answers with something else than JSON") from wrong
        if answer.is_error:
            raise _refused(f"answered {answer.status_code}")
        return content


def _refused(what: str) -> AccessRefused:
    return AccessRefused(
        f"Where people sign in {what}.",
        still_true="Nobody was signed in; nothing was changed.",
        next_command="sign in again",
    )
