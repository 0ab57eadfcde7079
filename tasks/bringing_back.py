"""What people had written in new drives, laid beside what is in their old ones after a rollback."""

from flytt.migration.copies import Book
from flytt.migration.drives import Entry
from flytt.migration.files import KEPT, Pair
from flytt.migration.ports import World
from flytt.migration.record import Record
from tasks.copying import Carrying
from tasks.drive_pairs import Met, Moved, landing


class BroughtBack(Record):
    """How many files and bytes; `left`: items whose name is taken by something else there."""

    drives: int = 0
    files: int = 0
    size_bytes: int = 0
    left: tuple[str, ...] = ()


def bring_back(want: Moved, into: str, world: World) -> BroughtBack:
    """Copy what was kept into a folder in each old drive. Nothing kept is removed; again is fine."""
    old, new, whole = want.old(world), want.new(world), BroughtBack()
    for pair in Met(want, world).pairs():
        at = landing(pair, new)
        kept = new.child(pair.target.id, at.id, KEPT) if at is not None else None
        if kept is None:
            continue
        back = Pair(kind=pair.kind, source=pair.target, target=pair.source)
        folder = old.make_folder(pair.source.id, old.top(pair.source.id).id, Entry(id="", name=into))
        book = Book(world.kept, want.kept_as, f"back {pair.target.id}")
        carrying = Carrying(new, old, back, book, folder.id)
        waiting = [(kept.id, folder.id)]
        while waiting:
            here, there = waiting.pop()
            for one in new.children(pair.target.id, here):
                made = carrying.bring(one, there)
                if made is not None and one.folder:
                    waiting.append((one.id, made.id))
        whole = BroughtBack(
            drives=whole.drives + 1,
            files=whole.files + carrying.so_far.counted.get("files", 0),
            size_bytes=whole.size_bytes + carrying.so_far.counted.get("size_bytes", 0),
            left=(*whole.left, *carrying.so_far.left),
        )
    return whole
