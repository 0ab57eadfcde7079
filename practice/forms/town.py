"""Who there is: units, people, groups and their drives, in a municipality that does not exist."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from practice.forms.clock import DAY, moment
from practice.forms.draws import chance, drive_id, guid, stream
from practice.forms.habits import Habits, habits_of
from practice.forms.settings import Settings, by_tier
from practice.people import Draw, people

__all__ = ["Drive", "Group", "Town", "Unit", "User", "make_town", "plain"]

State = Literal["active", "disabled", "deleted", "gone"]
_PLACES = ("Øvings", "Prøv", "Tenk", "Liksom", "Låt", "Skinn", "Mål", "Test", "Dikt", "Påfunn")
_ENDS = ("sæter", "nes", "vik", "lund", "bø", "øya", "haug", "dal")
_KINDS: dict[str, tuple[str, ...]] = {
    "oppvekst": ("{} skole", "{} barnehage", "{} ungdomsskole", "{} skule", "PPT {}"),
    "helse": ("{} sykehjem", "Hjemmetjenesten {}", "{} bo- og aktivitetssenter", "Legevakt {}"),
    "teknisk": ("Vann og avløp {}", "Byggesak {}", "Brann og redning {}"),
    "kultur": ("{} bibliotek", "{} kulturskole", "Ungdomsklubben {}"),
    "stab": ("HR {}", "IKT {}", "Økonomi {}", "Kommunikasjon {}"),
    "politisk": ("Politisk sekretariat {}",),
}
_SECTORS = ("oppvekst",) * 9 + ("helse",) * 5 + ("teknisk",) * 2 + ("kultur",) * 2 + ("stab",) * 2
_TITLES = ("Rektor", "Rådgiver", "Lærer", "Konsulent", "Sykepleier", "Avdelingsleder", "Styrer", "Sekretær")


@dataclass(frozen=True)
class Unit:
    """A unit of the municipality, with the sector it belongs to."""

    name: str
    sector: str


@dataclass(frozen=True)
class User:
    """An account. `left_at` is when its owner left, if it is not active; a shared mailbox is no person."""

    id: str
    name: str
    upn: str
    title: str
    unit: Unit
    state: State
    left_at: int | None
    shared: bool


@dataclass(frozen=True)
class Drive:
    """A document library. `owner` is the id of the user or the group whose it is."""

    id: str
    owner: str
    personal: bool
    url: str
    site: str


@dataclass(frozen=True)
class Group:
    """A Microsoft 365 group of one unit's people."""

    id: str
    name: str
    nick: str
    unit: Unit
    members: tuple[str, ...]


@dataclass(frozen=True)
class Town:
    """The municipality on the day it was read (`now`)."""

    tenant: str
    host: str
    now: int
    units: tuple[Unit, ...]
    users: Mapping[str, User]
    groups: Mapping[str, Group]
    drives: Mapping[str, Drive]
    staff: Mapping[str, tuple[User, ...]]
    teams: Mapping[str, tuple[Group, ...]]
    habits: Habits


def plain(text: str) -> str:
    """Letters that fit in an address."""
    lower = text.lower().replace("æ", "ae").replace("ø", "o").replace("å", "a")
    return re.sub(r"[^a-z0-9]+", ".", lower).strip(".")


def make_town(settings: Settings) -> Town:
    """Invent the municipality of these settings."""
    rng = stream(settings.name, "town")
    name = rng.choice(_PLACES) + rng.choice(_ENDS)
    host = f"{plain(name)}{rng.randrange(100)}"
    now = moment(2026, 10, 1) + rng.randrange(60 * DAY)
    units = _units(rng, max(6, min(120, settings.forms // 12)))
    users = {user.id: user for user in _users(settings, rng, units, host, now)}
    staff = {unit.name: tuple(user for user in users.values() if user.unit == unit) for unit in units}
    groups = {group.id: group for group in _groups(settings, rng, units, staff)}
    drives = [_own_drive(settings, user, host) for user in users.values()]
    drives += [_team_drive(settings, group, host) for group in groups.values()]
    teams = {unit.name: tuple(group for group in groups.values() if group.unit == unit) for unit in units}
    by_owner = {drive.owner: drive for drive in drives}
    tenant = guid(settings.name, "tenant")
    return Town(tenant, host, now, units, users, groups, by_owner, staff, teams, habits_of(settings))


def _units(rng: random.Random, count: int) -> tuple[Unit, ...]:
    found: dict[str, Unit] = {}
    places = [first + end for first in _PLACES for end in _ENDS]
    while len(found) < count:
        sector = rng.choice((*_SECTORS, "politisk"))
        name = rng.choice(_KINDS[sector]).format(rng.choice(places))
        found[name] = Unit(name, sector)
    return tuple(found.values())


def _users(
    settings: Settings, rng: random.Random, units: tuple[Unit, ...], host: str, now: int
) -> list[User]:
    count = max(4 * len(units), min(2_500, settings.forms))
    draw = Draw(f"{settings.name}/people")
    left = by_tier(settings, 0.05, 0.08, 0.12, 0.18, 0.18)
    users: list[User] = []
    taken: set[str] = set()
    for index, person in enumerate(people(draw, draw, count=count, overlap=0)):
        unit = units[index % len(units)]
        shared = chance(rng, 0.04)
        name = f"Postmottak {unit.name}" if shared else person.name
        address = plain(name)
        while address in taken:
            address += str(rng.randrange(10))
        taken.add(address)
        state: State = "active"
        if index >= 2 * len(units) and chance(rng, left):
            state = rng.choices(("deleted", "gone", "disabled"), weights=(2, 9, 7))[0]
        days = {"active": 0, "disabled": 900, "deleted": 25, "gone": 900}[state]
        after = 40 if state == "gone" else 1
        left_at = None if state == "active" else now - (after + rng.randrange(days)) * DAY
        users.append(
            User(
                id=guid(settings.name, "user", index),
                name=name,
                upn=f"{address}@{host}.example",
                title=rng.choice(_TITLES),
                unit=unit,
                state=state,
                left_at=left_at,
                shared=shared,
            )
        )
    return users


def _groups(
    settings: Settings, rng: random.Random, units: tuple[Unit, ...], staff: Mapping[str, tuple[User, ...]]
) -> list[Group]:
    groups: list[Group] = []
    everyone = [user.id for unit in units for user in staff[unit.name]]
    for unit in units:
        for index in range(1 if chance(rng, 0.6) else 2):
            name = unit.name if index == 0 else rng.choice(("Ansatte {}", "{} ledelse", "Prosjekt {}"))
            name = name.format(unit.name)
            members = [user.id for user in staff[unit.name] if index == 0 or chance(rng, 0.6)]
            if chance(rng, 0.2):
                members.append(rng.choice(everyone))
            nick = plain(name).replace(".", "") + str(rng.randrange(10) if index else "")
            unique = tuple(dict.fromkeys(members)) or (staff[unit.name][0].id,)
            groups.append(Group(guid(settings.name, "group", unit.name, index), name, nick, unit, unique))
    return groups


def _own_drive(settings: Settings, user: User, host: str) -> Drive:
    folder = re.sub(r"[.@]", "_", user.upn)
    url = f"https://{host}-my.sharepoint.example/personal/{folder}"
    return Drive(drive_id(settings.name, user.id), user.id, personal=True, url=url, site=guid(url))


def _team_drive(settings: Settings, group: Group, host: str) -> Drive:
    url = f"https://{host}.sharepoint.example/sites/{group.nick}"
    return Drive(drive_id(settings.name, group.id), group.id, personal=False, url=url, site=guid(url))
