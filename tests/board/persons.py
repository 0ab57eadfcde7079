"""What a person does to sign in and to send a form."""

import re
import ssl
from urllib.parse import quote, urlsplit

import httpx

from tests.board.house import House

PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Trusts nobody: the practice issuer speaks plain HTTP, and to read the real list takes a while."""


def come_back(house: House, person: str, onward: str = "") -> str:
    """Go to the issuer, be that person there, and return the address one is sent back to."""
    asked = house.http.get(f"/logg-inn?til={quote(onward, safe='')}")
    assert asked.status_code == 303
    with httpx.Client(timeout=60, verify=PLAIN) as http:
        page = http.get(asked.headers["location"])
        assert "hvem er du" in page.text
        sent = http.post(asked.headers["location"], data={"person": person})
    assert sent.status_code == 303
    back = urlsplit(sent.headers["location"])
    return f"{back.path}?{back.query}"


def sign_in(house: House, person: str, onward: str = "") -> httpx.Response:
    """Sign in, and return the board's answer."""
    return house.http.get(come_back(house, person, onward))


def check_of(page: str) -> str:
    """Return the check value of the first form on a page."""
    found = re.search(r'name="check" value="([^"]+)"', page)
    assert found
    return found[1]


def hash_of(page: str) -> str:
    """Return the hash of the words that a page shows."""
    found = re.search(r'name="hash" value="([^"]+)"', page)
    assert found
    return found[1]
