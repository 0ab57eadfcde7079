"""Links to forms that were seen elsewhere: pages, mail, flows, QR codes; old ids and dead ends among them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from practice.forms.draws import chance, stream
from practice.forms.form import Form
from practice.forms.form_id import form_address
from practice.forms.settings import Settings
from practice.forms.town import Town

__all__ = ["write_references"]

_WHERE = (
    "{site}/SitePages/{slug}.aspx: «{title}»",
    "E-post til alle, emne: {title}",
    "Teams-fane «{title}» i {unit}",
    "Power Automate: Når det kommer svar på {title}",
    "QR-kode på plakat, {unit}: {title}",
    "Nettsiden til kommunen, {title}",
    "{site}/SitePages/Hjem.aspx",
)
_SHARE = 0.35


def write_references(
    settings: Settings, town: Town, forms: Sequence[Form], file: Path
) -> Mapping[str, set[str]]:
    """Write references.ndjson. Returns the form ids that can be read out of the links.

    Those that stand without any title are told apart: only the owner inside the id says what they lead to.
    """
    known: dict[str, set[str]] = {"reference": set(), "bare-reference": set()}
    if not settings.sources.references:
        return known
    lines: list[str] = []
    for form in forms:
        rng = stream(settings.name, "reference", form.number)
        if not chance(rng, _SHARE):
            continue
        holding = rng.choice(form.holdings)
        group = town.teams[form.unit.name][0]
        title = form.title_at(holding.since)
        where = rng.choice(_WHERE).format(
            site=town.drives[group.id].url, slug=f"side{rng.randrange(900)}", title=title, unit=form.unit.name
        )
        url = form_address(holding.id, rng.randrange(5))
        if chance(rng, 0.08):
            url = f"https://forms.office.com/r/{holding.id[-20:-10]}"  # a short address holds no id
        else:
            known["reference" if title in where else "bare-reference"].add(holding.id)
        lines.append(json.dumps({"where": where, "url": url}, ensure_ascii=False))
    stream(settings.name, "references").shuffle(lines)
    file.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return known
