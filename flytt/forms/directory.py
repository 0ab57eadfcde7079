"""Who there is: persons, groups, and the units that answer for them."""

from datetime import datetime

from flytt.migration.record import Record


class Person(Record):
    """A user, also one that was deleted. `enabled` is None when the directory did not say."""

    id: str
    name: str = ""
    address: str = ""
    mail: str = ""
    department: str = ""
    title: str = ""
    office: str = ""
    manager_id: str = ""
    enabled: bool | None = None
    deleted: datetime | None = None
    is_deleted: bool = False


class Group(Record):
    """A group with its members and owners, by id."""

    id: str
    name: str = ""
    mail: str = ""
    members: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()


class Unit(Record):
    """A unit with its sector and the ids of those who belong to it."""

    name: str
    sector: str = ""
    members: tuple[str, ...] = ()


class Directory(Record):
    """Everybody and everything that was found, each once."""

    persons: tuple[Person, ...] = ()
    groups: tuple[Group, ...] = ()
    units: tuple[Unit, ...] = ()
