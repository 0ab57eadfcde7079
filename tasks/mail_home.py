"""What others have written in a new mailbox: found there, and brought home to the old one."""

from collections import Counter

from flytt.migration.errors import ChangedByOthers
from flytt.migration.mailboxes import Folder, Item
from tasks.boxes import Boxes, Known, as_seen, chunks, is_home, is_ours, is_place
from tasks.mirroring import ROUNDS


def foreign(boxes: Boxes) -> dict[str, list[Item]]:
    """Return what others have put in or changed on the new side, by folder id: it is not on the old side.

    What Flytt put in and nobody touched there is not: the old side may have changed or removed it since.
    """
    if not boxes.box_there:
        return {}
    placed = boxes.book.placed()
    known = Known.of(boxes.old, boxes.box, boxes.old.folders(boxes.box))
    found: dict[str, list[Item]] = {}
    for folder in boxes.new.folders(boxes.box_there):
        if not is_place(boxes, folder):
            continue
        for item in boxes.new.items(boxes.box_there, folder.id):
            came_home = item.key not in known.keys and item.message in known.messages
            if not came_home and not is_ours(item, placed) and not is_home(item, known, placed):
                found.setdefault(folder.id, []).append(item)
    return found


def bring_all_home(boxes: Boxes) -> None:
    """Bring home what others have written, and what arrives meanwhile. ChangedByOthers when some does not.

    An item that the service could not take out is left out of its answer without a word: it is looked for.
    """
    for _ in range(ROUNDS):
        if not bring_home(boxes):
            return
    if left := [item.id for items in foreign(boxes).values() for item in items]:
        raise ChangedByOthers(
            f"{len(left)} items in the new mailbox of {boxes.pair.account} are not in the old one: "
            f"{', '.join(left[:5])}.",
            still_true="Nothing was removed from the new mailbox.",
            next_command="see what is wrong with them, or move them yourself; then flytt resume",
        )


def bring_home(boxes: Boxes) -> bool:
    """Put what others have written on the new side into the old mailbox, in the same folders.

    Where the prints are equal and the times are not, the old state is replaced: two of them would look alike.
    Return whether there was any.
    """
    back = {boxes.path(one): one.id for one in boxes.old.folders(boxes.box)}
    folders = {one.id: one for one in boxes.new.folders(boxes.box_there)} if boxes.box_there else {}
    placed = boxes.book.placed()
    found = foreign(boxes)
    for folder, items in found.items():
        path = folders[folder].path
        place = back.get(path) or _made_home(boxes, folders[folder])
        former = {(one.key, one.print): one.id for one in boxes.old.items(boxes.box, place)}
        for some in chunks(iter(items)):
            taken = boxes.new.export_items(boxes.box_there, some)
            parcels = (one.changed(over=former.pop((one.key, one.print), "")) for one in taken)
            home = Counter((i.key, i.print) for i in boxes.old.import_items(boxes.box, place, tuple(parcels)))
            boxes.book.saw(as_seen((i for i in some if home[i.key, i.print]), placed))
    return bool(found)


def _made_home(boxes: Boxes, folder: Folder) -> str:
    above = {one.path: one.id for one in boxes.old.folders(boxes.box)}
    path = folder.path.removeprefix(f"{boxes.want.folder}/") if boxes.pair.beside else folder.path
    return boxes.old.make_folder(boxes.box, folder, above.get(path.rpartition("/")[0], ""))
