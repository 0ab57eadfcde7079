"""What `practice start` prints is all that a client needs."""

from __future__ import annotations

import re
import ssl
from pathlib import Path

import httpx
import pytest

from practice import running
from practice.whereabouts import whereabouts
from tests.practice.town import OLD, world

pytestmark = pytest.mark.slow  # starts practice hosts; left out of `make fast`, never of `make test`


def _said(text: str, pattern: str) -> str:
    found = re.search(pattern, text)
    assert found, f"{pattern} in {text}"
    return found.group(1)


def test_a_client_needs_nothing_but_what_was_printed(tmp_path: Path) -> None:
    """Whoever points a client of their own at practice would have to read its code to find keys and names."""
    started = running.start(world(tenants={"zone": "hustadvika.practice", "people": 6}), tmp_path / "town")
    with started:
        said = whereabouts(tmp_path / "town", started.addresses)
        base = _said(said, r"Microsoft Graph: (https://\S+)")
        trust = ssl.create_default_context(cafile=_said(said, r"certificate of its authority: (\S+)"))
        tenant = _said(said, r"tenant target: (\S+)")
        reader = re.search(r"tenant target.*?reader: (\S+), certificate \S+, secret (\S+)", said, re.DOTALL)
        assert reader
        with httpx.Client(verify=trust, trust_env=False, timeout=60) as client:
            given = client.post(
                f"{base}/{tenant}/oauth2/v2.0/token",
                data={
                    "grant_type": "client_credentials",
                    "client_id": reader.group(1),
                    "client_secret": Path(reader.group(2)).read_text(),
                    "scope": "https://graph.microsoft.com/.default",
                },
            ).raise_for_status()
            bearer = {"Authorization": f"Bearer {given.json()['access_token']}"}
            assert client.get(f"{base}/v1.0/users", headers=bearer).raise_for_status().json()["value"]
        token = Path(_said(said, r"/practice/, token (\S+)")).read_text()
        assert Path(_said(said, rf"ssh {OLD}: .*, key (\S+)")).exists()
        assert Path(_said(said, r"signed by \S+ (\S+)")).exists()
        secret = Path(reader.group(2)).read_text()
    assert [one for one in (token, secret) if one in said] == [], "a key stands in what is printed"


def test_a_municipality_without_tenants_is_printed(tmp_path: Path) -> None:
    """`flytt practice start` would fail where nothing of Microsoft 365 is moved."""
    with running.start(world(), tmp_path / "town") as started:
        said = whereabouts(tmp_path / "town", started.addresses)
    assert "Microsoft Graph" not in said
    assert said.splitlines()[0].endswith("addresses.json")
