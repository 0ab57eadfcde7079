"""Who owns a form, and which unit and sector answers for it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from flytt.forms.attribution.document import Owner
from flytt.forms.attribution.known import Known
from flytt.forms.attribution.units import Units
from flytt.forms.attribution.wordings import words
from flytt.forms.form_id import decode

_OWNER, _NAMED, _COAUTHOR, _SEEN, _PLACE = 3.0, 5.0, 1.5, 0.4, 1.0
_HELPING, _SEVERAL = 0.5, 2


def topics(known: Sequence[Known], units: Units) -> frozenset[str]:
    """Return units that forms are about: several other units own forms with the name of theirs in the title.

    Whoever makes forms for others makes them from one unit; a referral to a service comes from many.
    """
    owning: defaultdict[str, set[str]] = defaultdict(set)
    for one in known:
        named = {name for title in one.titles for name in units.named(words(title))}
        if named and (now := _owner_now(one)):
            votes: defaultdict[str, float] = defaultdict(float)
            _vote(votes, now, _OWNER, units)
            for name in named:
                owning[name] |= votes.keys()
    return frozenset(name for name, others in owning.items() if len(others - {name}) >= _SEVERAL)


def owner_of(
    known: Known | None, texts: Iterable[str], places: Sequence[str], units: Units,
    topical: AbstractSet[str] = frozenset(),
) -> Owner:  # fmt: skip
    """Return the owner of a form, known or not. `places` are owners of drives and authors of its files.

    `topical` are units whose name in a title says what the form is about, not whose it is.
    """
    now = _owner_now(known)
    votes: defaultdict[str, float] = defaultdict(float)
    titles = list(texts) + list(known.titles if known else ())
    for name in {name for one in titles for name in units.named(words(one))} - topical:
        votes[name] += _NAMED
    if now:
        _vote(votes, now, _OWNER, units)
    if known:
        for one in dict.fromkeys(one for form in known.forms for one in form.coauthors):
            _vote(votes, one, _COAUTHOR, units)
        for one in known.owners[:-1]:
            _vote(votes, one, _OWNER / 2, units)
        seen = Counter(
            event.user for event in known.events if event.operation.casefold() in _LOOKING and event.user
        )
        for one in seen:
            _vote(votes, one, _SEEN, units)
    counted = Counter(places)
    for one, count in counted.items():
        _vote(votes, one, _PLACE * count / max(1, len(places)) * 2, units)
    unit = min(votes, key=lambda one: (-votes[one], one)) if votes else None
    share = votes[unit] / (sum(votes.values()) + _HELPING) if unit else 0.0
    group = bool(now) and (
        units.is_group(now) or bool((told := decode(known.id) if known else None) and told.group_owned)
    )
    return Owner(
        person_id=None if group or not now else now,
        group_id=now if group and now else None,
        unit=unit,
        sector=units.sector(unit),
        confidence=round(share, 3),
    )


_LOOKING = {"viewresponses", "viewresponse", "exportform", "createform", "editform"}


def _vote(votes: defaultdict[str, float], who: str, weight: float, units: Units) -> None:
    found = units.group(who) if units.is_group(who) else Counter(unit.name for unit in units.person(who))
    for unit in found:
        votes[unit] += weight / len(found)


def _owner_now(known: Known | None) -> str:
    if known is None:
        return ""
    decoded = decode(known.id)
    if decoded:
        return decoded.owner_id
    newest = known.forms[-1] if known.forms else None
    return (newest.owner_id or newest.created_by) if newest else ""
