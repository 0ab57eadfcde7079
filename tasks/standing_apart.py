"""What fewer may read than the folder above it: its copy takes the new folder's rights, and is open to more.

Graph lets nothing stand apart from its folder: people move such an item out of the drive, or it is decided.
"""

from itertools import islice

from flytt.migration.drives import Entry
from flytt.migration.files import Pair
from flytt.migration.ports import World
from tasks.drive_pairs import Moved
from tasks.reading import everything

TOGETHER = 200
"""Items that are asked for at a time: however many a drive holds, so many are in memory."""
RIGHTS_UNITS = 5
"""Resource units that the rights of one item cost. Source: SharePoint's throttling page."""


def undecided(want: Moved, pair: Pair, world: World, *, files: bool) -> list[str]:
    """Return what must be decided of one drive. `files`: also files that the service calls shared by nobody.

    The survey asks for each item; in the window only folders are asked for, and what is shared.
    """
    decided = {row.source for row in want.items}
    return [
        f"{pair.source.owner} item {one}: fewer may read it than the folder above, and all who read the new "
        "folder would read it: move it out of this drive, or `items` with `read-by-all`"
        for one in sorted(_narrower(want, pair, world, files=files) - decided)
    ]


def opened(want: Moved) -> list[str]:
    """Say how many are decided, for whoever answers *go* and accepts."""
    count = len(want.items)
    return (
        [f"{count} × item of fewer readers, open to all who read the new folder: as decided"] if count else []
    )


def asking_seconds(items: int, reads: float) -> float:
    """Return how long asking for so many takes, at so many resource units a second."""
    return RIGHTS_UNITS * items / reads


def is_asked(one: Entry, *, files: bool) -> bool:
    """Tell whether an item is among those that are asked for."""
    return not one.odd and (files or one.folder or one.shared)


def _narrower(want: Moved, pair: Pair, world: World, *, files: bool) -> frozenset[str]:
    if want.item_rights == "looked":
        return frozenset()
    old, found = want.old(world), frozenset[str]()
    waiting = (one for one in everything(old, pair.source.id) if is_asked(one, files=files))
    while some := tuple(islice(waiting, TOGETHER)):
        found |= old.narrower(pair.source.id, some)
    return found
