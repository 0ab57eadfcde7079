"""In which order a tenant's parts must come, said by `depends_on`: a cutover waits for what it depends on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flytt.mapping.faults import Fault, shown
from flytt.mapping.nodes import Node, Table, find, select, texts
from flytt.mapping.stated import UNKNOWN
from flytt.mapping.view import View
from flytt.mapping.wrapped import unwrap
from flytt.migration.record import Json
from flytt.migration.workload import Place

_DOMAIN, _IDENTITY = "tenant-domain", "tenant-identity"
_CONTENT = frozenset({"tenant-mailboxes", "tenant-files", "tenant-teams", "tenant-chats", "tenant-planner",
                      "tenant-intranet"})  # fmt: skip
_PARTS = _CONTENT | {_IDENTITY}
_WHOLE = 2
"""Whoever waits for content of so many kinds waits for the tenant as a whole, and so for its domain too."""


@dataclass(frozen=True)
class _Row:
    id: str
    kind: str
    place: Place
    settings: dict[str, Json]
    awaits: frozenset[str]

    @property
    def tenants(self) -> tuple[Json, Json] | None:
        """From which tenant into which; None as long as that is unknown."""
        pair = self.settings.get("source"), self.settings.get("target")
        return None if {None, UNKNOWN} & {str(one) if one else None for one in pair} else pair

    @property
    def moves_people(self) -> bool:
        """True when drives of people are surely among it."""
        people = self.settings.get("people")
        rules = people if isinstance(people, list) else []
        moving = (one for one in rules if isinstance(one, dict) and one.get("leave") is not True)
        return self.kind == "tenant-files" and any(True for _ in moving)

    @property
    def moves_groups(self) -> bool:
        """True when libraries of groups are surely among it."""
        return self.kind == "tenant-files" and self.settings.get("groups") == "move"


def tenant_order(view: View) -> Iterator[Fault]:
    """Yield what lacks in `depends_on` for the parts of a tenant to come in an order that works."""
    rows = {row.id: row for row in map(_row, view.rows()) if row.id}
    behind = {name: _behind(name, rows) for name in rows}
    pairs = {row.tenants for row in rows.values() if row.kind in _PARTS | {_DOMAIN}} - {None}

    def lacks(row: _Row, base: _Row, why: str) -> Iterator[Fault]:
        together = len(pairs) <= 1 if row.tenants is None or base.tenants is None else (
            row.tenants == base.tenants
        )  # fmt: skip
        if together and base.id != row.id and base.id not in behind[row.id]:
            yield Fault(
                place=row.place,
                what=f"workload {shown(row.id)} does not wait for {shown(base.id)}: {why}",
                expected=f"{shown(base.id)} under depends_on, or under that of something it depends on",
            )

    spare = _spare(rows)
    for row in rows.values():
        for base in rows.values():
            # Teams may come before their files or after them, but not at the same time.
            is_before = row.kind == "tenant-teams" and row.id in behind[base.id]
            if not is_before and (why := _why(row, base, spare)):
                yield from lacks(row, base, why)
        if row.kind not in _PARTS | {_DOMAIN} and len(_kinds(behind[row.id], rows)) >= _WHOLE:
            for base in rows.values():
                if base.kind == _DOMAIN and base.id not in spare and row.id not in behind[base.id]:
                    yield from lacks(
                        row, base, "what waits for Microsoft 365 as a whole waits for its domain"
                    )
    yield from _twice(rows)


def _why(row: _Row, base: _Row, spare: set[str]) -> str:
    """Return why one must wait for the other; empty when it need not."""
    if row.kind == _DOMAIN and base.kind in _PARTS and row.id not in spare:
        return "the domain leaves the old tenant last, once nothing there needs it"
    if row.kind in _CONTENT and base.kind == _IDENTITY:
        return "accounts, groups and licences come before what belongs to them"
    if row.kind == "tenant-chats" and base.moves_people:
        return "files sent in chats lie in the senders' OneDrive"
    if row.kind == "tenant-teams" and base.moves_groups:
        return "the files of a team lie in its group's site"
    return ""


def _spare(rows: Mapping[str, _Row]) -> set[str]:
    """Return the domains that move first, to try it out: below another one, or before another one."""
    domains = [row for row in rows.values() if row.kind == _DOMAIN]
    names = {str(row.settings.get("domain", UNKNOWN)).casefold() for row in domains} - {UNKNOWN}
    below = {
        row.id
        for row in domains
        if any(str(row.settings.get("domain", "")).casefold().endswith(f".{name}") for name in names)
    }
    return below | {one for row in domains for one in row.awaits}


def _kinds(names: frozenset[str], rows: Mapping[str, _Row]) -> set[str]:
    return {rows[name].kind for name in names if name in rows} & _CONTENT


def _twice(rows: Mapping[str, _Row]) -> Iterator[Fault]:
    """Yield a fault for each domain that a second workload would move."""
    first: dict[str, _Row] = {}
    for row in rows.values():
        domain = row.settings.get("domain") if row.kind == _DOMAIN else None
        if not isinstance(domain, str) or domain == UNKNOWN:
            continue
        if (other := first.setdefault(domain.casefold(), row)) is not row:
            what = f"workloads {shown(other.id)} and {shown(row.id)} both move the domain {shown(domain)}"
            yield Fault(place=row.place, what=what, expected="one workload for each domain: it moves once")


def _behind(name: str, rows: Mapping[str, _Row]) -> frozenset[str]:
    """Return all that a workload waits for, near or far."""
    found, waiting = set[str](), [name]
    while waiting:
        row = rows.get(waiting.pop())
        further = row.awaits - found if row else frozenset[str]()
        found |= further
        waiting += further
    return frozenset(found)


def _row(row: Table) -> _Row:
    return _Row(
        id=next((text for text, _ in texts(row, "id")), ""),
        kind=next((text for text, _ in texts(row, "kind")), ""),
        place=find(row, ["depends_on"])
        if any(True for _ in select(row, "depends_on"))
        else find(row, ["id"]),
        settings=_settings(row.get("settings")),
        awaits=frozenset(text for text, _ in texts(row, "depends_on", "*", "workload")),
    )


def _settings(node: Node | None) -> dict[str, Json]:
    found = unwrap(node, practice=True).settings if node is not None else None
    return found if isinstance(found, dict) else {}
