"""Two drives walked folder by folder, side by side: what is in one is in the other, the same, and no more."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from flytt.migration.drives import PIECE_BYTES, Entry, TenantDrives
from flytt.migration.errors import CommandFailed, NotFound
from flytt.migration.files import OURS, Pair, mapped
from flytt.migration.item_rights import OWNER
from flytt.migration.record import Record
from tasks.file_states import states
from tasks.older_states import compared

_SAMPLED_BYTES = 1_000_000
"""Of each drive, the first file no larger than this is read on both sides, and not taken on trust.

A file of which either service says no hash is read on both sides whatever its size.
"""


class DriveAccount(Record):
    """One drive: what lies on either side, and how many items differ. `owner`: by id in the old tenant."""

    owner: str
    files: int = 0
    files_there: int = 0
    folders: int = 0
    folders_there: int = 0
    size_bytes: int = 0
    size_bytes_there: int = 0
    versions: int = 0
    versions_there: int = 0
    rights: int = 0
    rights_there: int = 0
    links: int = 0
    odd: int = 0
    differing: int = 0


@dataclass
class Walk:
    """Two drives being compared. In memory: the content list of one folder on each side."""

    old: TenantDrives
    new: TenantDrives
    pair: Pair
    there: dict[str, str]
    older: int = 0
    wrong: list[str] = field(default_factory=list[str])
    linked: list[str] = field(default_factory=list[str])
    """Items with a sharing link, which somebody has to share anew."""
    beyond: list[str] = field(default_factory=list[str])
    """Items of which the new side keeps copied versions that the old side has no longer."""
    count: dict[str, int] = field(default_factory=dict[str, int])
    _sampled: bool = False

    def account(self, landing: Entry | None) -> DriveAccount:
        """Walk both, and return what was found."""
        if landing is None:
            self.wrong.append(f"{self.pair.source.owner}: its folder on the new side is not there")
            return DriveAccount(owner=self.pair.source.owner, differing=1)
        waiting = [(self.old.top(self.pair.source.id).id, landing.id, True)]
        while waiting:
            here, beside, is_top = waiting.pop()
            listed = self.new.children(self.pair.target.id, beside)
            ours = OURS if is_top else frozenset[str]()
            there = {one.name.casefold(): one for one in listed if one.name not in ours}
            for one in self.old.children(self.pair.source.id, here):
                if one.odd:
                    self._add("odd", 1)
                    continue
                found = there.pop(one.name.casefold(), None)
                self._one(one, found)
                if found is not None and one.folder and found.folder:
                    waiting.append((one.id, found.id, False))
            for one in there.values():
                self._seen(one, "_there")
                self._say(one, "lies on the new side alone")
        return DriveAccount(owner=self.pair.source.owner, differing=len(self.wrong), **self.count)

    def _one(self, one: Entry, found: Entry | None) -> None:
        self._seen(one, "")
        if found is None:
            self._say(one, "is not on the new side")
            return
        self._seen(found, "_there")
        if one.folder is not found.folder:
            self._say(one, "is a folder on one side and a file on the other")
        elif one.name != found.name:
            self._say(one, "has a name in other letters")
        elif one.size_bytes != found.size_bytes or (one.told(found) and not one.same(found)):
            self._say(one, "has other content")
        elif not one.folder and not one.told(found) and not self._alike(one, found):
            self._say(one, "has other content, and no hash")
        elif not one.folder and 0 < one.size_bytes <= _SAMPLED_BYTES and not self._sampled:
            self._sampled = True
            if not self._alike(one, found):
                self._say(one, "has other content, though the services' hashes are alike")
        if self.older and not one.folder and not found.folder:
            self._versions(one, found)
        if one.shared or found.shared:
            self._rights(one, found)

    def _versions(self, one: Entry, found: Entry) -> None:
        """Hold what both have held before against each other."""
        here = states(self.old, self.pair.source.id, one)
        there = states(self.new, self.pair.target.id, found) if len(here) > 1 else []
        try:
            held = compared(here, there, self.older)
        except (NotFound, CommandFailed):
            self._say(one, "has older versions that cannot be read, so that they were not compared")
            return
        self._add("versions", held.older)
        self._add("versions_there", held.older_there)
        if held.wrong:
            self._say(one, f"lacks older versions, or has others for them: {', '.join(held.wrong)}")
        if held.foreign:
            self._say(one, f"has {held.foreign} older versions that the old side does not")
        if held.beyond:
            self.beyond.append(
                f"{self.pair.source.owner} item {one.id}: {held.beyond} older versions that were copied, and "
                "the old side has no longer"
            )

    def _rights(self, one: Entry, found: Entry) -> None:
        was = self.old.grants(self.pair.source.id, one.id) if one.shared else ()
        now = self.new.grants(self.pair.target.id, found.id) if found.shared else ()
        wanted = {(g.to, "+".join(sorted(g.roles))) for g in mapped(was, self.there)}
        held = {(g.to, "+".join(sorted(g.roles))) for g in now if g.kind != "link" and OWNER not in g.roles}
        self._add("rights", len(wanted))
        self._add("rights_there", len(held))
        if links := sum(g.kind == "link" for g in was):
            self._add("links", links)
            self.linked.append(
                f"{self.pair.source.owner} item {one.id}: {links} × sharing link, not made again"
            )
        for to, roles in sorted(wanted - held):
            self._say(one, f"lacks {roles} for {to}")
        for to, roles in sorted(held - wanted):
            self._say(one, f"gives {roles} to {to}, which the old side does not")

    def _alike(self, one: Entry, found: Entry) -> bool:
        """Read both, piece by piece."""
        for at in range(0, one.size_bytes, PIECE_BYTES):
            here = self.old.read(self.pair.source.id, one, at, PIECE_BYTES)
            if not here or here != self.new.read(self.pair.target.id, found, at, PIECE_BYTES):
                return False
        return True

    def _seen(self, one: Entry, side: str) -> None:
        self._add(f"{'folders' if one.folder else 'files'}{side}", 1)
        self._add(f"size_bytes{side}", 0 if one.folder else one.size_bytes)

    def _add(self, what: str, number: int) -> None:
        self.count[what] = self.count.get(what, 0) + number

    def _say(self, one: Entry, why: str) -> None:
        self.wrong.append(f"{self.pair.source.owner} item {one.id}: {why}")


def matched(accounts: Iterable[DriveAccount]) -> int:
    """Return how many items were there to be compared, less those that differ."""
    return sum(max(0, one.files + one.folders - one.differing) for one in accounts)
