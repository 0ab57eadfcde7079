"""Where each item of an old drive is now: its address there, and its address on the new side."""

from collections.abc import Iterator

from flytt.migration.ports import World
from tasks.drive_pairs import Met, Moved
from tasks.reading import everything


def link_map(want: Moved, world: World) -> Iterator[tuple[str, str]]:
    """Yield both addresses of everything that was copied; in memory are those of one drive."""
    old, new = want.old(world), want.new(world)
    for pair in Met(want, world).pairs():
        book = want.book(pair, world)
        here = {one.id: one.url for one in everything(old, pair.source.id)}
        for one in everything(new, pair.target.id):
            source = here.get(book.item_of(one.id))
            if source:
                yield source, one.url
