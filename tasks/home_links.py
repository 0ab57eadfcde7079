"""Where files of the new side lay on the old one: for pages that people wrote there and want back."""

from collections.abc import Iterator, Mapping
from urllib.parse import quote

from flytt.migration.drive_notes import Listed
from flytt.migration.drives import Entry, TenantDrives
from flytt.migration.files import Pair
from flytt.migration.page_links import plain
from flytt.migration.ports import World
from tasks.reading import everything


def home_of_files(world: World, source: str, target: str, files: str) -> dict[str, str]:
    """Return old addresses by new ones, as `plain` has them, of what lies under one path on both sides.

    `files`: the workload that moves them, whose drives are still noted; empty, or taken back whole: none.
    """
    old, new = world.drives.on(source), world.drives.on(target)
    table: dict[str, str] = {}
    for pair in Listed(world.kept, files).all() if files else ():
        table |= _of(old, new, pair)
    return table


def _of(old: TenantDrives, new: TenantDrives, pair: Pair) -> dict[str, str]:
    top = new.top(pair.target.id).url.rstrip("/")
    into = (pair.into,) if pair.into else ()
    table = {plain("/".join((top, *map(quote, into)))): old.top(pair.source.id).url}
    here = {_key((*into, *path)): one.url for path, one in _paths(old, pair.source.id)}
    table |= {plain(f"{top}/{quote(path)}"): url for path, url in here.items()}
    for path, one in _paths(new, pair.target.id):
        if url := here.get(_key(path)):
            table[plain(one.url)] = url  # a document's own address tells it by its id
    return table


def _paths(drives: TenantDrives, drive: str) -> Iterator[tuple[tuple[str, ...], Entry]]:
    every: Mapping[str, Entry] = {one.id: one for one in everything(drives, drive)}
    for one in every.values():
        names, at = list[str](), every.get(one.id)
        while at is not None:
            names.append(at.name)
            at = every.get(at.parent)
        yield tuple(reversed(names)), one


def _key(path: tuple[str, ...]) -> str:
    return "/".join(path).casefold()
