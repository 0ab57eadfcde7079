"""What makes a practice drive like a real one: deep folders, Norwegian names, a large file, rights, links."""

from __future__ import annotations

from typing import Final

from practice.graph.clock import EPOCH
from practice.graph.drive import Drive, Item, seeded
from practice.graph.things import Thing, identifier

__all__ = ["LARGE_BYTES", "enrich"]

LARGE_BYTES: Final = 11_000_000
"""More than one piece of any upload session that a client is likely to use."""
_DEEP = (
    "Oppvekst og læring",
    "Årshjul 2022–2023",
    "Møteinnkallinger",
    "Elevråd",
    "Søknader & vedtak",
    "Ferdige",
    "Før jul",
    "Æresliste",
)


def enrich(drive: Drive, seed: str, shared_with: list[tuple[str, str]], *, large: bool) -> None:
    """Add to a drive. `shared_with`: kind and id of those who get rights, a person first and then a group."""
    at = drive.item("root")
    for number, name in enumerate(_DEEP):
        at = _folder(drive, at, name)
        content = seeded(f"{seed}/deep/{number}", 700 * number)
        drive.write(at, f"Vedlegg {number} (endelig).pdf", content, EPOCH, conflict="fail")
    _folder(drive, drive.item("root"), "Tom mappe")
    if large:
        drive.write(
            drive.item("root"), "Opptak frå kommunestyret.mp4", seeded(f"{seed}/large", LARGE_BYTES), EPOCH,
            conflict="fail",
        )  # fmt: skip
    shared = drive.at(drive.item("root"), "/".join(_DEEP[:2]))
    assert shared is not None
    for number, (kind, who) in enumerate(shared_with):
        _grant(
            drive,
            shared,
            {kind: {"id": who, "displayName": f"Praksis {number}"}},
            "write" if number else "read",
        )
    key = identifier("link", shared.id, "view", "organization")
    drive.permissions.setdefault(shared.id, {})[key] = {
        "id": key,
        "roles": ["read"],
        "shareId": f"u!{key}",
        "hasPassword": False,
        "link": {"type": "view", "scope": "organization", "preventsDownload": False},
    }


def _folder(drive: Drive, parent: Item, name: str) -> Item:
    found = drive.child(parent.id, name)
    made = Item(drive.new_id(f"{parent.id}/{name}"), name, parent.id, EPOCH, EPOCH)
    return found or drive.put(made)


def _grant(drive: Drive, item: Item, who: Thing, role: str) -> None:
    key = identifier("grant", item.id, str(who))
    grant: Thing = {"id": key, "roles": [role], "grantedToV2": who, "hasPassword": False}
    drive.permissions.setdefault(item.id, {})[key] = grant
