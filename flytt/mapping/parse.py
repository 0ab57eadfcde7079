"""YAML text read into nodes, event by event: nothing is constructed or expanded, depth is bounded."""

import math
import re
from collections.abc import Iterator
from typing import Protocol, cast

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from flytt.mapping.faults import Fault, shown
from flytt.mapping.nodes import Entry, Items, Node, Scalar, Table
from flytt.mapping.text import Text
from flytt.migration.workload import Place

TURNS_TEXT = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the direction of writing: a reviewer would read another value than Flytt does."""

LIMIT_DEPTH = 30
LIMIT_VALUES = 100_000

_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+)([eE][-+]?[0-9]{1,3})?")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


class _EventSource(Protocol):
    """The one method of ruamel's that is used, with its types."""

    def parse(self, stream: str) -> Iterator[Event]: ...


class _Marked(Protocol):
    """What ruamel says about a fault of syntax."""

    context: str | None
    problem: str | None
    context_mark: object
    problem_mark: object


class _TooMuch(Exception):
    """Nesting or a mass of values that no mapping needs."""


class _Open:
    """A list or table whose end has not been read yet; in a table every second node is a key."""

    def __init__(self, place: Place, *, table: bool) -> None:
        self.place = place
        self.table = table
        self.nodes: list[Node] = []


class _Reading:
    """One document on its way from events to nodes."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self.open: list[_Open] = []
        self.roots: list[Node] = []
        self.values = 0

    def take(self, event: Event) -> None:
        place = _place(self.file, cast("object", event.start_mark))
        if isinstance(event, DocumentStartEvent):
            if self.roots:
                self._fault(place, "a second document begins", "one document in a file")
        elif isinstance(event, SequenceEndEvent | MappingEndEvent):
            self._add(self._closed(self.open.pop()))
        elif isinstance(event, AliasEvent):
            self._fault(place, "an alias (*) is used", "the value itself, written out")
            self._add(Scalar(place, None))
        elif isinstance(event, NodeEvent):
            self._node(event, place)

    def _node(self, event: NodeEvent, place: Place) -> None:
        self.values += 1
        if self.values > LIMIT_VALUES:
            self._fault(place, "there are too many values", f"at most {LIMIT_VALUES} in one file")
            raise _TooMuch
        if getattr(event, "anchor", None):
            self._fault(place, "an anchor (&) is used", "the value itself, written out")
        tag = cast("object", getattr(event, "tag", None))
        if tag is not None and tag != "!":
            self._fault(place, f"a tag is used: {shown(str(tag))}", "a plain value")
        if isinstance(event, SequenceStartEvent | MappingStartEvent):
            if len(self.open) >= LIMIT_DEPTH:
                self._fault(place, "the nesting is too deep", f"at most {LIMIT_DEPTH} levels")
                raise _TooMuch
            self.open.append(_Open(place, table=isinstance(event, MappingStartEvent)))
        elif isinstance(event, ScalarEvent):
            text = str(cast("object", event.value))
            implicit = cast("tuple[bool, bool]", event.implicit)
            unprintable = next((c for c in text if (c < " " and c not in "\t\n") or c in TURNS_TEXT), None)
            if unprintable is not None:
                self._fault(place, f"character U+{ord(unprintable):04X} cannot be printed", "printable text")
            self._add(Scalar(place, _value(text) if implicit[0] and not self._key_next() else text))

    def _key_next(self) -> bool:
        return bool(self.open) and self.open[-1].table and len(self.open[-1].nodes) % 2 == 0

    def _add(self, node: Node) -> None:
        (self.open[-1].nodes if self.open else self.roots).append(node)

    def _closed(self, ended: _Open) -> Node:
        if not ended.table:
            return Items(ended.place, tuple(ended.nodes))
        entries: dict[str, Entry] = {}
        for key, node in zip(ended.nodes[::2], ended.nodes[1::2], strict=True):
            if not isinstance(key, Scalar) or not isinstance(key.value, str):
                self._fault(key.place, "a list or table is used as a key", "a word as key")
            elif key.value in entries:
                first = entries[key.value].place
                self._fault(
                    key.place, f"key {shown(key.value)} is here twice, first at {first}", "each key once"
                )
            else:
                entries[key.value] = Entry(key.place, _at_its_key(node, key.place))
        return Table(ended.place, entries)

    def _fault(self, place: Place, what: str, expected: str) -> None:
        self.faults.append(Fault(place=place, what=what, expected=expected))


def parse(text: Text) -> tuple[Node | None, tuple[Fault, ...]]:
    """Read one file's text. None when it is not YAML, or too much of it; an empty file is a null."""
    reading = _Reading(text.file)
    try:
        for event in _events(text.text):
            reading.take(event)
    except _TooMuch:
        return None, tuple(reading.faults)
    except YAMLError as cause:
        return None, (*reading.faults, _syntax(text.file, cause))
    root = reading.roots[0] if reading.roots else Scalar(Place(file=text.file, line=1), None)
    return root, tuple(reading.faults)


def _at_its_key(node: Node, place: Place) -> Node:
    """Place a single value where its key is: that is where a reader looks for `kind: …`."""
    return Scalar(place, node.value) if isinstance(node, Scalar) else node


def _events(text: str) -> Iterator[Event]:
    return cast("_EventSource", YAML(typ="safe")).parse(text)


def _value(text: str) -> str | int | float | bool | None:
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        number = float(text)
        return number if math.isfinite(number) else text
    return text


def _place(file: str, mark: object) -> Place:
    line, column = getattr(mark, "line", 0), getattr(mark, "column", 0)
    return Place(file=file, line=line + 1, column=column + 1)


def _syntax(file: str, cause: YAMLError) -> Fault:
    if isinstance(cause, MarkedYAMLError):
        marked = cast("_Marked", cast("object", cause))
        mark = marked.problem_mark or marked.context_mark
        said = " ".join(part for part in (marked.context, marked.problem) if part)
        return Fault(place=_place(file, mark), what=f"is not YAML: {said}", expected="YAML")
    return Fault(place=Place(file=file, line=1), what="is not YAML", expected="YAML")
