"""Who has signed in: a signed cookie, a check value for forms, and what a sign-in under way remembers."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path
from typing import Literal, TypeVar, cast

from itsdangerous import BadData, URLSafeTimedSerializer
from pydantic import ValidationError
from starlette.requests import HTTPConnection
from starlette.responses import Response

from flytt.migration.record import Record, Slug
from flytt.notices.board.signed_out import SignedOut

SESSION_SECONDS = 8 * 3600
"""A working day."""
SIGN_IN_SECONDS = 600
READING_SECONDS = 180 * 24 * 3600
KEY_BYTES = 32

R = TypeVar("R", bound=Record)
Use = Literal["session", "sign-in", "reading"]
_LASTS: dict[Use, int] = {
    "session": SESSION_SECONDS,
    "sign-in": SIGN_IN_SECONDS,
    "reading": READING_SECONDS,
}


class Session(Record):
    """A person who has signed in. `check` stands in every form of theirs. `number` names the session."""

    number: str
    approver: Slug
    check: str


class SignInBegun(Record):
    """What must come back from the issuer, and where the person was going."""

    state: str
    nonce: str
    verifier: str
    onward: str


class MayRead(Record):
    """Somebody opened a page with the reading token. `proof` is of that token, not the token."""

    proof: str


class Cookies:
    """Signs and reads the board's cookies with the key of this home, where sign-outs are kept in a file."""

    def __init__(self, key: bytes, *, is_secure: bool, signed_out: Path | None = None) -> None:
        self._key = key
        self._is_secure = is_secure
        self._ended = SignedOut(signed_out, SESSION_SECONDS)

    def name(self, use: Use) -> str:
        """Return what the cookie is called; over TLS browsers bind it to this host."""
        return f"__Host-flytt-{use}" if self._is_secure else f"flytt-{use}"

    def put(self, response: Response, use: Use, record: Record) -> None:
        """Give a cookie, signed."""
        response.set_cookie(
            self.name(use),
            self._signer(use).dumps(record.as_json()),
            max_age=_LASTS[use],
            path="/",
            secure=self._is_secure,
            httponly=True,
            samesite="lax",
        )

    def drop(self, response: Response, use: Use) -> None:
        """Take a cookie away."""
        response.delete_cookie(
            self.name(use), path="/", secure=self._is_secure, httponly=True, samesite="lax"
        )

    def get(self, request: HTTPConnection, use: Use, model: type[R]) -> R | None:
        """Return what a cookie says, if it is ours, whole and not too old."""
        given = request.cookies.get(self.name(use), "")
        try:
            content = cast("object", self._signer(use).loads(given, max_age=_LASTS[use]))
            return model.model_validate(content)
        except (BadData, ValidationError, ValueError):
            return None

    def session(self, request: HTTPConnection) -> Session | None:
        """Return who has signed in and not out."""
        found = self.get(request, "session", Session)
        return None if found is None or found.number in self._ended else found

    def end(self, session: Session) -> None:
        """A copy of its cookie is worth nothing from here on, also after a new start."""
        self._ended.add(session.number)

    def proof(self, token: str) -> str:
        """Return what shows that somebody knew a reading token, without showing it."""
        return hmac.digest(self._key, f"reading {token}".encode(), "sha256").hex()

    def _signer(self, use: Use) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(
            self._key, salt=f"flytt-board-{use}", signer_kwargs={"digest_method": hashlib.sha256}
        )


def new_session(approver: Slug) -> Session:
    """Return a session with values that nobody can guess."""
    return Session(number=secrets.token_urlsafe(16), approver=approver, check=secrets.token_urlsafe(32))


def board_key(home: Path) -> bytes:
    """Return the key that cookies are signed with, made at the first use, for its owner alone."""
    path = home / "board.key"
    home.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(KEY_BYTES))
    return path.read_bytes()
