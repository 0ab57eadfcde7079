"""Who there is: units, people, teams, drives and what a form is called by the service."""

import base64
from random import Random
from typing import NamedTuple
from uuid import UUID

from bench.forms.foreign.words import FIRST, LAST, chance

_UNITS = {
    "oppvekst": ("Dalvang barneskole", "Åsen oppvekstsenter", "Fjordgløtt barnehage", "Tunet skule",
                 "Dalvang ungdomsskole", "Rognebær barnehage", "PP-tenesta"),
    "helse": ("Solkroken omsorgssenter", "Hjemmesykepleien nord", "Hjemmesykepleien sør",
              "Helsestasjonen", "Legekontoret", "Bofellesskapet Bakken"),
    "teknisk": ("Teknisk drift", "Plan og byggesak", "Brannvesenet"),
    "kultur": ("Dalvang folkebibliotek", "Kulturskolen", "Frivilligsentralen"),
    "stab": ("Servicetorget", "Lønn og personal", "Digitalisering"),
}  # fmt: skip


class Unit(NamedTuple):
    """A unit and the sector that it belongs to."""

    name: str
    sector: str


class Person(NamedTuple):
    """An account; `gone` are those whose account was deleted long ago."""

    id: str
    name: str
    upn: str
    unit: Unit
    gone: bool


class Team(NamedTuple):
    """A group of one unit, with a site of its own."""

    id: str
    name: str
    unit: Unit
    members: tuple[str, ...]


class Drive(NamedTuple):
    """A library: `owner` is a person's or a team's id."""

    id: str
    owner: str
    personal: bool
    url: str


class Town(NamedTuple):
    """The municipality."""

    tenant: str
    units: tuple[Unit, ...]
    people: tuple[Person, ...]
    teams: tuple[Team, ...]
    drives: dict[str, Drive]

    def staff(self, unit: Unit) -> list[Person]:
        """Return who works there, or did."""
        return [one for one in self.people if one.unit == unit]


def guid(rng: Random) -> str:
    """Return a GUID."""
    return str(UUID(int=rng.getrandbits(128), version=4))


def form_id(tenant: str, owner: str, rng: Random, *, team: bool) -> str:
    """Return an id as the service makes them: tenant, owner, table, mark of a group."""
    table = "U" + "".join(rng.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") for _ in range(25))
    body = UUID(tenant).bytes_le + UUID(owner).bytes_le + (table + "$%@#t=g" * team).encode()
    return base64.urlsafe_b64encode(body + b"." * (-len(body) % 3)).decode()


def make_town(rng: Random) -> Town:
    """Return ten to fourteen units of two to seven people, and a team for most units."""
    units = [Unit(name, sector) for sector, names in _UNITS.items() for name in names]
    units = rng.sample(units, rng.randint(10, 14))
    names = [(first, last) for first in FIRST for last in LAST]
    rng.shuffle(names)
    people: list[Person] = []
    teams: list[Team] = []
    drives: dict[str, Drive] = {}
    for unit in units:
        some: list[str] = []
        for _ in range(rng.randint(2, 7)):
            first, last = names.pop()
            upn = f"{first[:3]}{last[:4]}{len(people):02}".lower().replace("å", "a").replace("ø", "o")
            one = Person(guid(rng), f"{last}, {first}", f"{upn}@dalvang.example", unit, chance(rng, 0.08))
            people.append(one)
            some.append(one.id)
            drives[one.id] = _drive(rng, one.id, f"personal/{upn}_dalvang_example", personal=True)
        for kind in ("", " - ledelse")[: rng.choice((0, 1, 1, 2))]:
            team = Team(guid(rng), unit.name + kind, unit, tuple(some))
            teams.append(team)
            site = "".join(one for one in team.name if one.isascii() and one.isalnum())
            drives[team.id] = _drive(rng, team.id, f"sites/{site}", personal=False)
    return Town(guid(rng), tuple(units), tuple(people), tuple(teams), drives)


def _drive(rng: Random, owner: str, path: str, *, personal: bool) -> Drive:
    name = "b!" + base64.urlsafe_b64encode(rng.randbytes(48)).decode()
    host = "dalvang-my.sharepoint.example" if personal else "dalvang.sharepoint.example"
    library = "Documents" if personal else "Delte dokumenter"
    return Drive(name, owner, personal, f"https://{host}/{path}/{library}")
