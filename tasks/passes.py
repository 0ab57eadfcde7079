"""One pass over all drives: noted when it is whole, so that it is not made twice; checked by listing."""

from collections.abc import Iterator

from flytt.migration.drives import TenantDrives
from flytt.migration.evidence import Verification
from flytt.migration.files import Pair
from flytt.migration.ports import World
from tasks.copying import Carrying
from tasks.drive_pairs import Met, Moved, landed, lies_there
from tasks.tally import Tally


def carry(want: Moved, name: str, world: World) -> Tally:
    """Carry all drives over, and note the pass; a noted one is not made again."""
    if said := want.passes(world).find(name):
        return Tally.model_validate_json(said)
    old, new, whole = want.old(world), want.new(world), Tally()
    for pair in Met(want, world).pairs():
        carrying = Carrying(old, new, pair, want.book(pair, world), landed(pair, new).id)
        whole = whole.and_also(carrying.all())
    want.passes(world).note(name, whole.model_dump_json())
    return whole


def listed(want: Moved, said: Tally, world: World) -> Verification:
    """List each new drive folder by folder, and hold it against what was noted."""
    new, expected, found = want.new(world), dict[str, str](), dict[str, str]()
    items = dict[str, int]()
    for pair in Met(want, world).pairs():
        owner, book = pair.source.owner, want.book(pair, world)
        expected[owner] = f"{(count := book.count())} items"
        items[owner] = count
        found[owner] = f"{sum(1 for one in below(pair, new) if book.item_of(one))} items"
    seen = Verification.of(
        "each new drive listed folder by folder", expected=expected, found=found, items=items
    )
    named = tuple(f"item {one}: changed by others on the new side, and not copied over" for one in said.left)
    return seen.changed(differing=(*seen.differing, *named, *said.unlike))


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
