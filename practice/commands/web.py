"""`curl` to the host's own applications, addressed as http://localhost/SERVICE/…, with curl's exit codes."""

from __future__ import annotations

import http.client
import re
from urllib.parse import urlsplit

from practice.commands.call import Call, Outcome
from practice.units import NoUnitError

__all__ = ["curl"]

_MALFORMED, _NO_HOST, _NOT_CONNECTED, _HTTP_ERROR, _TIMED_OUT = 3, 6, 7, 22, 28
_ERROR_STATUS = 400


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
    if parts.scheme != "http":
        return _failed(call, _MALFORMED, "URL using bad/illegal format or missing URL")
    if parts.netloc != "localhost":
        return _failed(call, _NO_HOST, f"Could not resolve host: {parts.netloc}")
    service, _, rest = parts.path.removeprefix("/").partition("/")
    try:
        port = call.machine.units.port(service)
    except NoUnitError:
        return _failed(call, _HTTP_ERROR, "The requested URL returned error: 404")
    if port is None:
        return _failed(
            call, _NOT_CONNECTED, "Failed to connect to localhost port 80: Couldn't connect to server"
        )
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        connection.request("GET", f"/{rest}" + (f"?{parts.query}" if parts.query else ""))
        answer = connection.getresponse()
        body = answer.read()
    except TimeoutError:
        return _failed(call, _TIMED_OUT, f"Operation timed out after {seconds:g} seconds")
    except (OSError, http.client.HTTPException):
        return _failed(
            call, _NOT_CONNECTED, "Failed to connect to localhost port 80: Couldn't connect to server"
        )
    finally:
        connection.close()
    if fail and answer.status >= _ERROR_STATUS:
        return _failed(call, _HTTP_ERROR, f"The requested URL returned error: {answer.status}")
    call.out(body)
    return Outcome()


def _failed(call: Call, code: int, sentence: str) -> Outcome:
    call.err(f"curl: ({code}) {sentence}\n".encode())
    return Outcome(code)
