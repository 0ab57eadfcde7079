"""Settings with their wrappers taken off, and a list of what was wrapped or unknown."""

from dataclasses import dataclass

from flytt.mapping.nodes import Entry, Items, Node, Table, wrapper
from flytt.mapping.stated import UNKNOWN
from flytt.migration.record import Json


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """Plain settings; the dotted paths of practice and unknown values; whether any value is unconfirmed."""

    settings: Json
    practice: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    unconfirmed: bool = False


def unwrap(node: Node, *, practice: bool) -> Unwrapped:
    """Take the wrappers off settings. Outside practice a practice value is unknown.

    What is unknown stays in the settings as the word `unknown`.
    """
    found = _Found(practice=practice)
    settings = found.read(node, ())
    return Unwrapped(settings, tuple(found.practised), tuple(found.unknown), found.unconfirmed)


class _Found:
    """What has been met on the way through one row's settings."""

    def __init__(self, *, practice: bool) -> None:
        self.practice = practice
        self.practised: list[str] = []
        self.unknown: list[str] = []
        self.unconfirmed = False

    def read(self, node: Node, path: tuple[str, ...]) -> Json:
        held = wrapper(node)
        if held:
            return self._wrapped(*held, path)
        if isinstance(node, Items):
            return [self.read(item, (*path, str(index))) for index, item in enumerate(node.items)]
        if isinstance(node, Table):
            return {key: self.read(entry.node, (*path, key)) for key, entry in node.entries.items()}
        if node.value == UNKNOWN:
            self.unknown.append(".".join(path))
        return node.value

    def _wrapped(self, kind: str, node: Node, path: tuple[str, ...]) -> Json:
        if kind == "practice":
            if not self.practice:
                self.unknown.append(".".join(path))
                return UNKNOWN
            self.practised.append(".".join(path))
        else:
            self.unconfirmed = True
        return self.read(node, path)


def as_practice(node: Node) -> Node:
    """Wrap every value of an overlay, so that it is read and recorded as the practice value it is."""
    if isinstance(node, Table) and not wrapper(node):
        entries = {key: Entry(e.place, as_practice(e.node)) for key, e in node.entries.items()}
        return Table(node.place, entries)
    return _wrapper(node)


def laid_over(base: Node | None, overlay: Node) -> Node:
    """Return `base` with the overlay's values in place of its own, table by table."""
    if isinstance(base, Table) and isinstance(overlay, Table) and not wrapper(base) and not wrapper(overlay):
        entries = dict(base.entries)
        for key, entry in overlay.entries.items():
            kept = entries.get(key)
            entries[key] = Entry(entry.place, laid_over(kept.node if kept else None, entry.node))
        return Table(base.place, entries)
    return overlay


def _wrapper(node: Node) -> Node:
    if wrapper(node):
        return node
    return Table(node.place, {"practice": Entry(node.place, node)})
