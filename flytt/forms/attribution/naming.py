"""What each set of blocks is called: its form's id, `latent:<name>`, or nothing when it is no Forms data."""

from collections import Counter
from hashlib import blake2b

from flytt.forms.attribution.components import Component
from flytt.forms.attribution.held import Held
from flytt.forms.attribution.likely import LIKE_FORMS_BITS


def names_of(held: Held) -> dict[int, str | None]:
    """Return the name of every set, by its number. A latent name does not depend on the order of files."""
    return {
        n: _name(held, one) for n, one in enumerate(held.components) if one.tables or one.form is not None
    }


def _name(held: Held, one: Component) -> str | None:
    if one.form is not None:
        return held.known[one.form].id
    if one.looks < LIKE_FORMS_BITS and not one.by_rows:
        return None
    blocks = sorted({held.tables[n].place for n in one.tables})
    first = held.blocks[blocks[0]]
    start = min(held.tables[n].first for n in one.tables if held.tables[n].place == blocks[0])
    where = f"{first.drive_id}/{first.item_id}/{first.sheet}/{first.range}/{start}"
    titles = Counter("-".join(sorted(title)[:4]) for title in one.profile.titles)
    best = min(titles, key=lambda t: (-titles[t], len(t), t)) if titles else ""
    return "latent:" + "-".join(
        part for part in (best, blake2b(where.encode(), digest_size=4).hexdigest()) if part
    )
