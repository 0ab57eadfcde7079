"""One pass over all drives, a few at a time: each noted when it is through, so that it is not made twice.

It is checked by listing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Lock

from flytt.migration.copies import Book
from flytt.migration.drive_notes import Passes
from flytt.migration.drives import TenantDrives
from flytt.migration.evidence import MOST_NAMED, Verification
from flytt.migration.files import Pair
from flytt.migration.ports import World
from tasks.abreast import Breath, abreast
from tasks.copying import Carrying
from tasks.drive_pairs import Met, Moved, landed, lies_there
from tasks.older_states import REFUSED
from tasks.refusals import Row, places
from tasks.tally import Tally


def carry(want: Moved, name: str, world: World) -> Tally:
    """Carry all drives over, and note the pass; a noted one is not made again.

    A drive belongs to one thread, from its first page to its note. In memory are the pairs of all drives.
    """
    passes = want.passes(world)
    if said := passes.find(name):
        return Tally.model_validate_json(said)
    over = Over(want.old(world), want.new(world), passes, name, want.older)
    pairs = tuple(Met(want, world).pairs())
    # Two of the old side may go into folders of one drive, and are never in it together.
    alone = {pair.target.id: Lock() for pair in pairs}

    def one(pair: Pair, breathe: Breath) -> Tally:
        with alone[pair.target.id]:
            return over.drive(pair, want.book(pair, world), breathe)

    whole = Tally()
    for tally in abreast(one, pairs, want.abreast, called=lambda pair: f"drive of {pair.source.owner}"):
        whole = whole.and_also(tally)
    passes.note(name, whole.model_dump_json())
    return whole


@dataclass(frozen=True)
class Over:
    """One pass, and whence it goes where."""

    old: TenantDrives
    new: TenantDrives
    passes: Passes
    name: str
    older: int = 0
    row: Row = field(default_factory=lambda: places("drives"))

    def drive(self, pair: Pair, book: Book, breathe: Breath) -> Tally:
        """Carry one drive over, unless the pass has been through it, and note that it has."""
        if said := self.passes.drive(self.name, pair.source.id):
            return Tally.model_validate_json(said)
        carrying = Carrying(self.old, self.new, pair, book, landed(pair, self.new).id, breathe, self.older)
        tally = carrying.all()
        if (why := carrying.so_far.refused_whole) and all(one.folder for one in book.all()):
            # Not noted as gone through: once that is seen to, it is to be tried again.
            self.row.refused(f"that of {pair.source.owner}", why)
            return tally
        if tally.moved:
            self.row.taken()
        self.passes.note_drive(self.name, pair.source.id, tally.model_dump_json())
        return tally


def listed(want: Moved, said: Tally, world: World) -> Verification:
    """List each new drive folder by folder, and hold it against what was noted."""
    new, expected, found = want.new(world), dict[str, str](), dict[str, str]()
    items, named, more = dict[str, int](), list[str](), 0
    without = tuple(line for line in said.unlike if REFUSED in line)[:MOST_NAMED]
    whys = {line.partition(": ")[0].removeprefix("item "): line for line in said.unlike}
    for pair in Met(want, world).pairs():
        owner, book = pair.source.owner, want.book(pair, world)
        expected[owner] = f"{(count := book.count())} items"
        items[owner] = count
        for one in book.left():
            if len(named) >= MOST_NAMED:
                more += 1
            elif not _is_there(want, pair, one, world):
                named.append(
                    whys.get(one, f"item {one}: changed by others on the new side, and not copied over")
                )
        found[owner] = f"{sum(1 for one in below(pair, new) if book.item_of(one))} items"
    seen = Verification.of(
        "each new drive listed folder by folder", expected=expected, found=found, items=items
    )
    return seen.changed(differing=(*seen.differing, *named), skipped=(*seen.skipped, *without), more=more)


def _is_there(want: Moved, pair: Pair, item: str, world: World) -> bool:
    """True when an item that was left is on both sides the same by now, or on neither: people saw to it."""
    old, new, book = want.old(world), want.new(world), want.book(pair, world)
    entry, known = old.entry(pair.source.id, item), book.find(item)
    if entry is None:
        return known is None or new.entry(pair.target.id, known.target) is None
    above, at = book.find(entry.parent), landed(pair, new)
    is_top = entry.parent == old.top(pair.source.id).id
    if above is None and not is_top:
        return False
    there = new.child(pair.target.id, at.id if above is None else above.target, entry.name)
    return there is not None and there.same(entry)


def below(pair: Pair, new: TenantDrives) -> Iterator[str]:
    """Yield the ids of what lies in the new drive; in memory are the folders that are still to be listed."""
    folders: list[str] = []
    for one in lies_there(pair, new):
        yield one.id
        folders += [one.id] if one.folder else []
    while folders:
        for one in new.children(pair.target.id, folders.pop()):
            yield one.id
            folders += [one.id] if one.folder else []
