"""Old sites and drives that are closed for changes, or altogether: what the steps that close them share."""

from typing import ClassVar, TypeVar

from flytt.migration.drives import Lock
from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.record import Record
from flytt.migration.step import Nothing, Step, Traces
from tasks import drive_pairs, site_pairs
from tasks.tenancy import how_much

_FURTHER: tuple[Lock, ...] = ("Unlock", "ReadOnly", "NoAccess")

FromSites = TypeVar("FromSites", bound=drive_pairs.Moved | site_pairs.Moved)


class Stood(Record):
    """How the old sites stood before Flytt: by the id that their administration has for them."""

    sites: dict[str, Lock]


class Closing(Step[FromSites, Stood, Nothing], abstract=True):
    """Closes the old sites so far; how they stood before is kept, and given back."""

    was, receipt = Stood, Nothing
    lock: ClassVar[Lock]

    def plan(self, want: FromSites, world: World) -> Stood:
        old = want.old(world)
        return Stood(sites={site: old.lock(site) for site in sorted(want.old_sites(world))})

    def probe(self, want: FromSites, was: Stood, world: World) -> Presence:
        return _so_far(want, was, self.lock, world)

    def do(self, want: FromSites, was: Stood, world: World) -> Nothing:
        """Close, and open none: a site that others have closed further stays so."""
        old = want.old(world)
        for site in was.sites:
            if not _is_closed(old.lock(site), self.lock):
                old.set_lock(site, self.lock)
        return Nothing()

    def verify(self, want: FromSites, was: Stood, receipt: Nothing, world: World) -> Verification:
        del receipt
        old = want.old(world)
        locks: dict[str, Lock] = {site: old.lock(site) for site in was.sites}
        return Verification.of(
            "each site asked how far it is closed",
            expected=dict.fromkeys(was.sites, self.lock),
            found={site: self.lock if _is_closed(at, self.lock) else at for site, at in locks.items()},
        )

    def undo(self, want: FromSites, was: Stood, receipt: Nothing | None, world: World) -> None:
        """Give back what closing took: a site that others have turned since is left alone."""
        del receipt
        old = want.old(world)
        for site, before in was.sites.items():
            if not _is_closed(before, self.lock) and old.lock(site) == self.lock:
                old.set_lock(site, before)


class ForSaving(Closing[FromSites], abstract=True):
    """The whole site is closed, for its owner too."""

    lock = "ReadOnly"

    def probe(self, want: FromSites, was: Stood, world: World) -> Presence:
        found = super().probe(want, was, world)
        return found if found is not Presence.ABSENT else _so_far(want, was, "NoAccess", world)

    def traces(self, want: FromSites, world: World) -> Traces[Stood]:
        """Sites are open in everyday life: those that are closed are taken to have been open."""
        now = self.plan(want, world).sites
        turned = sum(lock != "Unlock" for lock in now.values())
        return Traces(how_much(turned, len(now)), Stood(sites=dict.fromkeys(now, "Unlock")))

    def adopt(self, want: FromSites, was: Stood, world: World) -> Nothing:
        """A site that is closed altogether meanwhile is not opened for reading."""
        del want, was, world
        return Nothing()


class ForReading(Closing[FromSites], abstract=True):
    """Deleting is left to the tenant's own rules of retention, and to the archive."""

    lock = "NoAccess"

    def traces(self, want: FromSites, world: World) -> Traces[Stood]:
        """Flytt closes for reading what it has closed for saving before."""
        was = Stood(sites=dict.fromkeys(self.plan(want, world).sites, "ReadOnly"))
        return Traces(self.probe(want, was, world), was)


def _is_closed(so_far: Lock, wanted: Lock) -> bool:
    return _FURTHER.index(so_far) >= _FURTHER.index(wanted)


def _so_far(want: drive_pairs.Moved | site_pairs.Moved, was: Stood, lock: Lock, world: World) -> Presence:
    """Return how many are closed so far, of those that were not before."""
    old, turned = want.old(world), [s for s, before in was.sites.items() if not _is_closed(before, lock)]
    return how_much(sum(old.lock(site) == lock for site in turned), len(turned))
