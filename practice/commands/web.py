"""`curl` to the host's own applications, addressed as http://localhost/SERVICE/…, with curl's exit codes."""

from __future__ import annotations

import http.client
import re
from http import HTTPStatus
from urllib.parse import urlsplit

from practice.commands.call import Call, Outcome
from practice.units import NoUnitError

__all__ = ["curl"]

_NO_HOST, _NOT_CONNECTED, _HTTP_ERROR, _TIMED_OUT = 6, 7, 22, 28


def curl(call: Call) -> Outcome:
    """`curl --fail --silent --show-error --max-time N URL`, for GET only."""
    words = list(call.argv[1:])
    seconds, fail, urls = 30.0, False, list[str]()
    while words:
        word = words.pop(0)
        if word == "--max-time" and words and re.fullmatch(r"\d+(\.\d+)?", words[0]):
            seconds = float(words.pop(0))
        elif word == "--fail":
            fail = True
        elif word.startswith("-") and word not in {"--silent", "--show-error", "--"}:
            call.err(f"curl: option {word}: is unknown\n".encode())
            return Outcome(2)
        elif word not in {"--silent", "--show-error", "--"}:
            urls.append(word)
    if len(urls) != 1:
        call.err(b"curl: (2) expected one URL\n")
        return Outcome(2)
    return _get(call, urls[0], seconds=seconds, fail=fail)


def _get(call: Call, url: str, *, seconds: float, fail: bool) -> Outcome:
    parts = urlsplit(url)
    if (parts.scheme, parts.netloc) != ("http", "localhost"):
        return _failed(call, _NO_HOST, f"Could not resolve host: {parts.netloc}")
    service, _, rest = parts.path.removeprefix("/").partition("/")
    try:
        status, body = _fetched(call.machine.units.port(service), f"/{rest}", seconds)
    except NoUnitError:
        status, body = HTTPStatus.NOT_FOUND, b"no such application\n"
    except TimeoutError:
        return _failed(call, _TIMED_OUT, f"Operation timed out after {seconds:g} seconds")
    except (OSError, http.client.HTTPException):
        return _failed(call, _NOT_CONNECTED, "Failed to connect to localhost port 80: Couldn't connect")
    if fail and status >= HTTPStatus.BAD_REQUEST:
        return _failed(call, _HTTP_ERROR, f"The requested URL returned error: {int(status)}")
    call.out(body)
    return Outcome()


def _fetched(port: int | None, path: str, seconds: float) -> tuple[int, bytes]:
    if port is None:
        raise ConnectionRefusedError
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def _failed(call: Call, code: int, sentence: str) -> Outcome:
    call.err(f"curl: ({code}) {sentence}\n".encode())
    return Outcome(code)
