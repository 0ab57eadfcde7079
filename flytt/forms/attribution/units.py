"""Units of the municipality, found by person, by group, and by their name in a text."""

from collections import Counter, defaultdict

from flytt.forms.attribution.wordings import Rarity, words
from flytt.forms.directory import Directory, Unit

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
        self._with_word: defaultdict[str, list[str]] = defaultdict(list)
        for name, own in self._names.items():
            for word in own:
                self._with_word[word].append(name)
        self._told: dict[frozenset[str], list[str]] = {}

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
        if (known := self._told.get(text)) is None:
            near = {name for word in text for name in self._with_word.get(word, ())}
            known = self._told[text] = sorted(
                name
                for name in near
                if self._names[name] <= text and self._rarity.covered(self._names[name], text) >= _COVERED
            )
        return known

    def sector(self, unit: str | None) -> str | None:
        """Return a unit's sector."""
        return (self._units[unit].sector or None) if unit in self._units else None
