"""Who and what of a tenant moves, under which names: rules and decisions applied to what was read. Pure."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Literal, TypeAlias

from flytt.migration.directory import (
    MARK,
    Group,
    GroupProfile,
    Licensing,
    Membership,
    NewGroup,
    NewPerson,
    Person,
    Profile,
    Sku,
)
from flytt.migration.fitting import first_fitting
from flytt.migration.identity_settings import Decision, Identity, Population
from flytt.migration.ids import Ids
from flytt.migration.spool import Spool

Left: TypeAlias = Literal["decided", "population", "guest", "follows a rule", "Exchange's own"]
"""Why something does not move: decided, of a population or a guest that stays, or Graph cannot make it."""


def mark_of(marked_as: str, source_id: str) -> str:
    """Return the mark of what is made for an object of the old tenant."""
    return f"{MARK}.{marked_as}.{source_id}"


def source_of(marked_as: str, mark: str) -> str:
    """Return the old object's id that a mark names; empty for marks of others and for none."""
    own = f"{MARK}.{marked_as}."
    return mark.removeprefix(own) if mark.startswith(own) else ""


@dataclass(frozen=True)
class Moving:
    """What shall be made, by id in the old tenant; what is there already; what stays, and why."""

    people: MutableMapping[str, NewPerson] = field(default_factory=dict[str, NewPerson])
    groups: MutableMapping[str, NewGroup] = field(default_factory=dict[str, NewGroup])
    same: dict[str, str] = field(default_factory=dict[str, str])
    left: dict[str, Left] = field(default_factory=dict[str, Left])
    unfit: tuple[str, ...] = ()
    populations: Counter[str] = field(default_factory=Counter[str])

    @property
    def all(self) -> Ids:
        """Everything of the old tenant that has, or shall have, a counterpart."""
        return Ids((self.people, self.groups, self.same))


@dataclass(frozen=True, slots=True)
class Sides:
    """What was read of both tenants. With `spool`, what follows for as many as there are is held there."""

    people: Collection[Person]
    groups: Collection[Group]
    there: Collection[Person]
    groups_there: Collection[Group]
    skus: tuple[Sku, ...]
    skus_there: tuple[Sku, ...]
    spool: Spool | None = None

    def texts(self) -> MutableMapping[str, str]:
        """Return an empty mapping for as many as there are."""
        return {} if self.spool is None else self.spool.texts()

    def made(self) -> MutableMapping[str, NewPerson]:
        """Return an empty mapping for as many accounts as are to be made."""
        return {} if self.spool is None else self.spool.records(NewPerson)

    def made_groups(self) -> MutableMapping[str, NewGroup]:
        """Return an empty mapping for as many groups as are to be made."""
        return {} if self.spool is None else self.spool.records(NewGroup)

    @property
    def all_there(self) -> Iterator[Person | Group]:
        """What is on the new side, one by one."""
        return chain(self.there, self.groups_there)


def moving(identity: Identity, marked_as: str, sides: Sides) -> Moving:
    """Apply rules and decisions. What fits no population is named, never left in silence."""
    decided = {row.source: row for row in identity.decisions}
    guests_there = {
        p.guest_of.casefold(): p.id for p in sides.there if p.guest_of and not _own(marked_as, p.mark)
    }
    found, unfit = Moving(people=sides.made(), groups=sides.made_groups()), list[str]()
    names = {sku.id: sku.name for sku in sides.skus}
    for person in sides.people:
        choice = decided.get(person.id)
        if choice is not None and choice.choice != "suffix":
            _decide(found, choice)
        elif person.guest_of:
            _guest(found, person, identity, marked_as, guests_there.get(person.guest_of.casefold()))
        elif (population := first_fitting(identity.populations, person, names)) is None:
            unfit.append(person.id)
        elif population.leave:
            found.left[person.id] = "population"
        else:
            found.populations[population.id] += 1
            suffix = choice.suffix if choice else ""
            found.people[person.id] = _person(person, population, suffix, mark_of(marked_as, person.id))
    for group in sides.groups:
        choice = decided.get(group.id)
        if choice is not None and choice.choice != "suffix":
            _decide(found, choice)
        elif group.rule:
            found.left[group.id] = "follows a rule"
        elif group.profile.mail_enabled and not group.profile.unified:
            found.left[group.id] = "Exchange's own"
        else:
            suffix = choice.suffix if choice else ""
            found.groups[group.id] = _group(group, identity, suffix, mark_of(marked_as, group.id))
    return Moving(found.people, found.groups, found.same, found.left, tuple(sorted(unfit)), found.populations)


def counterparts(marked_as: str, moved: Moving, sides: Sides) -> Mapping[str, str]:
    """Return the new tenant's id for each id of the old one that has one there now."""
    found = sides.texts()
    for there in sides.all_there:
        if source := source_of(marked_as, there.mark):
            found[source] = there.id
    ids = _same_there(moved, sides)
    found.update((source, target) for source, target in moved.same.items() if target in ids)
    return found


