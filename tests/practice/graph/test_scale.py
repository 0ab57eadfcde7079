"""A tenant of ROR-IKT's size, from a seed."""

from __future__ import annotations

import hashlib

import pytest

from practice.graph.estate import Plan
from practice.graph.things import text
from tests.practice.graph.clients import Caller, caller, service

pytestmark = pytest.mark.slow  # makes 18,000 people twice
PEOPLE = 18_000


def _read(me: Caller) -> list[str]:
    return [
        f"{one['id']} {text(one, 'userPrincipalName')}"
        for one in me.rows("/users?$top=999&$select=id,userPrincipalName")
    ]


def test_eighteen_thousand_people_are_made_the_same_and_read_page_by_page() -> None:
    """If this fails, the largest move there is cannot be practised, or is another one each time."""
    plan = Plan(people=PEOPLE, people_there=10, files=0)
    found = _read(caller(service(plan)))
    assert len(found) == len(set(found)) >= PEOPLE  # guests beside
    names = {line.split(" ")[1] for line in found}
    assert len(names) == len(found), "two people have one name to sign in by"
    again = hashlib.sha256("\n".join(_read(caller(service(plan)))).encode())
    assert again.digest() == hashlib.sha256("\n".join(found).encode()).digest()
