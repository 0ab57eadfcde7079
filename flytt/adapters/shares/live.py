"""A source that people work in while it is listed: what they have changed since a moment is told apart."""

from collections.abc import Iterator

from flytt.shares.entry import Entry
from flytt.shares.manifest import Header, Listed, Trailer
from flytt.shares.manifest_reading import entry_of

_REMEMBERED = 4


class Watched:
    """A listing that remembers the times of what has just passed and of the folders above it."""

    def __init__(self, listed: Listed) -> None:
        self._listed = listed
        self.of = listed.of
        self.trailer: Trailer | None = None
        self._above: list[tuple[bytes, int]] = []
        self._passed: dict[bytes, int] = {}

    @property
    def header(self) -> Header:
        """The listing's own."""
        return self._listed.header

    def __iter__(self) -> Iterator[Entry]:
        """Yield what the listing yields."""
        for entry in self._listed:
            self._note(entry)
            yield entry
        self.trailer = self._listed.trailer

    def keyed(self) -> Iterator[tuple[bytes, bytes]]:
        """Yield what the listing yields."""
        for key, line in self._listed.keyed():
            self._note(entry_of(line, self.of))
            yield key, line
        self.trailer = self._listed.trailer

    def changed_since(self, path: bytes, moment_ns: int) -> bool:
        """Return whether the thing itself, or the folder that names it, has changed since then.

        Right for what passed last: a moved file keeps its time, and its folder shows that it came.
        """
        own = self._passed.get(path, 0)
        parent = path.rpartition(b"/")[0]
        return max(own, dict(self._above).get(parent, 0)) >= moment_ns

    def _note(self, entry: Entry) -> None:
        while self._above and self._above[-1][0] and not entry.path.startswith(self._above[-1][0] + b"/"):
            self._above.pop()
        self._passed[entry.path] = entry.mtime_ns
        if len(self._passed) > _REMEMBERED:
            del self._passed[next(iter(self._passed))]
        if entry.type == "dir":
            self._above.append((entry.path, entry.mtime_ns))
