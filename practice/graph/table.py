"""Objects of one kind: found by id and by unique values, with the order of changes, and reads that lag."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from practice.graph.things import Thing, text

__all__ = ["Table"]


class Table:
    """Objects by id, in the order they came. `unique` names properties no two objects share (any case).

    With a lag, readers see the state of `lag_seconds()` ago; writers see the truth, and are refused by it.
    """

    def __init__(
        self, unique: tuple[str, ...], *, now: Callable[[], float], lag_seconds: Callable[[], float]
    ) -> None:
        self._unique, self._now, self._lag_seconds = unique, now, lag_seconds
        self._objects: dict[str, Thing] = {}
        self._index: dict[tuple[str, str], str] = {}
        self._before: dict[str, list[tuple[float, Thing | None]]] = {}
        self._born: dict[str, int] = {}
        self.changes = 0
        self.changed: dict[str, int] = {}
        self.gone: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._objects)

    def __contains__(self, object_id: str) -> bool:
        return object_id in self._objects

    def true(self, object_id: str) -> Thing | None:
        """The object as it is."""
        return self._objects.get(object_id)

    def find(self, unique: str, value: str) -> Thing | None:
        """The object that has the value."""
        found = self._index.get((unique, value.lower()))
        return self._objects.get(found) if found else None

    def seen(self, object_id: str) -> Thing | None:
        """The object as a reader sees it."""
        before = self._before.get(object_id)
        if before:
            now = self._now()
            for visible_at, old in before:
                if visible_at > now:
                    return old
            del self._before[object_id]
        return self._objects.get(object_id)

    def rows(self, after: int = -1) -> Iterator[tuple[int, Thing]]:
        """What a reader sees, in order, from behind a place. A place never moves."""
        for object_id, place in self._born.items():
            if place > after and (found := self.seen(object_id)) is not None:
                yield place, found

    def put(self, thing: Thing) -> None:
        """Add the object, or replace the one with its id."""
        object_id = text(thing, "id")
        self._remember(object_id)
        self._unindex(object_id)
        self._objects[object_id] = thing
        for name in self._unique:
            if value := text(thing, name):
                self._index[name, value.lower()] = object_id
        self.changes += 1
        self._born.setdefault(object_id, self.changes)
        self.changed[object_id] = self.changes
        self.gone.pop(object_id, None)

    def touch(self, object_id: str) -> int:
        """Note that something beside the object changed; the number of the change."""
        self.changes += 1
        self.changed[object_id] = self.changes
        return self.changes

    def remove(self, object_id: str) -> Thing | None:
        """Take the object out."""
        self._remember(object_id)
        self._unindex(object_id)
        self.changes += 1
        self.changed.pop(object_id, None)
        self.gone[object_id] = self.changes
        return self._objects.pop(object_id, None)

    def values(self) -> Iterator[Thing]:
        """The objects as they are."""
        return iter(self._objects.values())

    def _remember(self, object_id: str) -> None:
        if (lag := self._lag_seconds()) > 0:
            old = self._objects.get(object_id)
            self._before.setdefault(object_id, []).append((self._now() + lag, old))

    def _unindex(self, object_id: str) -> None:
        old = self._objects.get(object_id)
        for name in self._unique if old is not None else ():
            if old is not None and (value := text(old, name)):
                self._index.pop((name, value.lower()), None)
