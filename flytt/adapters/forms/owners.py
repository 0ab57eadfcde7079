"""Everybody who may own a form: those of today's directory, of both passes, and whom forms' own ids name."""

import json
from collections.abc import Iterator
from pathlib import Path

from flytt.adapters.forms.door import Door, quoted
from flytt.adapters.forms.gathering import LISTS, Owner, owners, owners_in
from flytt.adapters.forms.new_side import moved
from flytt.adapters.forms.site import Site
from flytt.forms.form_id import decode


def everybody(site: Site) -> tuple[Owner, ...]:
    """Return all of them, each once. The directory is fetched now: people and groups come and go."""
    return tuple(dict.fromkeys([*_today(site.old), *known(site)]))


def known(site: Site) -> tuple[Owner, ...]:
    """Return whom earlier passes knew, or found forms of."""
    return tuple(dict.fromkeys(_known(site)))


def _known(site: Site) -> Iterator[Owner]:
    for estate in (site.work.estate("first"), site.work.estate("delta")):
        yield from owners(estate)
        for path in sorted((estate / "forms").glob("*/*.json")):
            yield path.parent.name, path.stem
    for form in moved(site):
        for one in (form.id, *form.lineage):
            if decoded := decode(one):
                yield "groups" if decoded.group_owned else "users", decoded.owner_id


def _today(old: Door) -> Iterator[Owner]:
    found = old.get("/exports", "Listing what administrators have downloaded").get("value")
    names = {one for one in found if isinstance(one, str)} if isinstance(found, list) else set[str]()
    for name, kind in LISTS.items():
        if name in names:
            content = old.fetch(f"/exports/{quoted(name)}", "Fetching a list of people or groups")
            yield from owners_in(json.loads(content), kind)


def told_of(estate: Path) -> dict[str, int | None]:
    """Return how many responses the service told of, by form; None where it did not say."""
    found: dict[str, int | None] = {}
    for path in sorted((estate / "forms").glob("*/*.json")):
        for form in json.loads(path.read_bytes())["value"]:
            count = form.get("rowCount")
            found[str(form["id"])] = count if isinstance(count, int) else None
    return found
