"""How the old sites of an intranet stand before they are closed, as those of drives are (`tasks.closing`)."""

from flytt.migration.ports import World
from tasks.closing import Stood
from tasks.site_pairs import Moved, Sites


def stood(want: Moved, world: World) -> Stood:
    """Return how they stand now."""
    old = want.old(world)
    ids = sorted({pair.source.collection for pair in Sites(want, world).pairs})
    return Stood(sites={site: old.lock(site) for site in ids})
