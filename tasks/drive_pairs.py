"""What the steps of a tenant's files share: whose drives move into whose, as both tenants say just now."""

from collections import Counter
from collections.abc import Iterator

from flytt.migration.copies import Book, Claims, Passes
from flytt.migration.drive_settings import TenantFiles
from flytt.migration.drives import Entry, OwnerKind, TenantDrives
from flytt.migration.errors import NotFound
from flytt.migration.files import OURS, Owners, Pair, counterparts, owners
from flytt.migration.ports import World
from tasks.shared import KeptAs

TOGETHER = 200
"""Drives that are looked up at a time: however many there are, so many are in memory."""


class Moved(TenantFiles):
    """What the mapping says. `kept_as`: this workload's own name, under which its record lies."""

    kept_as: KeptAs

    def old(self, world: World) -> TenantDrives:
        """Return the drives that are left."""
        return world.drives.on(self.source)

    def new(self, world: World) -> TenantDrives:
        """Return the drives that are come to."""
        return world.drives.on(self.target)

    def book(self, pair: Pair, world: World) -> Book:
        """Return the record of one drive."""
        return Book(world.kept, self.kept_as, pair.source.id)

    def claims(self, world: World) -> Claims:
        """Return which places of new drives are whose."""
        return Claims(world.kept, self.kept_as)

    def passes(self, world: World) -> Passes:
        """Return the record of passes."""
        return Passes(world.kept, self.kept_as)


class Met:
    """Who moves, and who is whom; drives are looked up as they are needed."""

    def __init__(self, want: Moved, world: World) -> None:
        old, new = world.tenants.on(want.source), world.tenants.on(want.target)
        self._want, self._world = want, world
        self.there = counterparts(want, new.people(), new.groups())
        self.owners: Owners = owners(want, old.people(), old.groups(), old.skus(), self.there)
        self.without: Counter[str] = Counter()
        """Filled by going through all pairs: owners whose drive is lacking, by where."""
        self.lacking: list[str] = []

    def pairs(self) -> Iterator[Pair]:
        """Yield the drives that move, with the ones that they move into."""
        self.without.clear()
        self.lacking.clear()
        yield from self._of("users", self.owners.people)
        yield from self._of("groups", self.owners.groups)

    def _of(self, kind: OwnerKind, moving: dict[str, tuple[str, str]]) -> Iterator[Pair]:
        ids = sorted(moving)
        for start in range(0, len(ids), TOGETHER):
            some = ids[start : start + TOGETHER]
            old = self._want.old(self._world).of(kind, tuple(some))
            new = self._want.new(self._world).of(kind, tuple(moving[one][0] for one in some if one in old))
            for one in some:
                target, into = moving[one]
                if one not in old:
                    self.without["no drive"] += 1
                elif target not in new:
                    self.lacking.append(one)
                else:
                    yield Pair(kind=kind, source=old[one], target=new[target], into=into)


def landing(pair: Pair, new: TenantDrives) -> Entry | None:
    """Return the folder that a drive moves into; None when it has not been made."""
    top = new.top(pair.target.id)
    return new.child(pair.target.id, top.id, pair.into) if pair.into else top


def landed(pair: Pair, new: TenantDrives) -> Entry:
    """Return that folder. NotFound when somebody has removed it."""
    found = landing(pair, new)
    if found is None:
        raise NotFound(f"The folder in the drive of {pair.target.owner} is not there.")
    return found


def lies_there(pair: Pair, new: TenantDrives) -> Iterator[Entry]:
    """Yield what lies in it, but for what is of Flytt's and is not a copy."""
    at = landing(pair, new)
    if at is not None:
        yield from (one for one in new.children(pair.target.id, at.id) if one.name not in OURS)
