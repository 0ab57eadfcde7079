"""Whether any form that something names comes into question for a set of answers, and by what."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal, TypeAlias

from flytt.forms.attribution.attach import IMPOSSIBLE, Fit
from flytt.forms.attribution.evidence import IDENTITY, Evidence, Kind
from flytt.forms.attribution.scores import OTHER_UNIT, VERBATIM

InQuestion: TypeAlias = Literal["titled", "owned", "none"]
_TITLE_BITS, _SCHEMA_BITS, _STRANGER_BITS, _RULED_OUT_BITS = 2.5, 4.0, -2.5, -6.0
_ONLY_BITS = 4.0


def in_question(found: Sequence[Fit]) -> InQuestion:
    """Return the strongest reason to think of a known form: its name or questions, else its owner, else none.

    A form whose owner and unit are others than the files' is another one with the same title: siblings are
    made by the dozen. One whose very title a file bears stays in question though somebody else made the file,
    for colleagues do, if no answers of its own say otherwise. One that cannot be is ruled out whatever it is
    called; one whose answers were deleted in the service is not.
    """
    if any(map(is_titled, found)):
        return "titled"
    return "owned" if any(map(_is_owned, found)) else "none"


def alone_with_title(
    fits: Mapping[int, tuple[Fit, ...]], rivals: Mapping[int, int]
) -> dict[int, tuple[Fit, ...]]:
    """Return all fits; the only form of the very title is likelier where no other set asks the same.

    Had the title been a sibling's, the sibling's answers would most likely have been exported too.
    """
    claimed = Counter(one.form for found in fits.values() for one in found if is_titled(one))
    return {n: _alone(found, claimed) if not rivals.get(n, 0) else found for n, found in fits.items()}


def _alone(found: tuple[Fit, ...], claimed: Mapping[int, int]) -> tuple[Fit, ...]:
    titled = [one for one in found if is_titled(one)]
    if len(titled) != 1 or claimed[titled[0].form] > 1 or is_refuted(titled[0]) or not is_verbatim(titled[0]):
        return found
    says = "Ingen andre svar som er funnet, kommer fra et skjema med de samme spørsmålene."
    evidence = Evidence(kind="schema", weight=_ONLY_BITS, says=says, source="content")
    only = replace(titled[0], bits=titled[0].bits + _ONLY_BITS, evidence=(*titled[0].evidence, evidence))
    rest = [only if one is titled[0] else one for one in found]
    return tuple(sorted(rest, key=lambda one: (-one.bits, one.form)))


def is_verbatim(fit: Fit) -> bool:
    """Whether the name that Forms gave a file is the form's title, letter by letter."""
    return any(one.says == VERBATIM for one in fit.evidence)


def is_titled(fit: Fit) -> bool:
    """Whether something names the form for these files, or its title or questions are theirs."""
    if _is_impossible(fit):
        return False
    named = any(one.kind in IDENTITY for one in fit.evidence)
    titled = max(_most(fit, "title"), _most(fit, "upload"))
    alike = titled >= _TITLE_BITS or _most(fit, "schema") >= _SCHEMA_BITS
    return named or (alike and not _is_strangers(fit))


def _is_strangers(fit: Fit) -> bool:
    against = any(one.says == OTHER_UNIT or one.kind == "contradiction" for one in fit.evidence)
    return _people(fit) < _STRANGER_BITS and (against or not is_verbatim(fit))


def _is_owned(fit: Fit) -> bool:
    return not _is_impossible(fit) and _people(fit) > 0


def _is_impossible(fit: Fit) -> bool:
    return any(one.says in IMPOSSIBLE for one in fit.evidence)


def is_refuted(fit: Fit) -> bool:
    """Whether the answers speak against a form so strongly that nobody but people may say it is theirs."""
    return any(one.kind == "contradiction" and one.weight <= _RULED_OUT_BITS for one in fit.evidence)


def _people(fit: Fit) -> float:
    return sum(one.weight for one in fit.evidence if one.kind == "owner")


def _most(fit: Fit, kind: Kind) -> float:
    return max((one.weight for one in fit.evidence if one.kind == kind), default=0.0)
