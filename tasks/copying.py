"""One drive's changes carried over, page by page: nothing of it is in memory but the page that was read.

What becomes of an item is noted as soon as it is there, so that a kill costs the item that was under way; how
far the changes have been read is noted with each page.
"""

from dataclasses import dataclass, field

from flytt.migration.copies import Book, Copy
from flytt.migration.drives import Changes, Entry, TenantDrives
from flytt.migration.errors import CommandFailed, NotFound
from flytt.migration.files import Pair
from tasks.abreast import Breath, unhurried
from tasks.carried import Carried
from tasks.older_states import OlderStates
from tasks.refusals import MOST_ITEMS, AllRefused, Row
from tasks.tally import Tally
from tasks.uploading import ARRIVED, ATTEMPTS, Uploading, is_other

_NOT_HAD = "its content, or its place on the new side, cannot be had"


@dataclass
class Carrying:
    """One drive being carried over. `landing`: the id of the folder that it goes into.

    It breathes before each item and each piece of a large one: an interruption is soon over.
    """

    old: TenantDrives
    new: TenantDrives
    pair: Pair
    book: Book
    landing: str
    breathe: Breath = unhurried
    older: int = 0
    so_far: Carried = field(default_factory=Carried)
    _row: Row = field(default_factory=lambda: Row("files", MOST_ITEMS))
    _page: dict[str, Copy] = field(default_factory=dict[str, Copy])
    _gone: list[Copy] = field(default_factory=list[Copy])
    _anew: bool = False
    _token: str = ""
    _met: set[str] = field(default_factory=set[str])
    _top: str = ""

    def __post_init__(self) -> None:
        """Know how many older states of each file come along."""
        self._states = OlderStates(self.old, self.new, self.pair, self.book, self.older)

    @property
    def _content(self) -> Uploading:
        return Uploading(self.old, self.new, self.pair, self.book, self.so_far, self.breathe)

    def all(self) -> Tally:
        """Carry over what has changed since the place that was noted, and note how far it came."""
        token, more, self._anew = self.book.token(), True, self.book.anew()
        self._token = token
        for item in self.so_far.go_on(self.book):
            self.breathe()
            self._again(item)
        while more:
            self._token = token
            page = self._read(token)
            for entry in {one.id: one for one in page.entries}.values():  # told of twice, the last counts
                self.breathe()
                self._one(entry)
            token, more = page.token, page.more
            self._met |= {entry.id for entry in page.entries} if self._anew else set()
            if not more:
                self._miss()
                self._tidy()
            self.book.note(self.so_far.page(self._gone, token, anew=self._anew))
            self.so_far.noted()
            self._page.clear()
            self._gone.clear()
        return self.so_far.tally()

    def _again(self, item: str) -> None:
        """Try what an earlier pass, or one that was killed, had to leave."""
        self.so_far.left[item] = True
        entry = self.old.entry(self.pair.source.id, item)
        if entry is not None:
            self._one(entry)
        elif (known := self.book.find(item)) is not None:
            self._took_away(known)
        else:
            self.so_far.left[item] = False

    def _miss(self) -> None:
        """After everything was read again: take away what is on record, was not met, and is not there.

        In memory: the ids that were met. A pass that was killed has met fewer, and asks for more.
        """
        booked = self.book.all() if self._anew else ()
        for known in [one for one in booked if one.item not in self._met]:
            if self.old.entry(self.pair.source.id, known.item) is None:
                self._took_away(known)
        self._anew = False
        self._met.clear()

    def bring(self, entry: Entry, parent: str) -> Entry | None:
        """Carry one item over by itself, into a folder there. None, and left, when its name is taken."""
        if entry.folder:
            return self.new.make_folder(self.pair.target.id, parent, entry)
        made = self._fresh(entry, parent)
        if made is None:
            self.so_far.left[entry.id] = True
        return made

    def _read(self, token: str) -> Changes:
        try:
            return self.old.changes(self.pair.source.id, token)
        except NotFound:
            # The service no longer knows how far it was read: everything again, and what is there is known.
            self._anew = True
            self._met.clear()
            return self.old.changes(self.pair.source.id)

    def _one(self, entry: Entry) -> Copy | None:
        if entry.top:
            self._top = entry.id
        if entry.top or entry.odd:
            self.so_far.count("odd", int(bool(entry.odd)))
            return None
        known = self._known(entry.id)
        if entry.gone:
            self._took_away(known)
            return None
        self.so_far.why.pop(entry.id, None)
        if known is not None and known.change == entry.change:
            self.so_far.settle(entry.id)
            if not known.tag and not known.folder:
                self.so_far.unlike(entry.id, ARRIVED)
            return known
        parent = self._parent(entry)
        if parent is None:
            self.so_far.lies_in(entry.parent, entry.id)
            return None
        there = self._brought(entry, known, parent)
        if there is None:
            return None
        arrived = entry.tag if not is_other(there, entry) else ""  # without a tag it is copied again
        made = Copy(
            item=entry.id, target=there.id, tag=arrived, change=entry.change, folder=entry.folder,
            version=self._states.reached(entry.id, known, whole=arrived == entry.tag),
        )  # fmt: skip
        self.book.came(made)
        self._page[entry.id] = made
        return made

    def _brought(self, entry: Entry, known: Copy | None, parent: str) -> Entry | None:
        """Bring one item over. One that cannot be brought stops no other: it is left, and named with why."""
        try:
            there = self._folder(entry, known, parent) if entry.folder else self._file(entry, known, parent)
        except (NotFound, CommandFailed) as cause:
            if self.old.entry(self.pair.source.id, entry.id) is not None:
                self._leave(entry, cause)
            return None  # or it is gone meanwhile: the next page tells
        if there is None:
            self.so_far.left[entry.id] = True
        elif entry.id not in self.so_far.why:
            self.so_far.settle(entry.id)
            if not entry.folder:
                self._row.taken()
        return there

    def _leave(self, entry: Entry, cause: NotFound | CommandFailed) -> None:
        """Name what cannot be brought. When one after another is refused, what was left is noted first."""
        if isinstance(cause, NotFound):
            self.so_far.unlike(entry.id, _NOT_HAD)
        elif self.so_far.refuse(entry.id, why := str(cause.exit_status)):
            try:
                self._row.refused(f"{entry.id} of the drive of {self.pair.source.owner}", why)
            except AllRefused:
                self.book.note(self.so_far.page(self._gone, self._token, anew=self._anew))
                raise

    def _known(self, item: str) -> Copy | None:
        return self._page.get(item) or self.book.find(item)

    def _parent(self, entry: Entry) -> str | None:
        """Return the folder for an item. One that comes behind what lies in it is fetched first."""
        if entry.parent == self._top != "":
            return self.landing
        known = self._known(entry.parent)
        if known is not None:
            return known.target
        # One that was refused is asked for once: much may lie in it.
        is_left = entry.parent in self.so_far.why
        above = None if is_left else self.old.entry(self.pair.source.id, entry.parent)
        if above is None or above.odd:
            return None  # gone meanwhile: the next page tells; or a notebook, whose inside goes with it
        if above.top:
            self._top = above.id  # asked for once: much may lie there
            return self.landing
        made = self._one(above)
        return made.target if made else None

    def _folder(self, entry: Entry, known: Copy | None, parent: str) -> Entry | None:
        if known is not None:
            return self._renamed(entry, known, parent)
        taken = self.new.child(self.pair.target.id, parent, entry.name)
        is_alike = taken is not None and taken.folder and not self._is_of_another(taken, entry)
        if taken is not None and not is_alike and not self._put_aside(taken, parent):
            return None
        self.so_far.count("folders")
        return self.new.make_folder(self.pair.target.id, parent, entry)

    def _file(self, entry: Entry, known: Copy | None, parent: str) -> Entry | None:
        if known is None:
            return self._fresh(entry, parent)
        if known.tag == entry.tag and not self._states.between(entry, known):
            return self._renamed(entry, known, parent)
        for _ in range(ATTEMPTS):
            there = self.new.entry(self.pair.target.id, known.target)
            if there is None:
                return self._fresh(entry, parent)
            if not there.own:
                return None
            if self._states.bring(self._content, entry, parent, there, known) is not None:
                return self._renamed(entry, known, parent)
        return None

    def _fresh(self, entry: Entry, parent: str) -> Entry | None:
        """Upload a file that is not there. What has its name is of a run that died, or others'."""
        for _ in range(ATTEMPTS):
            there = self._states.bring(self._content, entry, parent)
            if there is not None:
                return there
            taken = self.new.child(self.pair.target.id, parent, entry.name)
            if taken is None:
                continue
            if self._is_of_another(taken, entry):
                if not self._put_aside(taken, parent):
                    return None
            elif taken.same(entry) and not (self.older and taken.own):
                return taken
            elif taken.own and not taken.folder:
                return self._states.bring(self._content, entry, parent, taken)
            else:
                return None
        return None

    def _renamed(self, entry: Entry, known: Copy, parent: str) -> Entry | None:
        drive = self.pair.target.id
        for _ in range(ATTEMPTS):
            there = self.new.entry(drive, known.target)
            if there is None:
                return self._folder(entry, None, parent) if entry.folder else self._fresh(entry, parent)
            if not there.folder and not there.own:
                return None
            found = self.new.change(drive, there.id, parent, entry, seen=there.change)
            if found is not None:
                self.so_far.count("renamed")
                return found
            taken = self.new.child(drive, parent, entry.name)
            is_taken = taken is not None and taken.id != there.id
            if taken is not None and is_taken and not self._put_aside(taken, parent):
                return None
        return None

    def _is_of_another(self, taken: Entry, entry: Entry) -> bool:
        """Tell whether what has a name became so from another item, which must be about to lose it."""
        of = self.book.item_of(taken.id)
        return bool(of) and of != entry.id

    def _put_aside(self, taken: Entry, parent: str) -> bool:
        """Give it a name of its own: its own change gives it the right one. False: it is others'."""
        if not taken.own:
            return False
        like = taken.changed(name=f"{taken.id[-12:]} {taken.name}"[-200:])
        return self.new.change(self.pair.target.id, taken.id, parent, like, seen=taken.change) is not None

    def _took_away(self, known: Copy | None) -> None:
        if known is None:
            return
        if known.folder:
            self.so_far.going[known.item] = known
            return
        there = self.new.entry(self.pair.target.id, known.target)
        if there is not None:
            if not there.own or not self.new.remove(self.pair.target.id, there.id, seen=there.change):
                self.so_far.left[known.item] = True
                return
            self.so_far.count("removed")
        self.so_far.settle(known.item)
        self._gone.append(known)

    def _tidy(self) -> None:
        """Remove the folders that are gone, when nothing of others' lies in them."""
        drive = self.pair.target.id
        for known in [one for one in self.so_far.going.values() if one is not None]:
            if self.new.entry(drive, known.target) is not None:
                if others(self.new, drive, known.target):
                    self.so_far.left[known.item] = True
                    continue
                self._gone += self._booked(known.target)
                self.new.remove(drive, known.target)
                self.so_far.count("removed")
            self.so_far.settle(known.item)
            self._gone.append(known)

    def _booked(self, folder: str) -> list[Copy]:
        """Return what was copied into a folder and below: a service may tell of the folder alone."""
        found, folders = list[Copy](), [folder]
        while folders:
            for one in self.new.children(self.pair.target.id, folders.pop()):
                known = self.book.find(self.book.item_of(one.id))
                found += [known] if known is not None else []
                folders += [one.id] if one.folder else []
        return found


def others(new: TenantDrives, drive: str, folder: str) -> int:
    """Return how many files below a folder somebody else was the last to change."""
    waiting, count = [folder], 0
    while waiting:
        for one in new.children(drive, waiting.pop()):
            if one.folder:
                waiting.append(one.id)
            count += not one.folder and not one.own
    return count
