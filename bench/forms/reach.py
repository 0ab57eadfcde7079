"""`python -m bench.forms.reach NAME ESTATE TRUTH …`: what could be decided at all, whoever decided.

A judge who knows which tables belong together looks at the names, owners and units that are left: is there
one form only that they can mean? Prints a table: what is there to go by, how many tables, how many decided,
how many asked about, and how often the first choice about those was right.
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

from flytt.forms.attribution.answered import answered
from flytt.forms.attribution.held import Held, hold
from flytt.forms.attribution.judged import judge
from flytt.forms.attribution.known import Known
from flytt.forms.attribution.likely import is_summary
from flytt.forms.attribution.profile import Profile, of_block, of_known, place_in_units
from flytt.forms.attribution.sensitive import is_sensitive
from flytt.forms.attribution.units import Units
from flytt.forms.block import Block
from flytt.forms.reading.estate import read_estate

Told = Mapping[str, object]
NOBODYS, MERGED, EMPTY, COUNTED = (
    "not Forms",
    "merged",
    "no response in it",
    "counted, or without number and time",
)
SHOWN, NAMEABLE, UNKNOWN = "the service shows the form", "one form can be meant", "no known form can be meant"
UNTITLED, SIBLINGS = "no file has the form's title", "siblings have the title in the same unit"
CLAIMED, BARE = (
    "unknown, and a known form has title and unit",
    "unknown, and its owner has a form without a title",
)
SENSITIVE = "sensitive: "
"""Asked about by rule where nothing but title and owner names a form."""


def main() -> int:
    """Print a table for each name."""
    given = sys.argv[1:]
    by_name: defaultdict[str, list[tuple[str, bool, bool]]] = defaultdict(list)
    for name, estate, truth in zip(given[::3], given[1::3], given[2::3], strict=True):
        by_name[name] += reached(Path(estate), Path(truth))
    for name, lines in by_name.items():
        print(f"\n{name}: {len(lines)} tables\n\n{_table(lines)}")
    return 0


def _table(lines: Sequence[tuple[str, bool, bool]]) -> str:
    rows = [
        "| What there is to go by | Tables | Decided | Asked about | First choice right there |",
        "|---" * 5 + "|",
    ]
    for what, many in Counter(what for what, _, _ in lines).most_common():
        asked = [right for one, auto, right in lines if one == what and not auto]
        share = f"{sum(asked) / len(asked):.0%}" if asked else "–"
        rows.append(f"| {what} | {many / len(lines):.1%} | {many - len(asked)} | {len(asked)} | {share} |")
    return "\n".join(rows)


def reached(estate: Path, truth: Path) -> list[tuple[str, bool, bool]]:
    """Return for each table what there is to go by, whether it was decided, and the first choice right.

    A name of an unknown form is right here when one is due: which tables share it is measured elsewhere.
    """
    held = hold(read_estate(estate, key=b"k" * 32))
    judged = answered(held, judge(held))
    wanted = {
        _key(one): one
        for one in cast("list[Told]", json.loads((truth / "truth.json").read_text("utf-8"))["blocks"])
    }
    place = {(b.drive_id, b.item_id, b.sheet, b.range): n for n, b in enumerate(held.blocks)}
    told = {n: wanted[key] for key, n in place.items() if key in wanted}
    basis = _basis(held, told)
    result: list[tuple[str, bool, bool]] = []
    for n, one in told.items():
        form, got = cast("str | None", one["form"]), judged[n].form
        unknown = bool(form and form.startswith("latent:"))
        right = bool(got and got.startswith("latent:")) if unknown else got == form
        result.append((_of_block(held.blocks[n], one, basis), judged[n].decision == "auto", right))
    return result


def _key(one: Told) -> tuple[str, str, str, str]:
    return str(one["drive_id"]), str(one["item_id"]), str(one["sheet"]), str(one["range"])


def _of_block(block: Block, one: Told, basis: Mapping[str, str]) -> str:
    form = cast("str | None", one["form"])
    if form is None:
        return NOBODYS
    if one["relation"] == "merge_of":
        return MERGED
    if not len(block.rows):
        return EMPTY
    if one["relation"] == "derived" or is_summary(block):
        return COUNTED
    found = basis[form]
    return SENSITIVE + found if is_sensitive(block) and found in {NAMEABLE, SIBLINGS, UNTITLED} else found


def _basis(held: Held, told: Mapping[int, Told]) -> dict[str, str]:
    """Return what there is to go by for each form of the truth, by all its tables together."""
    units = Units(held.estate.directory)
    known = {one.id: one for one in held.known}
    hidden = {one.id: _placed(of_known(one), units) for one in held.known if not one.answers}
    sets: defaultdict[str, Profile] = defaultdict(Profile)
    for n, one in told.items():
        block, form = held.blocks[n], cast("str | None", one["form"])
        if form is not None:
            own = sets[form]
            if one["relation"] != "merge_of":
                own.add(
                    _placed(of_block(block, held.estate.item.get((block.drive_id, block.item_id))), units)
                )
    return {form: _of_form(form, own, known, hidden, sets) for form, own in sets.items()}


def _placed(profile: Profile, units: Units) -> Profile:
    place_in_units(profile, units)
    return profile


def _of_form(
    form: str,
    own: Profile,
    known: Mapping[str, Known],
    hidden: Mapping[str, Profile],
    sets: Mapping[str, Profile],
) -> str:
    if form in known and known[form].answers:
        return SHOWN
    if form in hidden:
        if not _titled(own, hidden[form]):
            return UNTITLED
        others = (
            other
            for name, other in sets.items()
            if name != form and not (name in known and known[name].answers)
        )
        return SIBLINGS if any(_alike(other, own) for other in others) else NAMEABLE
    if any(_titled(own, one) and own.units & one.units for one in hidden.values()):
        return CLAIMED
    bare = (
        one
        for one in hidden.values()
        if not one.titles and not any(_titled(two, one) for two in sets.values())
    )
    return BARE if any(set(own.people) & set(one.people) for one in bare) else UNKNOWN


def _titled(own: Profile, form: Profile) -> bool:
    return bool(own.titles & form.titles) or any(
        len(a) > 1 and a <= b for a in own.titles for b in form.texts
    )


def _alike(a: Profile, b: Profile) -> bool:
    same = any(len(one) > 1 for one in a.titles & b.titles)
    return same and bool(a.units & b.units or not a.units or not b.units)


if __name__ == "__main__":
    sys.exit(main())
