"""Rights on one item held against those on the folder above it. Pure."""

from collections.abc import Iterable

from flytt.migration.drives import Grant

SITE_GROUP = "site-group:"
"""How a group is named that is one site's own, and no object of the tenant: by what people call it."""
OWNER = "owner"
_RANK = {"read": 1, "write": 2, OWNER: 3}


def fewer(here: Iterable[Grant], above: Iterable[Grant]) -> bool:
    """True when somebody may do more in the folder above than with the item: a copy below it is open to them.

    Both with what comes from above. Links are left out: none is made again. Somebody without an id is nobody
    that could be found among the item's own.
    """
    held = _ranks(here)
    return any(not to or held.get(to, 0) < rank for to, rank in _ranks(above).items())


def owned_by_others(grants: Iterable[Grant], owner: str) -> tuple[str, ...]:
    """Return who is an owner of an item, and is not the one that its drive belongs to."""
    return tuple(sorted({one.to for one in grants if OWNER in one.roles and one.to != owner}))


def _ranks(grants: Iterable[Grant]) -> dict[str, int]:
    found = dict[str, int]()
    for one in grants:
        if one.kind != "link":
            rank = max((_RANK.get(role, 1) for role in one.roles), default=1)
            found[one.to] = max(found.get(one.to, 0), rank)
    return found
