"""A card in Teams through a workflow's webhook: posted once, never changed, and it cannot be asked."""

from datetime import timedelta

import httpx
from pydantic import SecretStr

from flytt.migration.channel import Door, Message, Receipt
from flytt.migration.errors import AccessRefused, Interrupted, Unreachable

_TOO_MANY, _ELSEWHERE, _BROKEN = 429, 300, 500


class TeamsChannel:
    """Posts to one address, which is itself a secret: of it only the host is ever named."""

    forms = ("card",)
    can_be_asked = False
    settles = timedelta(0)

    def __init__(self, address: SecretStr, door: Door, *, timeout_seconds: float = 30.0) -> None:
        self._address, self._door, self._timeout_seconds = (
            address.get_secret_value().strip(),
            door,
            timeout_seconds,
        )
        self.destination = (self._address,)

    def find(self, message: Message) -> Receipt | None:
        """Raise NotImplementedError: a webhook has no question."""
        raise NotImplementedError(message.id)

    def send(self, message: Message) -> Receipt:
        """Post the card. Interrupted when no answer came, or one that may be given after it was posted."""
        self._door.admit(message, ())
        self._door.web(self._address)
        try:
            answer = httpx.post(
                self._address,
                content=message.forms["card"].encode(),
                headers={"Content-Type": "application/json", "X-Flytt-Message": message.id},
                timeout=self._timeout_seconds,
                follow_redirects=False,
                trust_env=False,
            )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.InvalidURL, httpx.UnsupportedProtocol):
            raise Unreachable(
                "The workflow's webhook could not be reached.", still_true="No card was posted."
            ) from None  # the cause shows the address
        except httpx.HTTPError:
            raise _unknown("did not answer") from None
        if answer.status_code >= _BROKEN:
            raise _unknown(f"answered {answer.status_code}")
        if answer.status_code == _TOO_MANY:
            raise Unreachable(
                "The workflow's webhook has had too many cards.", still_true="No card was posted."
            )
        if answer.status_code >= _ELSEWHERE:
            raise AccessRefused(
                f"The workflow's webhook answered {answer.status_code}.",
                still_true="No card was posted.",
                next_command="look at the workflow in Teams, and at the secret with its address",
            )
        return Receipt()


def _unknown(why: str) -> Interrupted:
    return Interrupted(
        f"The workflow's webhook {why}.", still_true="Nobody can tell whether the card was posted."
    )
