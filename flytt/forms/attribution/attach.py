"""Sets of blocks that no response ties to a form: which form they fit best, or that they fit none."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2

from flytt.forms.attribution.compare import compare
from flytt.forms.attribution.components import Component, in_order
from flytt.forms.attribution.evidence import IDENTITY, Evidence
from flytt.forms.attribution.identity import Claim
from flytt.forms.attribution.known import Known
from flytt.forms.attribution.profile import Profile, by_word, marks
from flytt.forms.attribution.scores import Rarities, context, strangers
from flytt.forms.attribution.table import Table

LATENT_BITS = 8.0
"""What a form must reach before it is likelier than one that nobody knows."""

_MOST_FOUND, _CANDIDATES = 300, 12
_ABSENT_BITS, _UNLIKE_COUNT_BITS, _EARLY_BITS = -14.0, -6.0, -10.0
_MOST = 0.5
OTHER_TIMES = "Svar med samme nummer har andre tidspunkter enn skjemaets svar."
TOO_EARLY = "Svarene er eldre enn skjemaet."
EMPTIED = "Tjenesten sier at skjemaet ikke har svar."
IMPOSSIBLE = frozenset({OTHER_TIMES, TOO_EARLY})
"""What cannot be said of a form's own answers. That none of them is in the service can: people delete."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How a set of blocks fits one form."""

    form: int
    bits: float
    evidence: tuple[Evidence, ...]

    @property
    def by_identity(self) -> bool:
        """Whether something names the form outright."""
        return self.named > 4  # noqa: PLR2004 - clear

    @property
    def named(self) -> float:
        """The strongest evidence that names the form itself, in powers of two."""
        return max((one.weight for one in self.evidence if one.kind in IDENTITY), default=0.0)

    @property
    def before_deleting(self) -> float:
        """What it would be if people had not deleted the answers in the service, in powers of two."""
        return self.bits - sum(one.weight for one in self.evidence if one.says == EMPTIED)


@dataclass(frozen=True, slots=True, eq=False)
class Forms:
    """All known forms with what they are known by, ready to be looked up."""

    known: Sequence[Known]
    profiles: Mapping[int, Profile]
    found_by: Mapping[str, Sequence[int]]
    tables: Mapping[int, Sequence[Table]]
    rarities: Rarities

    @classmethod
    def of(
        cls, known: Sequence[Known], profiles: Mapping[int, Profile], tables: Mapping[int, Sequence[Table]],
        rarities: Rarities,
    ) -> "Forms":  # fmt: skip
        """Return them with their index."""
        return cls(known, profiles, by_word(profiles), tables, rarities)

    def candidates(self, profile: Profile, claimed: Sequence[Claim]) -> list[int]:
        """Return the forms worth a closer look, most shared words and questions first.

        Forms of which no answer is known are looked for apart: large families of siblings crowd them out.
        """
        votes: defaultdict[int, float] = defaultdict(float)
        for mark in marks(profile):
            numbers = self.found_by.get(mark, ())
            if len(numbers) <= _MOST_FOUND:
                for one in numbers:
                    votes[one] += 1 / (1 + log2(1 + len(numbers)))
        ranked = sorted(votes, key=lambda one: (-votes[one], one))
        untold = [one for one in ranked if not self.tables.get(one)]
        best = [*ranked[:_CANDIDATES], *untold[:_CANDIDATES]]
        return list(dict.fromkeys([*(claim.form for claim in claimed), *best]))


def fits(component: Component, claimed: Sequence[Claim], forms: Forms, tables: Sequence[Table]) -> list[Fit]:
    """Return how the blocks fit each form worth a look, best first."""
    own = [tables[n] for n in component.tables]
    found = [
        _fit(component, [c.evidence for c in claimed if c.form == one], one, forms, own)
        for one in forms.candidates(component.profile, claimed)
    ]
    return sorted(found, key=lambda fit: (-fit.bits, fit.form))


def _fit(
    component: Component, named: Sequence[Evidence], form: int, forms: Forms, own: Sequence[Table]
) -> Fit:
    evidence = [*named, *context(component.profile, forms.profiles[form], forms.rarities)]
    evidence += strangers(component.profile, forms.profiles[form])
    evidence += _responses(own, forms.known[form], forms.tables.get(form, ()))
    identity = sorted((one.weight for one in evidence if one.kind in IDENTITY), reverse=True)
    rest = sum(one.weight for one in evidence if one.kind not in IDENTITY)
    bits = rest + (identity[0] + 0.5 * sum(identity[1:]) if identity else 0.0)
    return Fit(form, bits, tuple(evidence))


def _responses(own: Sequence[Table], known: Known, theirs: Sequence[Table]) -> list[Evidence]:
    """Had they been this form's answers, some would have been found among those that are known of it."""
    rows = sum(len(one) for one in own)
    if not rows:
        return []
    found: list[Evidence] = []
    order = in_order(own, theirs) if theirs else 0.0
    if order < 0:
        found.append(Evidence(kind="contradiction", weight=order, says=OTHER_TIMES, source="responses"))
    elif known.complete and any(len(one.rows) for one in known.answers) and is_absent(own, known.tables):
        says = "Ingen av svarene finnes blant dem tjenesten har for skjemaet."
        found.append(Evidence(kind="contradiction", weight=_ABSENT_BITS, says=says, source="responses"))
    elif known.row_count == 0:
        found.append(Evidence(kind="contradiction", weight=_UNLIKE_COUNT_BITS, says=EMPTIED, source="forms"))
    elif order > 0:
        says = "Svarnumrene fortsetter der skjemaets andre svar slutter, i riktig rekkefølge i tid."
        found.append(Evidence(kind="times", weight=order, says=says, source="responses"))
    early = _first(own)
    if known.created and early is not None and early < known.created.timestamp() - 86_400:
        found.append(Evidence(kind="contradiction", weight=_EARLY_BITS, says=TOO_EARLY, source="forms"))
    return found


def is_absent(own: Sequence[Table], theirs: Sequence[Table]) -> bool:
    """Whether the rows would be known again, and none of them is among the service's.

    A number alone does not tell a row, nor do edited answers beside it: every form has a number 1. Where most
    rows have a counterpart that speaks for them, they are not missing, though no single row is sure.
    """
    shown = [one for one in theirs if one.origin == "service"]
    held = [compare(one, other) for one in own for other in shown]
    if any(one.agreed or (one.total > 0 and (one.match >= 0).mean() >= _MOST) for one in held):
        return False
    numbered = all(one.has_ids and not one.has_times for one in own)
    if numbered:
        return any(one.differing > _MOST * len(one.match) for one in held)
    return any(one.has_times or bool(one.telling.any()) for one in own)


def _first(own: Sequence[Table]) -> int | None:
    times = [int(one.completed[one.completed > 0].min()) for one in own if bool((one.completed > 0).any())]
    return min(times, default=None)
