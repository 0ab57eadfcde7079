"""One tenant over HTTP: JSON and bytes, with what went wrong said in Flytt's words."""

import json
import time
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import cast
from urllib.parse import quote

import httpx
from pydantic import SecretStr

from flytt.adapters.unanswered import unanswered
from flytt.migration.errors import (
    AccessRefused,
    ChangedByOthers,
    CommandFailed,
    Interrupted,
    NotFound,
    Unreachable,
)
from flytt.migration.record import Json, canonical

Object = dict[str, Json]
_REFUSED = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
_TIMEOUT_SECONDS = 120.0
_WAITS, _WAIT_SECONDS, _LONGEST_SECONDS = 20, 30, 300
"""How often a service that is asked too much is waited for, and how long unless it says."""


class Door:
    """Requests below a base address. No proxies or passwords are taken from the environment.

    What is said of a request is its kind, never its path: that may hold the name of a file. A service that is
    asked too much is waited for: nothing was done.
    """

    def __init__(
        self, base: str, token: Callable[[], SecretStr], wait: Callable[[float], None] = time.sleep
    ) -> None:
        self._base, self._token, self._wait = base.rstrip("/"), token, wait
        self._client: httpx.Client | None = None

    def objects(self, path: str, what: str) -> Iterator[Object]:
        """Yield the objects of all pages. Unreachable: one was not there; CommandFailed: one has no list."""
        following: str | None = path
        while following:
            page = self.get(following, what)
            found = page.get("value")
            if not isinstance(found, list):
                raise CommandFailed(f"{what} was answered without a list.", exit_status=200, stderr="")
            yield from (one for one in found if isinstance(one, dict))
            link = page.get("@odata.nextLink")
            following = link if isinstance(link, str) else None

    def get(self, path: str, what: str) -> Object:
        """Return a JSON object."""
        return self._object(self._ask("GET", path, what).content, what)

    def fetch(self, path: str, what: str) -> bytes:
        """Return what lies there. NotFound when nothing does."""
        return self._ask("GET", path, what).content

    def send(self, method: str, path: str, what: str, said: Object) -> Object:
        """Change something, and return what the service answers."""
        return self._object(self._ask(method, path, what, canonical(said), "application/json").content, what)

    def put(self, path: str, what: str, content: bytes) -> None:
        """Write a file."""
        self._ask("PUT", path, what, content, "application/octet-stream")

    def delete(self, path: str, what: str) -> None:
        """Remove; gone already is success."""
        try:
            self._ask("DELETE", path, what)
        except NotFound:
            return

    def close(self) -> None:
        """Let go of the connections."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def _ask(self, method: str, path: str, what: str, body: bytes = b"", kind: str = "") -> httpx.Response:
        if self._client is None:
            token = self._token().get_secret_value()
            self._client = httpx.Client(
                headers={"Authorization": f"Bearer {token}"},
                timeout=_TIMEOUT_SECONDS,
                follow_redirects=False,
                trust_env=False,
            )
        headers = {"Content-Type": kind} if kind else {}
        try:
            answer = self._client.request(method, self._base + path, content=body or None, headers=headers)
            for _ in range(_WAITS):
                if answer.status_code != HTTPStatus.TOO_MANY_REQUESTS:
                    break
                self._wait(_seconds(answer.headers.get("Retry-After", "")))
                answer = self._client.request(
                    method, self._base + path, content=body or None, headers=headers
                )
        except httpx.HTTPError as cause:
            raise unanswered(method, what, cause) from cause
        if answer.status_code >= HTTPStatus.BAD_REQUEST:
            raise _refused(method, what, answer.status_code)
        return answer

    def _object(self, content: bytes, what: str) -> Object:
        try:
            value = cast("Json", json.loads(content))
        except ValueError:
            value = None
        if not isinstance(value, dict):
            raise CommandFailed(
                f"{what} was answered with something that is no JSON object.", exit_status=200, stderr=""
            )
        return value


def _seconds(said: str) -> int:
    return min(int(said), _LONGEST_SECONDS) if said.isdecimal() else _WAIT_SECONDS


def quoted(path: str) -> str:
    """Return a path as it stands in an address."""
    return quote(path, safe="/")


def _refused(method: str, what: str, status: int) -> Exception:
    if status == HTTPStatus.NOT_FOUND:
        return NotFound(f"{what}: there is no such thing.", still_true="Nothing was changed.")
    if status in _REFUSED:
        return AccessRefused(f"{what} was not allowed ({status}).", still_true="Nothing was changed.")
    if status == HTTPStatus.CONFLICT:
        return ChangedByOthers(f"{what} was refused: it is not as it was.", next_command="flytt resume")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.TOO_MANY_REQUESTS:
        kind = Unreachable if method == "GET" else Interrupted
        return kind(f"{what} failed ({status}).", next_command="flytt resume")
    return CommandFailed(f"{what} was refused.", exit_status=status, stderr="")
