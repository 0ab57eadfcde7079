"""Signing in: passing trouble is waited out, and a refusal is one at once."""

import httpx
import pytest
from pydantic import SecretBytes

from flytt.adapters.graph.sign_in import SignIn
from flytt.migration.errors import AccessRefused, Unreachable
from practice.graph.certificates import app_certificate


def _signing(*answers: httpx.Response | httpx.HTTPError) -> tuple[SignIn, list[float]]:
    waits: list[float] = []
    waiting = list(answers)

    def answer(_: httpx.Request) -> httpx.Response:
        now = waiting.pop(0)
        if isinstance(now, httpx.HTTPError):
            raise now
        return now

    http = httpx.Client(transport=httpx.MockTransport(answer))
    return SignIn(
        http,
        "https://login.practice/token",
        "app",
        SecretBytes(b"".join(app_certificate("app"))),
        wait=waits.append,
    ), waits


def test_passing_trouble_at_the_door_is_waited_out() -> None:
    """One lost answer from the sign-in service would stop a workload in the night and wake somebody."""
    token = httpx.Response(200, json={"access_token": "t", "expires_in": 3600})
    signing, waits = _signing(httpx.Response(503), httpx.ConnectError("cut"), httpx.Response(429), token)
    assert signing.token() == "t"
    assert waits == pytest.approx([0.2, 0.4, 0.8])


def test_a_service_that_stays_away_is_given_up_in_time() -> None:
    """A program would wait for ever for a service that is down, and nobody would be told."""
    signing, waits = _signing(*(httpx.Response(503) for _ in range(6)))
    with pytest.raises(Unreachable, match="503"):
        signing.token()
    assert len(waits) == 5


def test_an_application_that_is_refused_is_not_tried_again() -> None:
    """Asking again with a certificate that is not known would look like an attack."""
    signing, waits = _signing(httpx.Response(401, json={"error": "invalid_client"}))
    with pytest.raises(AccessRefused, match="invalid_client"):
        signing.token()
    assert waits == []
