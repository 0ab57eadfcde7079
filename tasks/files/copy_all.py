"""files.copy-all: the first copy, made while people work on the old side."""

from flytt.migration.drives import Entry, TenantDrives
from flytt.migration.errors import ChangedByOthers
from flytt.migration.evidence import Presence, Verification
from flytt.migration.files import KEPT, OURS, Pair
from flytt.migration.ports import World
from flytt.migration.step import Nothing, Step
from tasks.copying import others
from tasks.drive_pairs import Moved, landing, lies_there, made
from tasks.passes import carry, listed
from tasks.tally import Tally

NAME = "copy-all"
_ROUNDS = 3


class CopyAll(Step[Moved, Nothing, Tally]):
    """Undo removes what Flytt was the last to change, and moves all else into a folder of its own."""

    def plan(self, want: Moved, world: World) -> Nothing:
        del want, world
        return Nothing()

    def probe(self, want: Moved, was: Nothing, world: World) -> Presence:
        del was
        new = want.new(world)
        if not any(True for pair in made(want, world) for _ in lies_there(pair, new)):
            return Presence.ABSENT
        return Presence.PRESENT if want.passes(world).find(NAME) else Presence.PARTIAL

    def do(self, want: Moved, was: Nothing, world: World) -> Tally:
        del was
        return carry(want, NAME, world)

    def verify(self, want: Moved, was: Nothing, receipt: Tally, world: World) -> Verification:
        del was
        return listed(want, receipt, world)

    def undo(self, want: Moved, was: Nothing, receipt: Tally | None, world: World) -> None:
        del was, receipt
        new = want.new(world)
        for pair in made(want, world):
            at = landing(pair, new)
            if at is not None:
                _take_away(pair, at, new)
            want.book(pair, world).forget()
        want.passes(world).forget(NAME)


def _take_away(pair: Pair, at: Entry, new: TenantDrives) -> None:
    """Remove what is Flytt's, folder by folder once nobody else has anything in it: asked just before."""
    drive = pair.target.id
    for _ in range(_ROUNDS):
        _set_aside(pair, at, new)
        for one in list(lies_there(pair, new)):
            if one.own and not (one.folder and others(new, drive, one.id)):
                new.remove(drive, one.id, seen=one.change)
        if not any(True for _ in lies_there(pair, new)):
            return
    raise ChangedByOthers(
        f"People are writing in the drive of {pair.target.owner}, and not all of the copy was removed.",
        still_true="What they wrote is there, or in the folder for what was saved before going back.",
        next_command="flytt resume",
    )


def _set_aside(pair: Pair, at: Entry, new: TenantDrives) -> None:
    """Move what others made or changed out of what goes: whole folders of theirs, and single files."""
    drive, folders, kept = pair.target.id, [at.id], ""
    while folders:
        here = folders.pop()
        for one in list(new.children(drive, here)):
            if here == at.id and one.name in OURS:
                continue
            if one.own and one.folder:
                folders.append(one.id)
            elif not one.own:
                kept = kept or new.make_folder(drive, at.id, Entry(id="", name=KEPT)).id
                beside = one.changed(name=f"{one.id[-12:]} {one.name}")
                if new.change(drive, one.id, kept, one, seen=one.change) is None:
                    new.change(drive, one.id, kept, beside, seen=one.change)


STEP = CopyAll()
