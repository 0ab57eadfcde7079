"""Documents over HTTP: read with their ETag, written with If-Match."""

import json
import ssl
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import NoReturn, cast
from urllib.parse import quote

import httpx
from pydantic import SecretStr

from flytt.adapters.unanswered import unanswered
from flytt.migration.errors import (
    BadInput,
    ChangedByOthers,
    CommandFailed,
    FlyttError,
    Interrupted,
    NotFound,
    Unreachable,
)
from flytt.migration.ports import Document
from flytt.migration.record import Json, canonical

LARGEST_BYTES = 5_000_000


class HttpDocuments:
    """Documents under a base URL: `read("hub/svarut")` is GET `{base}/hub/svarut`.

    `token` goes out as a bearer token, to that place only: redirects are not followed, and no proxies or
    passwords are taken from the environment. `authority_file`: certificates to trust besides the system's.
    """

    def __init__(
        self,
        base: str,
        token: SecretStr,
        *,
        timeout_seconds: float = 30.0,
        authority_file: Path | None = None,
    ) -> None:
        if not base.startswith(("https://", "http://")):
            raise BadInput(f"{base!a} is no web address.", next_command="give one that begins with https://")
        self._base = base.rstrip("/")
        trust = ssl.create_default_context()
        if authority_file is not None:
            trust.load_verify_locations(authority_file)
        self._client = httpx.Client(
            headers={"Authorization": f"Bearer {token.get_secret_value()}", "Accept": "application/json"},
            timeout=timeout_seconds,
            follow_redirects=False,
            trust_env=False,
            verify=trust,
        )

    def read(self, name: str) -> Document:
        """Return a document and its version. NotFound without one, Unreachable when it was not to be had."""
        answer = self._ask("GET", name, {}, b"")
        if answer.status != HTTPStatus.OK:
            self._refuse(f"read {name}", name, answer)
        return self._document(name, answer)

    def write(self, name: str, value: Mapping[str, Json], *, version: str) -> Document:
        """Replace a document that still has that version; one that already has that value is left alone.

        ChangedByOthers when it has another version and value; Interrupted when nobody can tell.
        """
        body = canonical(dict(value))
        headers = {"If-Match": version, "Content-Type": "application/json"}
        answer = self._ask("PUT", name, headers, body)
        if answer.status == HTTPStatus.PRECONDITION_FAILED:
            there = self.read(name)
            if canonical(there.value) == body:
                return there
            raise ChangedByOthers(
                f"{name} was to be written over version {version}, but has version {there.version}.",
                still_true="It was left as it is.",
                next_command="compare it with the plan, then: flytt resume",
            )
        if answer.status not in {HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.NO_CONTENT}:
            self._refuse(f"write {name}", name, answer)
        try:
            there = self.read(name)
        except Unreachable as cause:
            raise self._lost("PUT", name) from cause
        if canonical(there.value) != body:
            raise ChangedByOthers(
                f"{name} was written, and then says something else.",
                still_true="It was left as it is.",
                next_command="compare it with the plan, then: flytt resume",
            )
        return there

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def _ask(self, method: str, name: str, headers: dict[str, str], body: bytes) -> "_Answer":
        url = f"{self._base}/{quote(name)}"
        try:
            with self._client.stream(method, url, headers=headers, content=body or None) as response:
                content = b""
                for part in response.iter_bytes():
                    content += part
                    if len(content) > LARGEST_BYTES:
                        raise self._too_large(name, response.status_code)
                return _Answer(response.status_code, response.headers.get("ETag", ""), content)
        except httpx.HTTPError as cause:
            raise self._lost(method, name, cause) from cause

    def _lost(self, method: str, name: str, cause: httpx.HTTPError | None = None) -> FlyttError:
        what = f"{'Reading' if method == 'GET' else 'Writing'} {name} at {self._base}"
        return unanswered(method, what, cause)

    def _refuse(self, attempted: str, name: str, answer: "_Answer") -> NoReturn:
        if answer.status == HTTPStatus.NOT_FOUND:
            raise NotFound(f"There is no document {name} at {self._base}.", still_true="Nothing was changed.")
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            kind = Unreachable if attempted.startswith("read") else Interrupted
            raise kind(
                f"{self._base} failed ({answer.status}) when asked to {attempted}.",
                still_true="What it holds now is not known."
                if kind is Interrupted
                else "Nothing was changed.",
                next_command="flytt resume",
            )
        said = "" if answer.content.startswith(b"<") else answer.content[:300].decode(errors="replace")
        raise CommandFailed(
            f"{self._base} was asked to {attempted} and would not.", exit_status=answer.status, stderr=said
        )

    def _document(self, name: str, answer: "_Answer") -> Document:
        try:
            value = cast("Json", json.loads(answer.content))
        except ValueError:
            value = None
        if not isinstance(value, dict) or not answer.version or answer.version.startswith("W/"):
            raise CommandFailed(
                f"{name} at {self._base} is no JSON object with a strong ETag.",
                exit_status=answer.status,
                stderr="",
            )
        return Document(value=value, version=answer.version)

    def _too_large(self, name: str, status: int) -> CommandFailed:
        return CommandFailed(
            f"{name} at {self._base} is answered with more than {LARGEST_BYTES} bytes.",
            exit_status=status,
            stderr="",
        )


class _Answer:
    def __init__(self, status: int, version: str, content: bytes) -> None:
        self.status, self.version, self.content = status, version, content
