"""Licences that the new tenant would not have enough of, or not at all."""

from collections import Counter
from collections.abc import Mapping

from flytt.migration.identity import Moving, Sides, wanted_licences
from flytt.migration.identity_settings import Identity
from flytt.migration.ids import Themselves


def lacking_seats(
    identity: Identity, moved: Moving, there: Mapping[str, str], sides: Sides
) -> tuple[str, ...]:
    """Say of each licence what is in the way: no row, not bought, too few free. `there`: counterparts now."""
    rows = {row.source: row.target for row in identity.licences}
    names = {sku.id: sku.name for sku in sides.skus}
    bought = {sku.id: sku for sku in sides.skus_there}
    movers = moved.all
    held = {names.get(h.sku, h.sku) for one in sides.people if one.id in movers for h in one.licences}
    wrong = [f"licence {name}: no row says what takes its place" for name in sorted(held - rows.keys())]
    known = {sku.name for sku in bought.values()}
    wrong += [f"licence {t}: the new tenant has not bought it" for t in rows.values() if t and t not in known]
    at = Themselves(movers, there)
    had = {(person.id, h.sku) for person in sides.there for h in person.licences}
    needed = Counter(
        one.sku for one in wanted_licences(identity, at, sides) if (one.person, one.sku) not in had
    )
    wrong += [
        f"licence {bought[sku].name}: {count} seats are needed, {bought[sku].free} are free"
        for sku, count in sorted(needed.items())
        if count > bought[sku].free
    ]
    return tuple(wrong)
