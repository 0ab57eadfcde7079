"""Users, groups, deleted users and units, in the shapes that the directory and people give them."""

from collections.abc import Iterable

from flytt.forms.directory import Group, Person, Unit
from flytt.forms.reading.fields import Fields


def person_of(given: Fields, *, deleted: bool) -> Person | None:
    """Return a user; None without an id."""
    if not (person_id := given.text("id", "objectId")):
        return None
    return Person(
        id=person_id.lower(),
        name=given.text("displayName"),
        address=given.text("userPrincipalName"),
        mail=given.text("mail"),
        department=given.text("department"),
        title=given.text("jobTitle"),
        office=given.text("officeLocation"),
        manager_id=(given.below("manager").text("id") or given.text("managerId")).lower(),
        enabled=given.flag("accountEnabled"),
        deleted=given.moment("deletedDateTime"),
        is_deleted=deleted or given.moment("deletedDateTime") is not None,
    )


def group_of(given: Fields) -> Group | None:
    """Return a group; None without an id."""
    if not (group_id := given.text("id", "objectId")):
        return None
    return Group(
        id=group_id.lower(),
        name=given.text("displayName"),
        mail=given.text("mail"),
        members=tuple(one.lower() for one in given.texts("members", "members@delta", "memberIds")),
        owners=tuple(one.lower() for one in given.texts("owners", "ownerIds")),
    )


def persons(found: Iterable[Person]) -> tuple[Person, ...]:
    """Return each person once: who is both in use and deleted was restored."""
    known: dict[str, Person] = {}
    for person in found:
        if person.id not in known or known[person.id].is_deleted:
            known[person.id] = person
    return tuple(known[one] for one in sorted(known))


def units(rows: Iterable[tuple[str, str, tuple[str, ...]]]) -> tuple[Unit, ...]:
    """Return each unit once, with the members of all its rows; a sector may stand in one of them only."""
    sectors: dict[str, str] = {}
    members: dict[str, dict[str, None]] = {}
    for name, sector, several in rows:
        sectors[name] = sectors.get(name) or sector
        members.setdefault(name, {}).update(dict.fromkeys(several))
    return tuple(
        Unit(name=name, sector=sectors[name], members=tuple(members[name])) for name in sorted(sectors)
    )
