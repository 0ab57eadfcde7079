"""Duty as a webhook: POST of `{"subject": …, "text": …}` to an address that is itself a secret."""

import httpx
from pydantic import SecretStr

from flytt.migration.errors import BadInput, Unreachable


class WebhookDuty:
    """Posts to one address. Only its host is ever named: the rest of it lets anyone post."""

    def __init__(self, address: SecretStr, *, timeout_seconds: float = 10.0) -> None:
        try:
            url = httpx.URL(address.get_secret_value().strip())
        except httpx.InvalidURL:
            url = httpx.URL()
        if url.scheme not in {"http", "https"} or not url.host:
            raise BadInput(
                "The webhook of the people on duty is no web address.",
                next_command="write it as https://… in the secret that the mapping names",
            )
        self._address = address
        self._host = url.host
        self._timeout_seconds = timeout_seconds

    def tell(self, subject: str, text: str) -> None:
        """Post once. Unreachable unless it was accepted: telling twice is better than not at all."""
        try:
            answer = httpx.post(
                self._address.get_secret_value().strip(),
                json={"subject": subject, "text": text},
                timeout=self._timeout_seconds,
                follow_redirects=False,
                trust_env=False,
            )
        except httpx.HTTPError:
            raise self._untold("did not answer") from None  # the cause shows the address
        if not answer.is_success:
            raise self._untold(f"answered {answer.status_code}")

    def _untold(self, why: str) -> Unreachable:
        return Unreachable(
            f"The people on duty could not be told: the webhook at {self._host} {why}.",
            next_command="call them, then check the secret that the mapping names",
        )
