"""What the steps of a tenant's files share: whose drives move into whose, as both tenants say just now."""

from collections import Counter
from collections.abc import Iterator

from flytt.migration.copies import Book
from flytt.migration.drive_notes import Claims, Listed, Passes
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

    def listed(self, world: World) -> Listed:
        """Return the drives that were made ready."""
        return Listed(world.kept, self.kept_as)

    def passes(self, world: World) -> Passes:
        """Return the record of passes."""
        return Passes(world.kept, self.kept_as)

    def old_sites(self, world: World) -> set[str]:
        """Return the old sites that the drives lie in, by the id that their administration has for them."""
        return {pair.source.site for pair in Met(self, world).pairs()}


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
        self._listed = frozenset(pair.source.owner for pair in want.listed(world).all())
        self.late: list[str] = []
        """Likewise: owners who move by now, and did not when drives were made ready: not among the pairs."""
        self.gone: set[str] = set(self._listed)
        """Likewise: owners who were to move then, and are not among the pairs."""

    def pairs(self) -> Iterator[Pair]:
        """Yield the drives that move, with the ones that they move into."""
        self.without.clear()
        self.lacking.clear()
        self.late.clear()
        self.gone = set(self._listed)
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
                elif self._listed and one not in self._listed:
                    self.late.append(one)
                else:
                    self.gone.discard(one)
                    yield Pair(kind=kind, source=old[one], target=new[target], into=into)


def made(want: Moved, world: World) -> Iterator[Pair]:
    """Yield what was made ready, and is there yet: going back forgets nobody who has left meanwhile."""
    new = want.new(world)
    for pair in tuple(want.listed(world).all()) or tuple(Met(want, world).pairs()):
        if _is_there(pair, new):
            yield pair


def _is_there(pair: Pair, new: TenantDrives) -> bool:
    try:
        new.top(pair.target.id)
    except NotFound:
        return False
    return True


def strays(met: Met) -> list[str]:
    """Return what must be decided of owners, once all pairs have been gone through."""
    return [
        *(f"{one}: fits no row of people" for one in met.owners.unfit),
        *(
            f"{one}: was to move when drives were made ready, and does not any more"
            for one in sorted(met.gone)
        ),
        *(f"{one}: moves by the rules, and came after drives were made ready" for one in met.late),
    ]


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
