"""Where the files are now that pages show: asked of the record of the workload that moves them."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from urllib.parse import quote

from flytt.migration.copies import Book
from flytt.migration.drive_notes import Listed
from flytt.migration.drives import Entry
from flytt.migration.files import Pair
from flytt.migration.page_links import host_of, plain
from flytt.migration.ports import World
from tasks.reading import everything


class FileLinks:
    """Old addresses of files and folders, and new ones. A drive is read when an address in it is asked for.

    `files`: the workload that moves them; empty: none does.
    """

    def __init__(self, world: World, source: str, target: str, files: str) -> None:
        self._world, self._source, self._target, self._files = world, source, target, files
        self._read: dict[str, dict[str, str]] = {}

    @cached_property
    def _drives(self) -> dict[str, Pair]:
        """The drives that were made ready, by the address of the old one."""
        if not self._files:
            return {}
        old = self._world.drives.on(self._source)
        listed = Listed(self._world.kept, self._files).all()
        tops = ((plain(old.top(one.source.id).url), one) for one in listed)
        return {top: one for top, one in tops if top}

    @property
    def hosts(self) -> tuple[str, ...]:
        """Where the old drives are."""
        return tuple(sorted({host_of(url) for url in self._drives}))

    def find(self, url: str) -> str | None:
        """Return the new address of a file whose old one, as `plain` has it, this is."""
        for top, pair in self._drives.items():
            if url == top or url.startswith((f"{top}/", f"{top.rpartition('/')[0]}/_layouts/")):
                found = self._of(pair).get(url)
                if found is not None:
                    return found
        return None

    def beside(self, table: Mapping[str, str]) -> Mapping[str, str]:
        """Return a table in which files are found too."""
        return _Both(table, self)

    def _of(self, pair: Pair) -> dict[str, str]:
        drive = pair.source.id
        if drive not in self._read:
            old, new = self._world.drives.on(self._source), self._world.drives.on(self._target)
            book = Book(self._world.kept, self._files, drive)
            here = {one.id: one for one in everything(old, drive)}
            top = old.top(drive).url
            table = self._read[drive] = {}
            for one in everything(new, pair.target.id):
                source = here.get(book.item_of(one.id))
                if source is not None:
                    table[plain(source.url)] = table[plain(_path(top, source, here))] = one.url
        return self._read[drive]


def _path(top: str, entry: Entry, here: Mapping[str, Entry]) -> str:
    """Return the address that its names make: people paste it too, though a document's own is another."""
    names, at = list[str](), here.get(entry.id)
    while at is not None:
        names.append(quote(at.name))
        at = here.get(at.parent)
    return "/".join([top.rstrip("/"), *reversed(names)])


class _Both(Mapping[str, str]):
    """A table, and behind it the files."""

    def __init__(self, table: Mapping[str, str], files: FileLinks) -> None:
        self._table, self._files = table, files

    def __getitem__(self, url: str) -> str:
        found = self._table.get(url) or self._files.find(url)
        if found is None:
            raise KeyError(url)
        return found

    def __contains__(self, url: object) -> bool:
        return isinstance(url, str) and self.get(url) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)
