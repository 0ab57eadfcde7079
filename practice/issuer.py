"""`python -m practice.issuer`: sign-in for rehearsals, OpenID Connect in which anybody may be anybody.

The real protocol and real RSA keys, new ones at each start: authorization code with PKCE (S256, required),
one code for one use within a minute. What it lacks is any proof of who somebody is; it listens on loopback.

    GET  /.well-known/openid-configuration, /jwks
    GET  /authorize      a page on which one chooses who to be
    POST /authorize      back to the application with a code
    POST /token          the code for an ID token
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import html
import json
import os
import secrets
import signal
import sys
import threading
import time
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from types import FrameType
from typing import cast
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from practice.listening import Listener

CODE_SECONDS = 60
TOKEN_SECONDS = 300
LARGEST_BODY_BYTES = 20_000
_TICK_SECONDS = 0.2


@dataclass(frozen=True)
class Grant:
    """What a code stands for."""

    client_id: str
    redirect_uri: str
    challenge: str
    nonce: str
    person: str
    made: float


class Issuer:
    """Serves until it is closed. `people` are who one may be; `redirect_uri` where answers may go."""

    def __init__(
        self,
        people: list[str],
        client_id: str,
        redirect_uri: str,
        port: int = 0,
        *,
        key: RSAKey | None = None,
    ) -> None:
        self.people, self.client_id, self.redirect_uri = people, client_id, redirect_uri
        self.key = key or RSAKey.generate_key(2048, auto_kid=True)
        self.grants: dict[str, Grant] = {}
        self._server = Listener(self, _Conversation, port)
        self.url = f"http://127.0.0.1:{self._server.port}"
        self._server.start()

    def close(self) -> None:
        """Answer no longer."""
        self._server.close()

    def metadata(self) -> dict[str, object]:
        """Return what an application must know."""
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }

    def keys(self) -> dict[str, object]:
        """Return the public key."""
        return cast("dict[str, object]", KeySet([self.key]).as_dict(private=False))

    def fault(self, asked: dict[str, str]) -> str:
        """Return what is wrong with a request for a code; nothing when it is right."""
        wanted = {
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "response_type": "code",
            "code_challenge_method": "S256",
        }
        wrong = [name for name, value in wanted.items() if asked.get(name) != value]
        wrong += [name for name in ("state", "nonce", "code_challenge") if not asked.get(name)]
        if "openid" not in asked.get("scope", "").split():
            wrong.append("scope")
        return ", ".join(wrong)

    def code(self, asked: dict[str, str], person: str) -> str:
        """Return a new code for somebody."""
        code = secrets.token_urlsafe(24)
        about = asked["redirect_uri"], asked["code_challenge"], asked["nonce"]
        self.grants[code] = Grant(asked["client_id"], *about, person, time.monotonic())
        return code

    def token(self, asked: dict[str, str]) -> str:
        """Return an ID token for a code. ValueError when it is not to be had for that."""
        grant = self.grants.pop(asked.get("code", ""), None)
        if grant is None or time.monotonic() - grant.made > CODE_SECONDS:
            raise ValueError("code")
        hashed = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
        if not secrets.compare_digest(
            base64.urlsafe_b64encode(hashed).rstrip(b"="), grant.challenge.encode()
        ):
            raise ValueError("code_verifier")
        for name, value in (
            ("client_id", grant.client_id),
            ("redirect_uri", grant.redirect_uri),
            ("grant_type", "authorization_code"),
        ):
            if asked.get(name) != value:
                raise ValueError(name)
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": grant.client_id,
            "sub": grant.person,
            "oid": grant.person,
            "name": grant.person,
            "nonce": grant.nonce,
            "iat": now,
            "exp": now + TOKEN_SECONDS,
        }
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)

    def page(self, query: str) -> str:
        """Return the page on which one chooses."""
        choices = "\n".join(
            f'<p><button name="person" value="{html.escape(p)}">{html.escape(p)}</button></p>'
            for p in self.people
        )
        return (
            '<!DOCTYPE html>\n<html lang="nb">\n<head>\n<meta charset="utf-8"/>\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1"/>\n'
            "<title>Øving: hvem er du?</title>\n</head>\n<body>\n<main>\n<h1>Øving: hvem er du?</h1>\n"
            "<p>Dette er innlogging for øving. Her kan hvem som helst være hvem som helst.</p>\n"
            f'<form method="post" action="/authorize?{html.escape(query)}">\n{choices}\n</form>\n'
            "</main>\n</body>\n</html>\n"
        )


class _Conversation(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_GET(self) -> None:
        issuer, asked = self._issuer(), urlsplit(self.path)
        if asked.path == "/.well-known/openid-configuration":
            self._json(HTTPStatus.OK, issuer.metadata())
        elif asked.path == "/jwks":
            self._json(HTTPStatus.OK, issuer.keys())
        elif asked.path == "/authorize":
            if fault := issuer.fault(_fields(asked.query)):
                self._json(HTTPStatus.BAD_REQUEST, {"error": "invalid_request", "error_description": fault})
            else:
                self._send(HTTPStatus.OK, "text/html; charset=utf-8", issuer.page(asked.query).encode())
        else:
            self._json(HTTPStatus.NOT_FOUND, {"error": "not_found"})

    def do_POST(self) -> None:
        issuer, asked = self._issuer(), urlsplit(self.path)
        length = self.headers.get("Content-Length", "0")
        size = min(int(length), LARGEST_BODY_BYTES) if length.isdigit() else 0
        fields = _fields(self.rfile.read(size).decode("utf-8", "replace"))
        if asked.path == "/authorize":
            query = _fields(asked.query)
            if issuer.fault(query) or fields.get("person") not in issuer.people:
                self._json(HTTPStatus.BAD_REQUEST, {"error": "invalid_request"})
                return
            back = {"code": issuer.code(query, fields["person"]), "state": query["state"]}
            self.send_response(HTTPStatus.SEE_OTHER)
            self.send_header("Location", f"{query['redirect_uri']}?{urlencode(back)}")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif asked.path == "/token":
            try:
                token = issuer.token(fields)
            except ValueError as wrong:
                says = {"error": "invalid_grant", "error_description": str(wrong)}
                self._json(HTTPStatus.BAD_REQUEST, says)
            else:
                given = {"token_type": "Bearer", "access_token": "none", "expires_in": TOKEN_SECONDS}
                self._json(HTTPStatus.OK, {**given, "id_token": token})
        else:
            self._json(HTTPStatus.NOT_FOUND, {"error": "not_found"})

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base's
        """Say nothing: an address may carry a code."""

    def _issuer(self) -> Issuer:
        return cast("Listener[Issuer]", self.server).own

    def _json(self, status: HTTPStatus, body: object) -> None:
        self._send(status, "application/json", json.dumps(body).encode())

    def _send(self, status: HTTPStatus, kind: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def _fields(text: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(text, max_num_fields=50).items()}


def main() -> int:
    """Serve until SIGTERM, or until the program that started it is gone. Prints its address."""
    parser = argparse.ArgumentParser(prog="practice.issuer", description="Sign-in for rehearsals.")
    parser.add_argument("--person", action="append", default=[], help="somebody one may be")
    parser.add_argument("--client-id", required=True)
    parser.add_argument("--redirect-uri", required=True)
    parser.add_argument("--address-file", type=Path, required=True, help="where to write its address")
    given = parser.parse_args()
    stop = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    parent = os.getppid()
    issuer = Issuer(given.person, given.client_id, given.redirect_uri)
    given.address_file.write_text(issuer.url, encoding="ascii")
    while not stop.wait(_TICK_SECONDS) and os.getppid() == parent:
        pass
    issuer.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
