"""One pass over all mailboxes of a wave, a few at a time: cut off, it goes on with those not through."""

from threading import Lock

from flytt.migration.errors import ChangedByOthers
from flytt.migration.evidence import Verification
from flytt.migration.ports import World
from flytt.migration.post_book import PostPass
from flytt.migration.record import Record
from tasks.abreast import Breath, abreast
from tasks.boxes import Boxes, Known, everything
from tasks.mail_accounts import compared
from tasks.mirroring import bring
from tasks.post import Met, Pair, Post


class Copied(Record):
    """What lies on the new side after a pass: mailboxes, folders and items, as the service counts them."""

    mailboxes: int
    folders: int
    items: int


def run(want: Post, name: str, world: World) -> Copied:
    """Bring every mailbox on. Those that this pass has been through already are not looked at again.

    Each is noted as soon as it is through, also when another has failed.
    """
    through, met = PostPass(world.kept, want.marked_as, name), Met(want, world)
    done, pairs = through.lie_there(), tuple(met.whole())
    # Two of the old side may go into one mailbox, and are never in it together.
    alone = {pair.target: Lock() for pair in pairs}

    def one(pair: Pair, breathe: Breath) -> Copied:
        if pair.account not in done:
            with alone[pair.target]:
                both = Boxes.of(want, pair, world)
                through.begin(pair.account)
                newest = bring(both, breathe, name)
                there = both.new.folders(both.box_there)
            done[pair.account] = len(there), sum(folder.items for folder in there)
            through.note(pair.account, newest, *done[pair.account])
        folders, items = done[pair.account]
        return Copied(mailboxes=1, folders=folders, items=items)

    made = abreast(one, pairs, want.abreast, called=lambda pair: f"mailbox {pair.account}")
    through.complete()
    return Copied(
        mailboxes=len(made),
        folders=sum(box.folders for box in made),
        items=sum(box.items for box in made),
    )


def judged(want: Post, name: str, world: World, *, frozen: bool) -> Verification:
    """Compare everything. While people work, what they changed since the pass is not held against it."""
    since = {} if frozen else PostPass(world.kept, want.marked_as, name).done()
    met = Met(want, world)
    found = compared((Boxes.of(want, pair, world) for pair in met.whole()), since)
    return found.changed(differing=(*found.differing, *met.unseen()))


def refuse_twice(want: Post, name: str, world: World) -> None:
    """Raise ChangedByOthers when a pass that is about to begin is noted as complete."""
    if PostPass(world.kept, want.marked_as, name).is_complete:
        raise ChangedByOthers(
            f"The ledger says that the pass {name} over the mailboxes is complete, and it has not begun.",
            still_true="Nothing was copied.",
            next_command="flytt rollback to the checkpoint before it, then flytt resume",
        )


def anything_copied(want: Post, world: World) -> bool:
    """Tell from the mailboxes alone whether anything lies on both sides under one key."""
    return any(_has_any(Boxes.of(want, pair, world)) for pair in Met(want, world).whole())


def _has_any(boxes: Boxes) -> bool:
    if not any(folder.items for folder in boxes.new.folders(boxes.box_there)):
        return False
    keys = Known.of(boxes.old, boxes.box, boxes.old.folders(boxes.box)).keys
    return any(item.key in keys for item in everything(boxes.new, boxes.box_there))
