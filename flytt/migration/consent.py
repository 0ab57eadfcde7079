"""The least that each kind of workload needs in a tenant: one table for surveys, `flytt check` and docs."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple, TypeAlias

from flytt.migration.permissions import (
    ARCHIVING,
    CHATS,
    CLOSING,
    DOMAIN,
    FILES,
    IDENTITY,
    INTRANET,
    MAILBOXES,
    PLANNER,
    TEAMS,
    Needs,
)

Side: TypeAlias = Literal["old", "new"]
Use: TypeAlias = Literal["reader", "writer"]
Service: TypeAlias = Literal["Graph", "Exchange", "SharePoint"]
"""Whose permission it is. A token for one says nothing of the others."""
Since: TypeAlias = Literal["move", "back", "retire"]
"""Needed to move at all; to bring home what people wrote on the new side; to close the old one for good."""


class Consent(NamedTuple):
    """What one application of one tenant must be let do, of one service."""

    side: Side
    use: Use
    permissions: frozenset[str]
    service: Service = "Graph"
    since: Since = "move"


MANAGE_EXCHANGE = frozenset({"Exchange.ManageAsApp"})
"""Lets an application in to Exchange's administration; its role there says how far."""
BLOCKING = frozenset({"User.EnableDisableAccount.All"})
"""Blocks accounts and changes nothing else. Source: Microsoft's permissions reference, August 2026."""


def _both(needs: Needs, *, old_writes: bool = False) -> tuple[Consent, ...]:
    rows: tuple[Consent, ...] = (
        Consent("old", "reader", needs.reads),
        Consent("new", "reader", needs.reads),
        Consent("new", "writer", needs.writes),
    )
    return (*rows, Consent("old", "writer", needs.writes)) if old_writes else rows


def _exchange() -> tuple[Consent, ...]:
    sides: tuple[Side, ...] = ("old", "new")
    uses: tuple[Use, ...] = ("reader", "writer")
    return tuple(Consent(side, use, MANAGE_EXCHANGE, "Exchange") for side in sides for use in uses)


CONSENTS: Mapping[str, tuple[Consent, ...]] = MappingProxyType(
    {
        "tenant-identity": (*_both(IDENTITY), Consent("old", "writer", BLOCKING, since="retire")),
        "tenant-mailboxes": (*_both(MAILBOXES, old_writes=True), *_exchange()),
        "tenant-files": (
            *_both(FILES),
            Consent("old", "writer", CLOSING.writes, "SharePoint"),
            Consent("old", "writer", FILES.writes, since="back"),
        ),
        "tenant-intranet": (
            *_both(INTRANET),
            Consent("old", "writer", CLOSING.writes, "SharePoint"),
            Consent("old", "writer", INTRANET.writes, since="back"),
        ),
        "tenant-teams": (
            *_both(TEAMS),
            Consent("new", "writer", ARCHIVING.writes),
            Consent("old", "writer", ARCHIVING.writes),
        ),
        "tenant-chats": _both(CHATS),
        "tenant-planner": _both(PLANNER, old_writes=True),
        "tenant-domain": (*_both(DOMAIN, old_writes=True), *_exchange()),
    }
)
"""By kind of workload."""

_WIDER = {"User.EnableDisableAccount.All": frozenset({"User.ReadWrite.All"})}
"""What lets do the same and more: whoever has it needs no consent besides."""
_TAKES_OUT = frozenset({"MailboxItem.Export.All"}) | MANAGE_EXCHANGE
"""Permissions of readers whose names do not say that they read. Exchange's own roles say how far they go."""


def lacking(needed: frozenset[str], granted: frozenset[str]) -> frozenset[str]:
    """Return what is needed and neither granted nor contained in something that is."""
    return frozenset(one for one in needed - granted if not _WIDER.get(one, frozenset()) & granted)


def unasked(needed: frozenset[str], granted: frozenset[str]) -> frozenset[str]:
    """Return what is granted and nobody needs: an application with it can do more harm than it must."""
    wider = frozenset(w for one in needed for w in _WIDER.get(one, frozenset()))
    return granted - needed - wider


def writes(granted: Iterable[str]) -> frozenset[str]:
    """Return those that change something, by what Microsoft calls them."""
    return frozenset(one for one in granted if one not in _TAKES_OUT and not _only_reads(one))


def _only_reads(permission: str) -> bool:
    return any(word in {"Read", "ReadBasic"} for word in permission.split(".")[1:])


def missing(
    kind: str, granted: Mapping[tuple[Side, Use], frozenset[str]], *, service: Service = "Graph"
) -> tuple[str, ...]:
    """Say what consent a survey lacks to move at all: a line for each application that it has asked."""
    wanted: dict[tuple[Side, Use], frozenset[str]] = {}
    for one in CONSENTS[kind]:
        if one.since == "move" and one.service == service:
            at = (one.side, one.use)
            wanted[at] = wanted.get(at, frozenset()) | one.permissions
    said = {at: lacking(needed, granted[at]) for at, needed in wanted.items() if at in granted}
    return tuple(
        f"consent in the {side} tenant, {'reading' if use == 'reader' else 'writing'}: "
        f"{', '.join(sorted(names))} is lacking"
        for (side, use), names in sorted(said.items())
        if names
    )
