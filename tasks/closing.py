"""Old sites and drives that are closed for changes, or altogether: what the steps that close them share."""

from typing import Protocol

from flytt.migration.drives import Lock
from flytt.migration.evidence import Presence, Verification
from flytt.migration.files import Pair
from flytt.migration.ports import World
from flytt.migration.record import Record
from tasks.drive_pairs import Met, Moved
from tasks.tenancy import how_much


class Locks(Protocol):
    """Sites of a tenant that can be closed."""

    def lock(self, site: str, /) -> Lock:
        """Return how far a site is closed."""
        ...

    def set_lock(self, site: str, lock: Lock, /) -> None:
        """Close a site so far."""
        ...


class FromOld(Protocol):
    """What is moved out of sites of the old tenant."""

    def old(self, world: World) -> Locks:
        """Return the old tenant's sites."""
        ...


class Stood(Record):
    """How the old sites stood before Flytt: by the id that their administration has for them."""

    sites: dict[str, Lock]


def stood(want: Moved, world: World) -> Stood:
    """Return how they stand now."""
    old = want.old(world)
    return Stood(sites={site: old.lock(site) for site in _sites(Met(want, world))})


def presence(want: FromOld, was: Stood, lock: Lock, world: World) -> Presence:
    """Return how many stand as they shall, of those that stood otherwise."""
    old, turned = want.old(world), [site for site, before in was.sites.items() if before != lock]
    return how_much(sum(old.lock(site) == lock for site in turned), len(turned))


def close(want: FromOld, was: Stood, lock: Lock, world: World) -> None:
    """Close them."""
    old = want.old(world)
    for site in was.sites:
        old.set_lock(site, lock)


def put_back(want: FromOld, was: Stood, lock: Lock, world: World) -> None:
    """Give back what closing took: a site that others have turned since is left alone."""
    old = want.old(world)
    for site, before in was.sites.items():
        if before != lock and old.lock(site) == lock:
            old.set_lock(site, before)


def closed(want: FromOld, was: Stood, lock: Lock, world: World) -> Verification:
    """Ask each site."""
    old = want.old(world)
    return Verification.of(
        "each site asked how far it is closed",
        expected=dict.fromkeys(was.sites, lock),
        found={site: old.lock(site) for site in was.sites},
    )


def _sites(met: Met) -> list[str]:
    found: list[Pair] = list(met.pairs())
    return sorted({pair.source.site for pair in found})
