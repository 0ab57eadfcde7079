"""Whose drives of a tenant move, and into whose: rules and decisions applied to what was read. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from flytt.migration.directory import MARK, Group, Person, Sku
from flytt.migration.drive_settings import DriveRow, TenantFiles
from flytt.migration.drives import Drive, Grant, OwnerKind
from flytt.migration.fitting import first_fitting
from flytt.migration.item_rights import OWNER
from flytt.migration.record import Record

NOTICE = "Filene dine er på vei hit. Ikke lagre noe her ennå.txt"
"""A file without content in each new drive until it is opened: people may be let in before that."""
KEPT = "Lagret her før tilbakeføringen"
"""The folder in a new drive into which what people had written is moved when the drive is taken back."""
FORBIDDEN = frozenset('"*:<>?/\\|')
LONGEST_PATH = 400
OURS = frozenset({NOTICE, KEPT})
"""Names at the top of a new drive that are not of what moved."""

LeftWhy: TypeAlias = Literal["decided", "row", "guest", "no account there", "no drive", "group"]
"""Why a drive does not move."""


class Pair(Record):
    """One drive, the one that it moves into, and the folder there; empty: its top."""

    kind: OwnerKind
    source: Drive
    target: Drive
    into: str = ""


@dataclass(frozen=True)
class Owners:
    """Who moves: by id in the old tenant, whom they are on the new side, and into which folder there."""

    people: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    groups: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    left: dict[str, LeftWhy] = field(default_factory=dict[str, LeftWhy])
    unfit: tuple[str, ...] = ()
    crowded: tuple[str, ...] = ()
    """Those who would go into the same place of the same drive as somebody else."""


def counterparts(
    settings: TenantFiles, there: Iterable[Person], groups_there: Iterable[Group]
) -> dict[str, str]:
    """Return who is whom: by the marks that the move of people left, and by decisions."""
    ids, found = set[str](), dict[str, str]()
    for one in (*there, *groups_there):
        ids.add(one.id)
        if one.mark.startswith(f"{MARK}."):
            found[one.mark.rsplit(".", 1)[-1]] = one.id
    decided = {row.source: row.target for row in settings.decisions if row.target in ids and row.target}
    return found | decided


def owners(
    settings: TenantFiles,
    people: Iterable[Person],
    groups: Iterable[Group],
    skus: Iterable[Sku],
    there: Mapping[str, str],
) -> Owners:
    """Apply rules and decisions. Who fits no row is named, never left in silence."""
    stay = {row.source for row in settings.decisions if row.choice == "leave"}
    beside = {row.source: row.into for row in settings.decisions if row.into}
    names, found, unfit = {sku.id: sku.name for sku in skus}, Owners(), list[str]()
    for person in people if settings.people else ():
        row = first_fitting(settings.people, person, names)
        if row is None and not person.guest_of and person.id not in stay:
            unfit.append(person.id)
        elif (why := _stays(person, row, stay, there)) is not None:
            found.left[person.id] = why
        elif row is not None:
            found.people[person.id] = there[person.id], beside.get(person.id, row.into)
    for group in groups if settings.groups == "move" else ():
        if group.id in stay:
            found.left[group.id] = "decided"
        elif group.profile.unified and group.id not in there:
            found.left[group.id] = "group"
        elif group.profile.unified:
            found.groups[group.id] = there[group.id], beside.get(group.id, settings.groups_into)
    return Owners(found.people, found.groups, found.left, tuple(sorted(unfit)), _crowded(found))


def _crowded(found: Owners) -> tuple[str, ...]:
    """Return who shares a place: the same folder of one new owner, or its top with anything else."""
    by_owner: dict[str, list[tuple[str, str]]] = {}
    for source, (target, into) in (found.people | found.groups).items():
        by_owner.setdefault(target, []).append((source, into.casefold()))
    crowded = set[str]()
    for rows in by_owner.values():
        places = [into for _, into in rows]
        whole = "" in places and len(rows) > 1
        crowded |= {source for source, into in rows if whole or places.count(into) > 1}
    return tuple(sorted(crowded))


def _stays(person: Person, row: DriveRow | None, stay: set[str], there: Mapping[str, str]) -> LeftWhy | None:
    if person.guest_of:
        return "guest"
    if person.id in stay:
        return "decided"
    if row is not None and row.leave:
        return "row"
    return None if person.id in there else "no account there"


def mapped(grants: Iterable[Grant], there: Mapping[str, str]) -> tuple[Grant, ...]:
    """Return the rights as they are to be on the new side: those of whom there is a counterpart.

    An owner's is none: nobody can be invited as one.
    """
    return tuple(
        Grant(to=there[one.to], kind=one.kind, roles=one.roles)
        for one in grants
        if one.kind != "link" and one.to in there and OWNER not in one.roles
    )


def unmapped(grants: Iterable[Grant], there: Mapping[str, str]) -> tuple[Grant, ...]:
    """Return the rights of those who have no counterpart, and nobody has decided about."""
    return tuple(
        one for one in grants if one.kind != "link" and one.to not in there and OWNER not in one.roles
    )


def holds(name: str) -> bool:
    """True when OneDrive and SharePoint take a name."""
    plain = name == name.strip() and not name.endswith(".") and not set(name) & FORBIDDEN
    return plain and not name.startswith("~$") and "_vti_" not in name
