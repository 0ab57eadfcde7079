"""Who owns a form, and which unit and sector answers for it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from flytt.forms.attribution.document import Owner
from flytt.forms.attribution.known import Known
from flytt.forms.attribution.wordings import Rarity, words
from flytt.forms.directory import Directory, Unit
from flytt.forms.form_id import decode

_OWNER, _NAMED, _COAUTHOR, _SEEN, _PLACE = 3.0, 5.0, 1.5, 0.4, 1.0
_HELPING = 0.5
_COVERED = 0.8


class Units:
    """Units found by person, group, and by name in a text."""

    def __init__(self, directory: Directory) -> None:
        self._units = {unit.name: unit for unit in directory.units}
        self._of: defaultdict[str, list[Unit]] = defaultdict(list)
        for unit in directory.units:
            for member in unit.members:
                self._of[member.casefold()].append(unit)
        self._groups = {group.id.casefold(): group for group in directory.groups}
        self._persons = {person.id.casefold(): person for person in directory.persons}
        self._address = {
            one.casefold(): person.id
            for person in directory.persons
            for one in (person.address, person.mail)
            if one
        }
        self._names = {unit.name: words(unit.name) for unit in directory.units}
        self._rarity = Rarity(self._names.values())

    def person(self, who: str) -> list[Unit]:
        """Return the units of a person, by id or address; by department when no list of units has them."""
        one = self._address.get(who.casefold(), who).casefold()
        if found := self._of.get(one):
            return found
        person = self._persons.get(one)
        unit = self._units.get(person.department) if person else None
        return [unit] if unit else []

    def is_group(self, one: str) -> bool:
        """Whether an id is a group's."""
        return one.casefold() in self._groups

    def group(self, one: str) -> Counter[str]:
        """Return units of a group: by its name, else by its members."""
        group = self._groups.get(one.casefold())
        if group is None:
            return Counter()
        if named := self.named(words(group.name)):
            return Counter(named)
        found = Counter(
            unit.name for member in (*group.members, *group.owners) for unit in self.person(member)
        )
        return Counter({unit: count for unit, count in found.items() if count == max(found.values())})

    def named(self, text: frozenset[str]) -> list[str]:
        """Return the units whose name a text holds."""
        return [
            name
            for name, own in self._names.items()
            if own and own <= text and self._rarity.covered(own, text) >= _COVERED
        ]

    def sector(self, unit: str | None) -> str | None:
        """Return a unit's sector."""
        return (self._units[unit].sector or None) if unit in self._units else None


def owner_of(known: Known | None, texts: Iterable[str], places: Sequence[str], units: Units) -> Owner:
    """Return the owner of a form, known or not. `places` are owners of drives and authors of its files."""
    now = _owner_now(known)
    votes: defaultdict[str, float] = defaultdict(float)
    titles = list(texts) + list(known.titles if known else ())
    for name in {name for one in titles for name in units.named(words(one))}:
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
