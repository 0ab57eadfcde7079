"""How well a set of blocks fits a form, in powers of two, with the reasons said one by one."""

from dataclasses import dataclass
from functools import lru_cache

from flytt.forms.attribution.evidence import Evidence, Kind
from flytt.forms.attribution.profile import Profile
from flytt.forms.attribution.verbatim import verbatim
from flytt.forms.attribution.wordings import Rarity

TITLE_BITS, TEXT_BITS, FOLDER_BITS, SCHEMA_BITS, OWNER_BITS, UNIT_BITS = 10.0, 9.0, 12.0, 13.0, 3.5, 1.5
"""Set by judgement, not fitted: a title alone never decides, title and questions together nearly do."""

_NO_TITLE, _NO_SCHEMA, _NO_OWNER, _NO_UNIT = 3.0, 5.0, 1.5, 1.5
_HOME, _NO_HOME, _OF_GROUP, _NOT_OWNERS = 4.5, 5.0, 2.0, 2.5
_EACH_FILE, _MOST_FILES = 1.0, 5
_ALIKE, _SOME = 0.85, 0.3
_VERBATIM, _NOT_VERBATIM = 2.0, 3.0
OTHER_UNIT = "Filen hører til en annen enhet enn skjemaet."
VERBATIM = "Navnet som Forms ga filen, er skjemaets tittel ordrett."


@dataclass(frozen=True, slots=True)
class Rarities:
    """How much words of titles tell, and how much whole questions do."""

    words: Rarity
    questions: Rarity


def context(one: Profile, form: Profile, rarities: Rarities) -> list[Evidence]:
    """Return what titles, questions, places and people say for and against."""
    return [
        *_titles(one, form, rarities.words),
        *_questions(one, form, rarities.questions),
        *_people(one, form),
    ]


def _titles(one: Profile, form: Profile, rarity: Rarity) -> list[Evidence]:
    found: list[Evidence] = []
    folder = 0.0
    if one.folders and form.titles | form.texts:
        alike = max(
            [rarity.likeness(a, b) for a in one.folders for b in form.titles]
            + [rarity.covered(a, b) for a in one.folders for b in form.texts]
        )
        if alike >= _ALIKE:
            says = "Vedlegg i svarene ligger i mappen som bærer skjemaets tittel."
            folder = FOLDER_BITS * alike
            found.append(_evidence("upload", folder, says, "content"))
    likeness = max((rarity.likeness(a, b) for a in one.titles for b in form.titles), default=-1.0)
    if likeness >= 0:
        weight = _besides(folder, TITLE_BITS * likeness - _NO_TITLE)
        says = (
            "Navnet på filen er skjemaets tittel." if likeness >= _ALIKE
            else "Navnet på filen likner skjemaets tittel." if likeness >= _SOME
            else "Navnet på filen er et annet enn skjemaets tittel."
        )  # fmt: skip
        found.append(_evidence("title", weight, says, "drive"))
    covered = max((rarity.covered(a, b) for a in one.titles for b in form.texts), default=-1.0)
    if covered >= 0 and likeness < _ALIKE:
        weight = TEXT_BITS * covered**2 - _NO_TITLE  # a word that is missing is a sibling's, mostly
        weight = _besides(folder, weight)
        says = (
            "Navnet på filen står der det lenkes til skjemaet." if covered >= _ALIKE
            else "Navnet på filen står ikke der det lenkes til skjemaet."
        )  # fmt: skip
        found.append(_evidence("title", weight, says, "references"))
    return [*found, *_letter_by_letter(one, form)] if max(likeness, covered) >= _ALIKE else found


def _besides(folder: float, weight: float) -> float:
    """A folder of enclosures is called by the title: a file of that name says the same once more."""
    return min(weight, 0.0) if folder else weight


def _letter_by_letter(one: Profile, form: Profile) -> list[Evidence]:
    """Say whether titles that are alike are the same: of siblings, one has a sign or a word more."""
    if not one.given or not form.places:
        return []
    found = {verbatim(title, place) for title in one.given for place in form.places}
    if "whole" in found:
        return [_evidence("content", _VERBATIM, VERBATIM, "drive")]
    says = "Navnet som Forms ga filen, er ikke ordrett skjemaets tittel."
    return [_evidence("content", -_NOT_VERBATIM, says, "drive")] if found == {"absent"} else []


def _questions(one: Profile, form: Profile, rarity: Rarity) -> list[Evidence]:
    if not one.questions or not form.questions:
        return []
    a, b = frozenset(one.questions), frozenset(form.questions)
    alike = rarity.likeness(a, b)
    shared = len(a & b)
    says = f"{shared} av {len(b)} spørsmål i skjemaet er overskrifter her."
    return [_evidence("schema", SCHEMA_BITS * alike - _NO_SCHEMA, says, "forms")]


def _people(one: Profile, form: Profile) -> list[Evidence]:
    if one.homes and form.homes:
        if one.homes & form.homes:
            says = "Arbeidsboken som Forms selv fyller, er laget av en som eier skjemaet."
            return [_evidence("owner", _HOME, says, "drive")]
        says = "Arbeidsboken som Forms selv fyller, er laget av noen som ikke eier skjemaet."
        return [_evidence("owner", -_NO_HOME, says, "drive")]
    if not one.people or not form.people:
        return _units(one, form)
    if set(one.people) & set(form.people):
        says = "Filen ligger hos, eller er laget av, en som eier skjemaet."
        return [_evidence("owner", OWNER_BITS, says, "drive")]
    if form.shared and one.units & form.units:
        says = "Filen hører til enheten til gruppen som eier skjemaet."
        return [_evidence("owner", _OF_GROUP, says, "directory")]
    says = "Filen ligger hos noen som ikke eier skjemaet."
    against = _NOT_OWNERS if form.homes else _NO_OWNER
    return [_evidence("owner", -against, says, "drive"), *_units(one, form)]


def strangers(one: Profile, form: Profile) -> list[Evidence]:
    """Who owns a form saves its answers some time: many files, and none the owner's, speak against it."""
    files = min(_MOST_FILES, len(one.files))
    theirs = set(one.people) & set(form.people) or one.homes & form.homes
    if not form.homes or theirs or files < 2:  # noqa: PLR2004 - one file was weighed already
        return []
    says = f"Ingen av {len(one.files)} filer med disse svarene er skjemaeierens."
    return [_evidence("content", -_EACH_FILE * (files - 1), says, "drive")]


def _units(one: Profile, form: Profile) -> list[Evidence]:
    if not one.units or not form.units:
        return []
    if one.units & form.units:
        says = "Filen hører til samme enhet som skjemaet."
        return [_evidence("owner", UNIT_BITS, says, "directory")]
    return [_evidence("owner", -_NO_UNIT, OTHER_UNIT, "directory")]


def _evidence(kind: Kind, weight: float, says: str, source: str) -> Evidence:
    return _said(kind, round(weight, 2), says, source)


@lru_cache(maxsize=10_000)
def _said(kind: Kind, weight: float, says: str, source: str) -> Evidence:
    """The same few sentences are said of very many pairs: each is held once."""
    return Evidence(kind=kind, weight=weight, says=says, source=source)
