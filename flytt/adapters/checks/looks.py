"""The three ways of looking: does it answer, where does the name point, what does the page say."""

import socket
from collections.abc import Mapping
from typing import NamedTuple

from flytt.migration.errors import FlyttError, NotFound
from flytt.migration.ports import CheckAnswer, Documents, Names
from flytt.migration.record import Json, canonical
from flytt.migration.settings import Check

AT_LEAST = "at_least"


class Endpoint(NamedTuple):
    """A TCP address."""

    address: str
    port: int


class OutsideChecks:
    """Looks at equipment over TCP, at aliases in DNS and at documents.

    tcp: `expected` says whether the equipment accepts a connection.
    dns: `expected` is what the alias points to.
    document: `expected` is what stands at `field` (keys with dots between; empty: the whole document), or
    `{"at_least": number}`.

    Nothing is raised: what could not be looked at has `passed` None and says why.
    """

    def __init__(
        self,
        names: Names,
        documents: Documents,
        equipment: Mapping[str, Endpoint],
        *,
        timeout_seconds: float = 5.0,
    ) -> None:
        self._names = names
        self._documents = documents
        self._equipment = equipment
        self._timeout_seconds = timeout_seconds

    def look(self, check: Check) -> CheckAnswer:
        """Look once."""
        look = {"tcp": self._tcp, "dns": self._dns, "document": self._document}[check.kind]
        try:
            return look(check)
        except FlyttError as fault:
            return CheckAnswer(passed=None, saw=f"could not look: {fault}")

    def _tcp(self, check: Check) -> CheckAnswer:
        endpoint = self._equipment.get(check.subject)
        if endpoint is None:
            return CheckAnswer(passed=None, saw=f"could not look: no address is known for {check.subject}")
        try:
            socket.create_connection(endpoint, timeout=self._timeout_seconds).close()
        except ConnectionRefusedError:
            saw, answers = "refuses connections", False
        except OSError as fault:  # silence: it may be off, or the way to it
            why = "no answer in time" if isinstance(fault, TimeoutError) else fault.strerror or "no way there"
            return CheckAnswer(passed=None, saw=f"could not look: {why}")
        else:
            saw, answers = "accepts connections", True
        return CheckAnswer(passed=answers is check.expected, saw=f"{check.subject} {saw}")

    def _dns(self, check: Check) -> CheckAnswer:
        now = self._names.lookup(check.subject)
        saw = f"{check.subject} points to {now}" if now is not None else f"there is no {check.subject}"
        return CheckAnswer(passed=now == check.expected, saw=saw)

    def _document(self, check: Check) -> CheckAnswer:
        try:
            whole = self._documents.read(check.subject).value
        except NotFound:
            return CheckAnswer(passed=False, saw=f"there is no document {check.subject}")
        where = f"{check.subject} {check.field}".strip()
        try:
            value = field_of(whole, check.field)
        except KeyError:
            return CheckAnswer(passed=False, saw=f"{where} is not there")
        passed = meets(value, check.expected)
        return CheckAnswer(passed=passed, saw=f"{where} is {'as expected' if passed else _shown(value)}")


def field_of(value: Json, path: str) -> Json:
    """Return what stands at a path of keys with dots between. KeyError when nothing does."""
    for key in filter(None, path.split(".")):
        if not isinstance(value, dict):
            raise KeyError(key)
        value = value[key]
    return value


def meets(value: Json, expected: Json) -> bool | None:
    """Tell whether a value is as expected; None when a number was expected and it is none."""
    if not isinstance(expected, dict) or set(expected) != {AT_LEAST}:
        return canonical(value) == canonical(expected)
    least = expected[AT_LEAST]
    if not _is_number(value) or not _is_number(least):
        return None
    return float(str(value)) >= float(str(least))


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _shown(value: Json) -> str:
    """Return a number or a yes or no as it is. A text may be anybody's name, and the ledger keeps it."""
    if value is None or isinstance(value, bool | int | float):
        return canonical(value).decode()
    return "another text" if isinstance(value, str) else "another content"
