"""Looks from outside: passed, failed, or could not tell; never one for another."""

import socket

import pytest

from flytt.adapters.checks.looks import Endpoint, OutsideChecks
from flytt.adapters.checks.memory import MemoryChecks
from flytt.adapters.dns.memory import MemoryNames
from flytt.adapters.documents.memory import MemoryDocuments
from flytt.migration.errors import Unreachable
from flytt.migration.ports import Checks, Document
from flytt.migration.record import Json
from flytt.migration.settings import Check
from tests.postgres import free_port

NAMES = {"fag": "ny"}
DOCUMENTS: dict[str, dict[str, Json]] = {
    "id/innlogging": {"provider": "ny", "count": {"total": 41}, "on": True, "none": None}
}


def check(kind: str, subject: str, *, expected: Json = True, field: str = "") -> Check:
    """Return a look."""
    return Check.model_validate(
        {"kind": kind, "subject": subject, "expected": expected, "field": field, "says": "It is so."}
    )


@pytest.fixture(params=["outside", "memory"])
def checks(request: pytest.FixtureRequest) -> Checks:
    """Looks at twins of names and documents."""
    names, documents = MemoryNames(NAMES), MemoryDocuments(DOCUMENTS)
    if request.param == "memory":
        return MemoryChecks(names, documents)
    return OutsideChecks(names, documents, {})


CASES: list[tuple[Check, bool | None]] = [
    (check("dns", "fag", expected="ny"), True),
    (check("dns", "fag", expected="gammel"), False),
    (check("dns", "absent", expected="ny"), False),
    (check("document", "id/innlogging", expected="ny", field="provider"), True),
    (check("document", "id/innlogging", expected="gammel", field="provider"), False),
    (check("document", "id/innlogging", expected=True, field="on"), True),
    (check("document", "id/innlogging", expected=1, field="on"), False),
    (check("document", "id/innlogging", expected=None, field="none"), True),
    (check("document", "id/innlogging", expected=None, field="absent"), False),
    (check("document", "id/innlogging", expected={"at_least": 41}, field="count.total"), True),
    (check("document", "id/innlogging", expected={"at_least": 42}, field="count.total"), False),
    (check("document", "id/innlogging", expected={"at_least": 1}, field="provider"), None),
    (check("document", "id/innlogging", expected={"at_least": 1}, field="on"), None),
    (check("document", "id/innlogging", expected="x", field="count.total.deeper"), False),
    (check("document", "id/innlogging", expected=DOCUMENTS["id/innlogging"]), True),
    (check("document", "absent", expected="ny", field="provider"), False),
    (check("tcp", "unknown-box"), None),
]


@pytest.mark.parametrize(
    ("asked", "passed"), CASES, ids=[f"{c.kind}-{c.field}-{c.expected}" for c, _ in CASES]
)
def test_what_is_seen_is_compared_with_what_was_expected(
    checks: Checks, asked: Check, *, passed: bool | None
) -> None:
    """If a look passed that should not, users would be let in to something that does not work."""
    answer = checks.look(asked)
    assert answer.passed is passed
    assert answer.saw


def outside(**equipment: Endpoint) -> OutsideChecks:
    """Return looks at equipment."""
    return OutsideChecks(MemoryNames(), MemoryDocuments(), equipment, timeout_seconds=60)


def test_equipment_that_accepts_or_refuses_is_told_apart() -> None:
    """If a refusal counted as an answer, dead equipment would be signed off."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        up = Endpoint("127.0.0.1", int(listener.getsockname()[1]))
        looks = outside(up=up, down=Endpoint("127.0.0.1", free_port()))
        assert looks.look(check("tcp", "up")).passed is True
        assert looks.look(check("tcp", "down")).passed is False
        assert looks.look(check("tcp", "up", expected=False)).passed is False
        assert looks.look(check("tcp", "down", expected=False)).passed is True


def test_silent_equipment_cannot_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """If silence passed for switched off, a camera behind a broken network would be signed off."""

    def silent(*_: object, **__: object) -> socket.socket:
        raise TimeoutError

    monkeypatch.setattr(socket, "create_connection", silent)
    answer = outside(box=Endpoint("192.0.2.1", 9)).look(check("tcp", "box", expected=False))
    assert answer.passed is None
    assert "no answer in time" in answer.saw


def test_a_place_that_does_not_answer_cannot_be_told() -> None:
    """If an outage read as failed or passed, a gate would be answered from nothing."""

    class Silent(MemoryDocuments):
        def read(self, name: str) -> Document:
            raise Unreachable(f"{name} gave no answer.")

    answer = OutsideChecks(MemoryNames(), Silent(), {}).look(
        check("document", "id/innlogging", expected="x", field="y")
    )
    assert answer.passed is None
    assert "gave no answer" in answer.saw


def test_the_twins_equipment_answers_as_told() -> None:
    """If the twin answered otherwise, sweeps of physical moves would prove nothing."""
    twin = MemoryChecks(MemoryNames(), MemoryDocuments(), {"up": True, "down": False, "odd": None})
    seen = {name: twin.look(check("tcp", name)).passed for name in ("up", "down", "odd")}
    assert seen == {"up": True, "down": False, "odd": None}
    assert [asked.subject for asked in twin.looks] == ["up", "down", "odd"]
    assert twin.snapshot() == {"up": True, "down": False, "odd": None}
