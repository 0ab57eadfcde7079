"""A file's content carried into another drive: piece by piece, and gone on with where it was cut off."""

from dataclasses import dataclass

from flytt.migration.copies import Book
from flytt.migration.drives import PIECE_BYTES, Entry, TenantDrives, Upload
from flytt.migration.errors import Interrupted
from flytt.migration.files import Pair
from tasks.abreast import Breath, unhurried
from tasks.carried import Carried

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

    def _stands(self, entry: Entry) -> bool:
        """True unless somebody saved it meanwhile: then its own change is to come, and it is copied again."""
        now = self.old.entry(self.pair.source.id, entry.id)
        return now is not None and now.tag == entry.tag

    def _sent(self, entry: Entry, parent: str, onto: Entry | None) -> Entry | None:
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
            found = self._pieces(entry, at, large=large)
            if found is None:
                there = self.new.entry(drive, over) if over else self.new.child(drive, parent, entry.name)
                found = there if there is not None and there.own and there.same(entry) else None
            if found is not None:
                if large:
                    self.book.release(entry.id)
                return found
            at = None
        raise Interrupted(
            f"Copying item {entry.id}: its upload ended {ATTEMPTS} times before it was whole.",
            still_true="Nothing of it is there.",
        )

    def _pieces(self, entry: Entry, at: Upload, *, large: bool) -> Entry | None:
        while True:
            self.breathe()
            piece = self.old.read(self.pair.source.id, entry, at.reached, PIECE_BYTES)
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
