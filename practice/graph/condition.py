"""The text of `$filter`: read into a condition, refused where it is no such text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from practice.graph.answers import Refused

__all__ = ["Both", "Compare", "Condition", "Either", "Literal", "Not", "SomeOf", "read_condition"]

Literal: TypeAlias = str | bool | float | None

_TOKEN = re.compile(r"\s*(?:'((?:[^']|'')*)'|([(),])|([A-Za-z_][\w./@-]*:?|\$count)|([\w.:+-]+))")
_OPERATORS = frozenset({"eq", "ne", "gt", "ge", "lt", "le", "in"})
_FUNCTIONS = frozenset({"startswith", "endswith", "contains"})


@dataclass(frozen=True)
class Compare:
    """One property against one value (`in`: several). The operator is in small letters."""

    name: str
    operator: str
    values: tuple[Literal, ...]


@dataclass(frozen=True)
class SomeOf:
    """Whether any member of a list meets the inner condition; inside, the member's own name is `.`."""

    name: str
    inner: Condition


@dataclass(frozen=True)
class Not:
    """The opposite."""

    inner: Condition


@dataclass(frozen=True)
class Both:
    """Each of them."""

    inner: tuple[Condition, ...]


@dataclass(frozen=True)
class Either:
    """At least one of them."""

    inner: tuple[Condition, ...]


Condition: TypeAlias = "Compare | SomeOf | Not | Both | Either"


def read_condition(written: str) -> Condition:
    """The condition. Raises Refused as Graph does for a clause it cannot read."""
    reader = _Reader(list(_tokens(written)))
    condition = reader.either()
    if not reader.is_done():
        raise _unreadable()
    return condition


def _unreadable() -> Refused:
    return Refused(400, "BadRequest", "Invalid filter clause: There was a syntax error in the expression.")


def _tokens(written: str) -> Iterator[tuple[str, str]]:
    place = 0
    while place < len(written.rstrip()):
        found = _TOKEN.match(written, place)
        if found is None:
            raise _unreadable()
        kinds = ("text", "mark", "word", "bare")
        kind, value = next((k, v) for k, v in zip(kinds, found.groups(), strict=True) if v is not None)
        yield kind, value.replace("''", "'") if kind == "text" else value
        place = found.end()


class _Reader:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens, self._place, self._member = tokens, 0, ""

    def is_done(self) -> bool:
        return self._place == len(self._tokens)

    def either(self) -> Condition:
        found = [self._both()]
        while self._word("or"):
            found.append(self._both())
        return found[0] if len(found) == 1 else Either(tuple(found))

    def _both(self) -> Condition:
        found = [self._one()]
        while self._word("and"):
            found.append(self._one())
        return found[0] if len(found) == 1 else Both(tuple(found))

    def _one(self) -> Condition:
        if self._word("not"):
            return Not(self._one())
        if self._mark("("):
            inner = self.either()
            self._need(")")
            return inner
        kind, name = self._next()
        if kind != "word":
            raise _unreadable()
        if name.lower() in _FUNCTIONS:
            return self._function(name.lower())
        if name.endswith("/any") and self._mark("("):
            return self._some_of(name.removesuffix("/any"))
        operator = self._next()[1].lower()
        if operator not in _OPERATORS:
            raise _unreadable()
        return Compare(self._own(name), operator, self._list() if operator == "in" else (self._literal(),))

    def _function(self, name: str) -> Compare:
        self._need("(")
        of = self._own(self._next()[1])
        self._need(",")
        value = self._literal()
        self._need(")")
        return Compare(of, name, (value,))

    def _some_of(self, name: str) -> SomeOf:
        member = self._next()[1]
        if not member.endswith(":"):
            raise _unreadable()
        self._member = member.removesuffix(":")
        inner = self.either()
        self._need(")")
        self._member = ""
        return SomeOf(name, inner)

    def _own(self, name: str) -> str:
        """The name as seen from the member of a list, where there is one."""
        if not self._member:
            return name
        return "." if name == self._member else name.removeprefix(f"{self._member}/")

    def _list(self) -> tuple[Literal, ...]:
        self._need("(")
        values = [self._literal()]
        while self._mark(","):
            values.append(self._literal())
        self._need(")")
        return tuple(values)

    def _literal(self) -> Literal:
        kind, value = self._next()
        if kind == "mark":
            raise _unreadable()
        if kind == "text":
            return value
        known: dict[str, Literal] = {"true": True, "false": False, "null": None}
        if value.lower() in known:
            return known[value.lower()]
        return float(value) if re.fullmatch(r"-?\d+(\.\d+)?", value) else value

    def _next(self) -> tuple[str, str]:
        if self.is_done():
            raise _unreadable()
        self._place += 1
        return self._tokens[self._place - 1]

    def _word(self, word: str) -> bool:
        return self._take("word", word)

    def _mark(self, mark: str) -> bool:
        return self._take("mark", mark)

    def _take(self, kind: str, value: str) -> bool:
        is_next = not self.is_done() and self._tokens[self._place] == (kind, value)
        self._place += is_next
        return is_next

    def _need(self, mark: str) -> None:
        if not self._mark(mark):
            raise _unreadable()
