"""Both tenants as digests of what they mean: names, rights and contents, not ids or times."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from pydantic import JsonValue

from practice.graph.tenant import Tenant
from practice.graph.things import Thing, text

__all__ = ["digests"]

_TIMES_AND_IDS = frozenset({
    "id", "createdDateTime", "renewedDateTime", "deletedDateTime", "externalUserStateChangeDateTime",
    "signInSessionsValidFromDateTime",
})  # fmt: skip


def digests(tenant: Tenant) -> dict[str, JsonValue]:
    """A SHA-256 for each kind, and one of all; the same after the same moves in any order."""

    def name(object_id: str) -> str:
        found = tenant.object(object_id)
        return _name(found[1]) if found else object_id

    drives = [drive for drive in tenant.drives.values() if drive.is_touched]
    found = {
        "users": _digest(_line(user) for user in tenant.users.values()),
        "groups": _digest(
            f"{_line(group)} {sorted(map(name, tenant.members.of(text(group, 'id'))))} "
            f"{sorted(map(name, tenant.owners.of(text(group, 'id'))))}"
            for group in tenant.groups.values()
        ),
        "deleted": _digest(_line(thing) for thing in tenant.deleted.values()),
        "contacts": _digest(_line(one) for one in tenant.contacts.values()),
        "domains": _digest(f"{domain}" for domain in tenant.domains.values()),
        "drives": _digest(
            f"{name(drive.owner_id)} {line}" for drive in drives for line in drive.digest_lines()
        ),
        "boxes": _digest(tenant.box_lines()),
        "teams": _digest(tenant.team_lines()),
        "plans": _digest(tenant.plan_lines()),
        "pages": _digest([f"{tenant.root_lock}", *tenant.page_lines()]),
        "outbox": _digest(f"{mail}" for mail in tenant.outbox),
    }
    return {**found, "all": _digest(f"{kind} {value}" for kind, value in found.items())}


def _line(thing: Thing) -> str:
    return str(sorted((key, str(value)) for key, value in thing.items() if key not in _TIMES_AND_IDS))


def _name(thing: Thing) -> str:
    return text(thing, "userPrincipalName") or text(thing, "mailNickname")


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
