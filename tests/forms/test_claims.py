"""What else fits a form, who made its workbook, and what a file's name cannot hold: a form has one owner."""

from collections import Counter
from math import log2

import numpy as np

from flytt.forms.attribution.attach import LATENT_BITS, Fit
from flytt.forms.attribution.claimants import against
from flytt.forms.attribution.components import Component
from flytt.forms.attribution.profile import Profile
from flytt.forms.attribution.scores import Rarities, context
from flytt.forms.attribution.table import Table, of_audit
from flytt.forms.attribution.wordings import Rarity, words

HOUR, DAY = 3_600, 86_400


def responses(count: int, start: int) -> Table:
    """Return ids from 1, one an hour."""
    at = start + HOUR * np.arange(count, dtype=np.int64)
    return of_audit(np.arange(1, count + 1, dtype=np.int64), at, 0)


def group(table: int, form: int | None = None) -> Component:
    """Return a set of one table."""
    return Component([table], form, by_rows=False)


def owner_bits(one: Profile, form: Profile) -> float:
    """Return what people say for and against, in powers of two."""
    rarities = Rarities(Rarity([frozenset({"a"})]), Rarity([frozenset({"b"})]))
    return sum(said.weight for said in context(one, form, rarities) if said.kind == "owner")


def test_a_better_claim_of_others_makes_a_worse_one_unlikely() -> None:
    """If this fails, a sibling's link keeps every set of the same title from being told as unknown."""
    tables = [responses(9, 0), responses(9, 40 * DAY)]
    sets = [group(0), group(1)]
    found = against(sets, {0: [Fit(3, 6.0, ())], 1: [Fit(3, 9.5, ())]}, tables)
    assert found[0] == (log2(2**LATENT_BITS + 2**9.5),)
    assert found[1] == (log2(2**LATENT_BITS + 2**6.0),)


def test_parts_of_one_form_do_not_stand_against_each_other() -> None:
    """If this fails, an export split by year is asked about because its halves fit the same form."""
    whole = responses(9, 0)
    tables = [whole.part(0, 5), whole.part(5, 9)]
    found = against([group(0), group(1)], {0: [Fit(3, 9.0, ())], 1: [Fit(3, 9.0, ())]}, tables)
    assert found == {0: (LATENT_BITS,), 1: (LATENT_BITS,)}


def test_a_set_that_has_another_form_claims_nothing() -> None:
    """If this fails, answers whose form is known make other answers look less like theirs."""
    tables = [responses(9, 0), responses(9, 40 * DAY)]
    found = against([group(0), group(1, 7)], {0: [Fit(3, 9.0, ())], 1: [Fit(3, 9.0, ())]}, tables)
    assert found[0] == (LATENT_BITS,)


def test_a_workbook_that_somebody_else_made_speaks_against_a_persons_form() -> None:
    """If this fails, the same title is enough to hand a colleague's answers over."""
    theirs = Profile(people=Counter({"kari": 1}), homes={"kari"})
    own, other = (owner_bits(Profile(homes={who}), theirs) for who in ("kari", "ola"))
    assert own > 0
    assert other < -LATENT_BITS / 2


def test_a_groups_form_is_used_by_people_of_its_unit() -> None:
    """If this fails, files of a group's form speak against it, for no person owns it."""
    mine = Profile(people=Counter({"kari": 1}), units={"Prøvnes skole"})
    of_group = Profile(people=Counter({"lag": 1}), units={"Prøvnes skole"}, shared=True)
    of_person = Profile(people=Counter({"ola": 1}), units={"Prøvnes skole"}, homes={"ola"})
    assert owner_bits(mine, of_group) > 0 > owner_bits(mine, of_person)


def test_what_a_files_name_cannot_hold_is_not_missed_in_it() -> None:
    """If this fails, `hvem/hva?` and the file `hvemhva(1-9).xlsx` are two titles."""
    assert words("Søknad: hvem/hva?") == words("Søknad hvemhva(1-9).xlsx")
