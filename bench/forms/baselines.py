"""What people would use instead: file names, headings, plain Fellegi-Sunter, headings and owner."""

from collections.abc import Callable, Sequence
from math import log2
from typing import NamedTuple

from rapidfuzz import fuzz, process

from flytt.forms.attribution.held import Held
from flytt.forms.attribution.profile import Profile, of_block, of_known


class Guess(NamedTuple):
    """A form, or none, with what speaks for it, larger being surer."""

    bits: float
    right: bool
    form: str | None


Baseline = Callable[[Held], Sequence[Guess]]
_LIKE, _OWNER = 0.5, 0.25


def by_name(held: Held) -> list[Guess]:
    """Return the form whose title is most like the file's name."""
    titles = {n: one.title for n, one in enumerate(held.known) if one.title}
    found: list[Guess] = []
    for block in held.blocks:
        item = held.estate.item.get((block.drive_id, block.item_id))
        name = item.name.rpartition(".")[0] if item else ""
        best = process.extractOne(name, titles, scorer=fuzz.token_set_ratio) if titles else None
        if best and best[1] > 100 * _LIKE:
            found.append(Guess(best[1] / 100, right=False, form=held.known[best[2]].id))
        else:
            found.append(Guess(1.0, right=False, form=None))
    return found


def by_headings(held: Held) -> list[Guess]:
    """Return the form with the most similar set of questions (Jaccard)."""
    return _best(held, lambda block, form: _jaccard(block.questions, form.questions), _LIKE)


def by_headings_and_owner(held: Held) -> list[Guess]:
    """Return the same, with a word for whoever owns both."""

    def score(block: Profile, form: Profile) -> float:
        shared = bool(set(block.people) & set(form.people))
        return _jaccard(block.questions, form.questions) + _OWNER * shared

    return _best(held, score, _LIKE)


def by_fellegi_sunter(held: Held) -> list[Guess]:
    """Return the form with the highest sum of fixed weights for title, headings and owner."""

    def score(block: Profile, form: Profile) -> float:
        title = bool(block.titles & form.titles)
        headings = _jaccard(block.questions, form.questions) > 0.8  # noqa: PLR2004 - agrees
        owner = bool(set(block.people) & set(form.people))
        parts = ((title, 0.7, 0.01), (headings, 0.9, 0.01), (owner, 0.8, 0.02))
        return sum(log2(m / u) if agrees else log2((1 - m) / (1 - u)) for agrees, m, u in parts)

    return _best(held, score, 3.0)


def _jaccard(a: set[str], b: set[str]) -> float:
    return len(a & b) / len(a | b) if a and b else 0.0


def _best(held: Held, score: Callable[[Profile, Profile], float], least: float) -> list[Guess]:
    forms = [of_known(one) for one in held.known]
    found: list[Guess] = []
    for block in held.blocks:
        profile = of_block(block, held.estate.item.get((block.drive_id, block.item_id)))
        ranked = sorted(((score(profile, form), -n) for n, form in enumerate(forms)), reverse=True)[:2]
        if not ranked or ranked[0][0] < least:
            found.append(Guess(least - (ranked[0][0] if ranked else 0.0), right=False, form=None))
        else:
            second = ranked[1][0] if len(ranked) > 1 else 0.0
            found.append(Guess(ranked[0][0] - second, right=False, form=held.known[-ranked[0][1]].id))
    return found


BASELINES: dict[str, Baseline] = {
    "file name": by_name,
    "headings": by_headings,
    "Fellegi-Sunter": by_fellegi_sunter,
    "headings + owner": by_headings_and_owner,
}
