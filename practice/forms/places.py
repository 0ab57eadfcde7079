"""Where files are put and what people call them: the same habits for answers and for ordinary lists."""

from __future__ import annotations

import random
import re

from practice.forms.clock import year_of
from practice.forms.draws import chance, weighted
from practice.forms.settings import Settings, by_tier
from practice.forms.town import Town, Unit, User

__all__ = ["copied_name", "downloaded_name", "file_title", "folder_for", "given_name", "own_or_team"]

_OWN = (
    "",
    "/Dokumenter",
    "/Nedlastinger",
    "/Skrivebord",
    "/Skjema",
    "/Rapporter/{year}",
    "/Diverse",
    "/Arbeid",
)
_TEAM = ("", "/General", "/Undersøkelser", "/Skjema/{year}", "/Rapporter/{year}", "/Arkiv", "/Møter/{year}")
_NAMES = (
    "Svar {title}", "Resultater {year}", "{title} {year}", "Oversikt {unit}", "Bok1", "Book1", "Ny liste",
    "{title} - kopi til møte", "Oppsummering", "{unit} {year}", "liste", "Svar", "{title}", "eksport",
    "{title} endelig", "Data {year}", "Ark til leder", "{title}_v2", "skjema svar {unit}",
    "{title}(1-{count})",
)  # fmt: skip


def file_title(title: str) -> str:
    """A form's title as a file name can hold it."""
    return re.sub(r'[\\/:*?"<>|#%]', "", title).strip()[:110].strip() or "Untitled form"


def downloaded_name(title: str, first: int, last: int) -> str:
    """What Forms calls a download."""
    return f"{file_title(title)}({first}-{last})"


def given_name(rng: random.Random, town: Town, title: str, unit: Unit, at: int, count: int) -> str:
    """What a person calls a spreadsheet."""
    pattern = rng.choice(_NAMES)
    year = min(year_of(at), year_of(town.now))
    name = pattern.format(title=file_title(title)[:60], year=year, unit=unit.name, count=max(1, count))
    return name.lower() if chance(rng, 0.1) else name


def copied_name(rng: random.Random, name: str) -> str:
    """What a copy is called."""
    kind = rng.choice(("{} - Kopi", "Kopi av {}", "{} (2)", "Copy of {}", "{} - Copy", "{}", "{} kopi 2"))
    return kind.format(name)


def folder_for(rng: random.Random, *, personal: bool, at: int) -> str:
    """A folder of a drive."""
    return rng.choice(_OWN if personal else _TEAM).format(year=year_of(at))


def own_or_team(rng: random.Random, settings: Settings, town: Town, user: User, unit: Unit) -> str:
    """Whose drive a user puts a file of a unit in: an account that is gone has none any more."""
    team = rng.choice(town.teams[unit.name]).id
    if chance(rng, by_tier(settings, 0.01, 0.02, 0.03, 0.05, 0.08)):  # a colleague elsewhere got it
        other = rng.choice([found for found in town.users.values() if found.state != "gone"])
        return other.id
    where = weighted(rng, {"own": 55.0, "team": 45})
    return user.id if where == "own" and user.state != "gone" else team
