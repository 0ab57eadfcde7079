"""Old sites that are closed for changes, or altogether: what the steps that close them have in common."""

from flytt.migration.drives import Lock
from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.record import Record
from tasks.site_pairs import Moved, Sites
from tasks.tenancy import how_much


class Stood(Record):
    """How the old sites stood before Flytt: by the id that their administration has for them."""

    sites: dict[str, Lock]


def stood(want: Moved, world: World) -> Stood:
    """Return how they stand now."""
    old = want.old(world)
    ids = sorted({pair.source.collection for pair in Sites(want, world).pairs})
    return Stood(sites={site: old.lock(site) for site in ids})


def presence(want: Moved, was: Stood, lock: Lock, world: World) -> Presence:
    """Return how many stand as they shall, of those that stood otherwise."""
    old, turned = want.old(world), [site for site, before in was.sites.items() if before != lock]
    return how_much(sum(old.lock(site) == lock for site in turned), len(turned))


def close(want: Moved, was: Stood, lock: Lock, world: World) -> None:
    """Close them."""
    for site in was.sites:
        want.old(world).set_lock(site, lock)


def put_back(want: Moved, was: Stood, lock: Lock, world: World) -> None:
    """Give back what closing took: a site that others have turned since is left alone."""
    old = want.old(world)
    for site, before in was.sites.items():
        if before != lock and old.lock(site) == lock:
            old.set_lock(site, before)


def closed(want: Moved, was: Stood, lock: Lock, world: World) -> Verification:
    """Ask each site."""
    old = want.old(world)
    return Verification.of(
        "each site asked how far it is closed",
        expected=dict.fromkeys(was.sites, lock),
        found={site: old.lock(site) for site in was.sites},
    )
