"""Who there is, as the directory and the personnel system tell it: not always the same."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path

from pydantic import JsonValue

from practice.forms.clock import iso
from practice.forms.draws import chance, stream
from practice.forms.settings import Settings, by_tier
from practice.forms.town import Group, Town, User

__all__ = ["write_directory"]


def write_directory(settings: Settings, town: Town, directory: Path) -> None:
    """Write users, groups, deleted users, units; those who left long ago in the last or nowhere."""
    if not settings.sources.directory:
        return
    directory.mkdir(parents=True, exist_ok=True)
    rng = stream(settings.name, "directory")
    users = list(town.users.values())
    groups = list(town.groups.values())
    rng.shuffle(users)
    rng.shuffle(groups)
    present = [_user(user) for user in users if user.state in {"active", "disabled"}]
    gone = [_user(user) for user in users if user.state == "deleted"]
    for name, found in (
        ("users", present),
        ("deleted-users", gone),
        ("groups", [_group(g, town) for g in groups]),
    ):
        whole: JsonValue = {"value": [*found]} if town.habits.groups_wrapped else [*found]
        (directory / f"{name}.json").write_text(
            json.dumps(whole, ensure_ascii=False, indent=1), encoding="utf-8"
        )
    forgotten = by_tier(settings, 0.0, 0.05, 0.1, 0.15, 0.25)
    listed = [user for user in users if user.state != "gone" or not chance(rng, forgotten)]
    _units(town, listed, directory / "units.csv")


def _user(user: User) -> dict[str, JsonValue]:
    found: dict[str, JsonValue] = {
        "id": user.id,
        "displayName": user.name,
        "userPrincipalName": user.upn if user.state != "deleted" else user.id.replace("-", "") + user.upn,
        "mail": user.upn,
        "department": user.unit.name,
        "jobTitle": None if user.shared else user.title,
        "accountEnabled": user.state == "active",
        "userType": "Member",
    }
    if user.state == "deleted" and user.left_at is not None:
        found["deletedDateTime"] = iso(user.left_at)
    return found


def _group(group: Group, town: Town) -> dict[str, JsonValue]:
    return {
        "id": group.id,
        "displayName": group.name,
        "mailNickname": group.nick,
        "groupTypes": ["Unified"],
        "siteUrl": town.drives[group.id].url,
        "members": [{"id": user} for user in group.members if town.users[user].state != "gone"],
        "owners": [{"id": group.members[0]}],
    }


def _units(town: Town, users: Sequence[User], file: Path) -> None:
    shape = town.habits.units_shape
    with file.open("w", encoding="utf-8-sig" if shape == "member_rows" else "utf-8", newline="") as out:
        writer = csv.writer(out, delimiter={"semicolon": ",", "tab": "\t", "member_rows": ";"}[shape])
        writer.writerow(["unit", "sector", "members"])
        for unit in town.units:
            members = [user.id for user in users if user.unit == unit]
            if shape == "member_rows":
                writer.writerows([unit.name, unit.sector, member] for member in members)
            else:
                writer.writerow([unit.name, unit.sector, ";".join(members)])
