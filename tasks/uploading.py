"""A file's content carried into another drive: piece by piece, and gone on with where it was cut off."""

from dataclasses import dataclass

from flytt.migration.copies import Book
from flytt.migration.drives import PIECE_BYTES, Entry, FileVersion, TenantDrives, Upload
from flytt.migration.errors import Interrupted
from flytt.migration.files import Pair
from tasks.abreast import Breath, unhurried
from tasks.carried import Carried
from tasks.file_states import State

ATTEMPTS = 5
ARRIVED = "other content arrived than was sent, twice"


@dataclass(frozen=True)
class Uploading:
    """The way of content from a pair's old drive into its new one."""

    old: TenantDrives
    new: TenantDrives
    pair: Pair
    book: Book
    so_far: Carried
    breathe: Breath = unhurried

    def upload(self, entry: Entry, parent: str, over: Entry | None = None) -> Entry | None:
        """Upload content, from where an earlier run came to. None when the name is taken, or not as seen."""
        there = self._sent(entry, parent, over)
        if there is None:
            return None
        if is_other(there, entry) and self._stands(entry):
            there = self._sent(entry, parent, there) or there
            if is_other(there, entry) and self._stands(entry):
                self.so_far.unlike(entry.id, ARRIVED)
        self.so_far.count("files")
        self.so_far.count("size_bytes", entry.size_bytes)
        return there

    def state(self, entry: Entry, state: State, parent: str, over: Entry | None) -> Entry | None:
        """Upload an older state of a file, with the time it was saved at. None as `upload`."""
        like = entry.changed(
            size_bytes=state.size_bytes,
            modified=state.version.modified,
            digest="",
            change=f"{entry.change} version {state.id}",
        )
        there = self._sent(like, parent, over, state)
        self.so_far.count("versions", there is not None)
        self.so_far.count("size_bytes", state.size_bytes if there is not None else 0)
        return there

    def _stands(self, entry: Entry) -> bool:
        """True unless somebody saved it meanwhile: then its own change is to come, and it is copied again."""
        now = self.old.entry(self.pair.source.id, entry.id)
        return now is not None and now.tag == entry.tag

    def _sent(
        self, entry: Entry, parent: str, onto: Entry | None, older: State | None = None
    ) -> Entry | None:
        drive, large = self.pair.target.id, entry.size_bytes > PIECE_BYTES
        over, seen = (onto.id, onto.change) if onto is not None else ("", "")
        if not entry.size_bytes:
            return self.new.make_empty(drive, parent, entry, over, seen=seen)
        state = f"{entry.change} {parent} {over}"
        held = self.book.held(entry.id, state) if large else None
        at = self.new.reached(held) if held else None
        for _ in range(ATTEMPTS):
            if at is None:
                at = self.new.begin(drive, parent, entry, over, seen=seen)
                if at is None:
                    return None
                if large:
                    self.book.hold(entry.id, state, at)
            found = self._pieces(entry, at, older, large=large)
            if found is None:
                there = self.new.entry(drive, over) if over else self.new.child(drive, parent, entry.name)
                found = there if there is not None and self._is_there(there, entry, older) else None
            if found is not None:
                if large:
                    self.book.release(entry.id)
                return found
            at = None
        raise Interrupted(
            f"Copying item {entry.id}: its upload ended {ATTEMPTS} times before it was whole.",
            still_true="Nothing of it is there.",
        )

    def _is_there(self, there: Entry, entry: Entry, older: State | None) -> bool:
        """True when what was to be sent has arrived, though nobody said so."""
        if older is None:
            return there.own and there.same(entry)
        now = State(self.new, self.pair.target.id, there, FileVersion(id=""), is_newest=True)
        return there.own and older.same(now)

    def _pieces(self, entry: Entry, at: Upload, older: State | None, *, large: bool) -> Entry | None:
        while True:
            self.breathe()
            reached = at.reached
            piece = (
                older.piece(reached)
                if older
                else self.old.read(self.pair.source.id, entry, reached, PIECE_BYTES)
            )
            if not piece:
                return None
            found = self.new.send(at, piece, entry.size_bytes)
            if not isinstance(found, Upload):
                return found
            at = found
            if large:
                self.book.reached(entry.id, at)


def is_other(there: Entry, entry: Entry) -> bool:
    """True when both services say what they hold, and it is not the same."""
    return bool(there.digest and entry.digest) and not there.same(entry)
