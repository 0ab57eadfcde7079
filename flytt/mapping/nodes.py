"""A YAML document as plain nodes that remember where they stand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from flytt.migration.record import Json
from flytt.migration.workload import Place

WRAPPERS = ("practice", "unconfirmed")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value. As the value of a key, its place is the key's."""

    place: Place
    value: str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    place: Place
    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a table, and its value."""

    place: Place
    node: "Node"


@dataclass(frozen=True, slots=True)
class Table:
    """Keys with values, in the order of the file. Its place is that of its first key."""

    place: Place
    entries: dict[str, Entry]

    def get(self, key: str) -> "Node | None":
        """Return the value of a key, None when the key is not there."""
        entry = self.entries.get(key)
        return entry.node if entry else None


Node: TypeAlias = Scalar | Items | Table


def plain(node: Node) -> Json:
    """Return the values without their places."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Items):
        return [plain(item) for item in node.items]
    return {key: plain(entry.node) for key, entry in node.entries.items()}


def wrapper(node: Node) -> tuple[str, Node] | None:
    """Return which wrapper (`practice`, `unconfirmed`) a node is, and what it holds; None when it is none."""
    if isinstance(node, Table) and len(node.entries) == 1:
        key, entry = next(iter(node.entries.items()))
        if key in WRAPPERS:
            return key, entry.node
    return None


def find(node: Node, steps: Sequence[str | int]) -> Place:
    """Return the place of what `steps` leads to; the closest one above when the way ends earlier.

    Steps that only the models know (a `value` inside a wrapper) are passed over.
    """
    place = node.place
    for step in steps:
        held = wrapper(node)
        while held and not (isinstance(node, Table) and step in node.entries):
            node = held[1]
            held = wrapper(node)
        if isinstance(node, Table) and step in node.entries:
            entry = node.entries[str(step)]
            place, node = entry.place, entry.node
        elif isinstance(node, Items) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
            place = node.place
    return place


def select(node: Node | None, *path: str) -> Iterator[Node]:
    """Yield every node that a path leads to; `*` is every item of a list; what is missing yields nothing."""
    if node is None:
        return
    if not path:
        yield node
    elif path[0] == "*" and isinstance(node, Items):
        for item in node.items:
            yield from select(item, *path[1:])
    elif isinstance(node, Table):
        yield from select(node.get(path[0]), *path[1:])


def texts(node: Node | None, *path: str) -> Iterator[tuple[str, Place]]:
    """Yield the texts that a path leads to, with their places; other values are the models' matter."""
    for found in select(node, *path):
        if isinstance(found, Scalar) and isinstance(found.value, str):
            yield found.value, found.place