def collisions(marked_as: str, moved: Moving, sides: Sides) -> tuple[str, ...]:
    """Name, by id, what would be made under a name that is taken; and decisions that point at nothing."""
    taken = sides.texts()
    for there in sides.there:
        if not _own(marked_as, there.mark):
            taken[f"name {there.name.casefold()}"] = there.id
            taken.update({f"address {there.guest_of.casefold()}": there.id} if there.guest_of else {})
    for group in sides.groups_there:
        if not _own(marked_as, group.mark):
            taken[f"nickname {group.profile.nickname.casefold()}"] = group.id
    found, wanted, several = list[str](), sides.texts(), set[str]()
    for source, key in _keys(moved):
        if at := taken.get(key):
            found.append(f"{source}: {key.split(' ')[0]} taken by {at} on the new side")
        if key in wanted:
            several.add(key)
        wanted[key] = source
    counted = Counter(key for _, key in _keys(moved) if key in several) if several else Counter[str]()
    for source, key in _keys(moved) if several else ():
        if key in several:
            found.append(f"{source}: {key.split(' ')[0]} wanted by {counted[key]} at once")
    ids = _same_there(moved, sides)
    found += [
        f"{source}: decided same as {t}, which is not there"
        for source, t in moved.same.items()
        if t not in ids
    ]
    return tuple(sorted(found))


def unknown_decisions(identity: Identity, sides: Sides) -> tuple[str, ...]:
    """Name decisions about what the old tenant does not have."""
    lacking = {row.source for row in identity.decisions}
    lacking -= {found.id for found in chain(sides.people, sides.groups) if found.id in lacking}
    return tuple(
        f"{row.source}: decided, and not in the old tenant"
        for row in identity.decisions
        if row.source in lacking
    )


def wanted_memberships(
    moved: Moving, there: Mapping[str, str], memberships: Iterable[Membership]
) -> tuple[Membership, ...]:
    """Return the old tenant's memberships among what moves, in ids of the new one."""
    return tuple(
        Membership(group=there[one.group], member=there[one.member], role=one.role)
        for one in memberships
        if one.group in there and one.member in there and one.group in moved.all
    )


def wanted_licences(identity: Identity, there: Mapping[str, str], sides: Sides) -> Iterator[Licensing]:
    """Yield who shall have which licence, in ids of the new tenant; licences without a row are left out."""
    rows = {row.source: row.target for row in identity.licences}
    names = {sku.id: sku.name for sku in sides.skus}
    ids = {sku.name: sku.id for sku in sides.skus_there}
    for person in sides.people:
        for held in person.licences:
            name = names.get(held.sku, "")
            sku = ids.get(rows.get(name) or "")
            if person.id in there and sku is not None:
                without = held.without if rows.get(name) == name else ()
                yield Licensing(person=there[person.id], sku=sku, without=without)


ALIKE = "as on the old side"


def likeness(was: Profile | GroupProfile | None, there: Profile | GroupProfile | None) -> str:
    """Return ALIKE, or which properties are other: by their names, never by what is in them."""
    if was is None or there is None:
        return "nothing" if there is None else "there"
    is_, wanted = there.as_json(), was.as_json()
    other = sorted(name for name in wanted if wanted[name] != is_.get(name))
    return f"other {', '.join(other)}" if other else ALIKE


def _decide(found: Moving, choice: Decision) -> None:
    if choice.choice == "leave":
        found.left[choice.source] = "decided"
    elif choice.target is not None:
        found.same[choice.source] = choice.target


def _guest(found: Moving, person: Person, identity: Identity, marked_as: str, there: str | None) -> None:
    if identity.guests == "leave":
        found.left[person.id] = "guest"
    elif there is not None:
        found.same[person.id] = there
    else:
        found.people[person.id] = NewPerson(
            name=person.name,
            nickname=person.nickname,
            profile=person.profile,
            guest_of=person.guest_of,
            mark=mark_of(marked_as, person.id),
        )


def _person(person: Person, population: Population, suffix: str, mark: str) -> NewPerson:
    words = {
        "{local}": person.name.split("@")[0],
        "{nickname}": person.nickname,
        "{employee}": person.profile.employee,
    }
    local = population.name
    for word, value in words.items():
        local = local.replace(word, value)
    return NewPerson(
        name=f"{local}{suffix}@{population.domain}",
        nickname=f"{person.nickname}{suffix}",
        profile=person.profile,
        mark=mark,
    )


def _group(group: Group, identity: Identity, suffix: str, mark: str) -> NewGroup:
    profile, rule = group.profile, identity.groups
    nickname = rule.nickname.replace("{nickname}", profile.nickname) + suffix
    name = rule.name.replace("{name}", profile.display_name)
    return NewGroup(profile=profile.changed(display_name=name, nickname=nickname), mark=mark)


def _same_there(moved: Moving, sides: Sides) -> set[str]:
    """Return which of the objects that are decided to be the same are on the new side."""
    meant = set(moved.same.values())
    return {there.id for there in sides.all_there if there.id in meant} if meant else set()


def _own(marked_as: str, mark: str) -> bool:
    return bool(source_of(marked_as, mark))


def _keys(moved: Moving) -> Iterable[tuple[str, str]]:
    for source, person in moved.people.items():
        key = f"address {person.guest_of.casefold()}" if person.guest_of else f"name {person.name.casefold()}"
        yield source, key
    for source, group in moved.groups.items():
        yield source, f"nickname {group.profile.nickname.casefold()}"
