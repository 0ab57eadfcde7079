"""Microsoft Graph as an application, over plain HTTP: the SDK cannot publish a page, and weighs 29 MB.

Every answer that may come after the work was done is Interrupted; a refusal that came instead of it is not.
"""

import ssl
from pathlib import Path
from typing import cast

import httpx
from pydantic import SecretStr

from flytt.migration.channel import Door
from flytt.migration.errors import (
    AccessRefused,
    ChangedByOthers,
    FlyttError,
    Interrupted,
    NotFound,
    Unreachable,
)
from flytt.migration.record import Json, Record

GRAPH, LOGIN = "https://graph.microsoft.com", "https://login.microsoftonline.com"
SCOPE = "https://graph.microsoft.com/.default"
_REFUSALS: dict[int, type[FlyttError]] = {
    401: AccessRefused,
    403: AccessRefused,
    404: NotFound,
    409: ChangedByOthers,
    412: ChangedByOthers,
    429: Unreachable,
}
_GOOD, _SIGN_IN, _BROKEN = range(200, 300), 401, 500


class Application(Record):
    """Who Flytt is in a tenant. `graph` and `login` are the services; `authority` is a file to trust."""

    tenant: str
    client_id: str
    client_secret: SecretStr
    graph: str = GRAPH
    login: str = LOGIN
    authority: Path | None = None


class GraphLine:
    """One application's line to Graph. It signs in at the first question and when its token is over."""

    def __init__(self, application: Application, door: Door, *, timeout_seconds: float = 60.0) -> None:
        door.web(application.graph)
        door.web(application.login)
        self._application = application
        self._http = httpx.Client(
            timeout=timeout_seconds,
            follow_redirects=False,
            trust_env=False,
            verify=ssl.create_default_context(cafile=application.authority),
        )
        self._token = ""

    def ask(
        self, method: str, path: str, body: dict[str, Json] | None = None, *, version: str = ""
    ) -> dict[str, Json]:
        """Return the answer's object, empty when there is none.

        Unreachable, AccessRefused, NotFound or ChangedByOthers: it was not done. Interrupted: it may be.
        """
        headers = {"If-Match": version} if version else {}
        answer = self._sent(method, path, body, headers)
        if answer.status_code == _SIGN_IN and self._token:
            self._token = ""
            answer = self._sent(method, path, body, headers)
        if answer.status_code in _GOOD:
            return cast("dict[str, Json]", answer.json()) if answer.content else {}
        raise _refusal(method, path, answer)

    def close(self) -> None:
        """Hang up."""
        self._http.close()

    def _sent(
        self, method: str, path: str, body: dict[str, Json] | None, headers: dict[str, str]
    ) -> httpx.Response:
        bearer = {"Authorization": f"Bearer {self._token or self._signed_in()}"}
        try:
            url = f"{self._application.graph}/v1.0{path}"
            return self._http.request(method, url, json=body, headers={**headers, **bearer})
        except (httpx.ConnectError, httpx.ConnectTimeout) as cause:
            raise Unreachable(
                "Microsoft Graph could not be reached.", still_true="Nothing was done."
            ) from cause
        except httpx.HTTPError as cause:
            kind = Unreachable if method == "GET" else Interrupted
            raise kind(f"Microsoft Graph did not answer {method} {_place(path)}.") from cause

    def _signed_in(self) -> str:
        own = self._application
        form = {
            "grant_type": "client_credentials",
            "client_id": own.client_id,
            "client_secret": own.client_secret.get_secret_value(),
            "scope": SCOPE,
        }
        try:
            answer = self._http.post(f"{own.login}/{own.tenant}/oauth2/v2.0/token", data=form)
            given = cast("dict[str, Json]", answer.json())
        except (httpx.HTTPError, ValueError) as cause:
            raise Unreachable(
                "The sign-in to Microsoft did not answer.", still_true="Nothing was done."
            ) from cause
        if answer.status_code not in _GOOD:
            raise AccessRefused(
                f"The sign-in to Microsoft was refused ({answer.status_code}).",
                still_true="Nothing was done.",
                next_command="see that the application's secret is right, and not over",
            )
        self._token = str(given["access_token"])
        return self._token


def _refusal(method: str, path: str, answer: httpx.Response) -> FlyttError:
    status = answer.status_code
    said = f"Microsoft Graph answered {status} to {method} {_place(path)}"
    try:
        error = cast("dict[str, dict[str, Json]]", answer.json()).get("error", {})
        said += f" ({error.get('code', '')})"
    except ValueError:
        pass
    if status >= _BROKEN:
        return (Unreachable if method == "GET" else Interrupted)(f"{said}.")
    return _REFUSALS.get(status, AccessRefused)(f"{said}.", still_true="Nothing was done there.")


def _place(path: str) -> str:
    """Return a path without what may name somebody: mailboxes, filters."""
    words = path.partition("?")[0].split("/")
    return "/".join(
        "…" if before in {"users", "messages"} else word
        for before, word in zip(["", *words], words, strict=False)
    )
