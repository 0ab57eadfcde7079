"""What stands on both sides of a tenant's move, thing by thing: read off the receipts of its comparisons."""

from collections.abc import Iterator
from typing import Literal, TypeAlias

from flytt.migration.plan import PlannedWorkload
from flytt.migration.record import Json, Record
from flytt.migration.state import MoveState

Thing: TypeAlias = Literal[
    "people", "group", "licence", "drive", "mailbox", "channel", "chat", "plan", "site"
]


class Counted(Record):
    """One thing on both sides. Ids are those of the old tenant; None: no such number is kept of its sort.

    `source` and `target` count what it holds: members, seats, files, items, messages, tasks, pages. Prints
    are the first 16 digits of a SHA-256 over all of them. `noted`: what else was counted, in the words of
    the comparison (`edited`, `late`, `staying`); these are explained, and so no difference.
    """

    thing: Thing
    id: str
    within: str = ""
    source: int
    target: int
    size_bytes: int | None = None
    size_bytes_there: int | None = None
    rights: int | None = None
    rights_there: int | None = None
    source_print: str = ""
    target_print: str = ""
    differing: int = 0
    noted: dict[str, int] = {}

    @property
    def alike(self) -> bool:
        """True when every number and print that is kept of both sides is the same."""
        bytes_alike = self.size_bytes_there is None or self.size_bytes == self.size_bytes_there
        return (
            self.source == self.target
            and bytes_alike
            and self.rights == self.rights_there
            and self.source_print == self.target_print
            and not self.differing
        )


_LISTS: dict[str, tuple[tuple[str, Thing, str, str], ...]] = {
    "identity.compare": (("groups", "group", "group", ""), ("licences", "licence", "sku", "")),
    "files.compare": (("drives", "drive", "owner", ""),),
    "mailboxes.compare": (("mailboxes", "mailbox", "account", ""),),
    "teams.compare": (("channels", "channel", "channel", "team"),),
    "chats.compare": (("chats", "chat", "chat", ""),),
    "planner.compare": (("each", "plan", "plan", ""),),
    "intranet.compare": (("each", "site", "site", ""),),
}
"""By step: where in its receipt the rows lie, what each is, and the fields that name it and what it is in."""
_SOURCE, _TARGET = ("source", "files", "wanted"), ("target", "files_there", "found")
_AMISS: dict[Thing, str] = {"channel": "extra"}
"""What stands on the new side alone and is a difference: into a channel in migration mode nobody writes."""
_OWN = frozenset({"size_bytes", "size_bytes_there", "rights", "rights_there", "differing"})


def both_sides(workload: PlannedWorkload, state: MoveState) -> tuple[Counted, ...]:
    """Return the rows of the newest comparison. A ledger from before they were kept has none."""
    found: list[Counted] = []
    for step in workload.steps:
        receipt = state.workload(workload.id).step(step.key).receipt
        if receipt is not None and step.step in _LISTS:
            found = list(_rows(step.step, receipt))
    return tuple(found)


def _rows(step: str, receipt: dict[str, Json]) -> Iterator[Counted]:
    people, there = receipt.get("people"), receipt.get("people_there")
    if step == "identity.compare" and isinstance(people, int) and isinstance(there, int):
        yield Counted(thing="people", id="", source=people, target=there)
    for where, thing, name, within in _LISTS[step]:
        rows = receipt.get(where)
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, dict):
                yield _counted(row, thing, name, within)


def _counted(row: dict[str, Json], thing: Thing, name: str, within: str) -> Counted:
    numbers = {
        key: value for key, value in row.items() if isinstance(value, int) and not isinstance(value, bool)
    }
    source, target = _first(numbers, _SOURCE), _first(numbers, _TARGET)
    beside = numbers.keys() - _OWN - {*_SOURCE, *_TARGET}
    return Counted(
        thing=thing,
        id=str(row.get(name, "")),
        within=str(row.get(within, "")) if within else "",
        source=source,
        target=target,
        size_bytes=numbers.get("size_bytes"),
        size_bytes_there=numbers.get("size_bytes_there"),
        rights=numbers.get("rights"),
        rights_there=numbers.get("rights_there"),
        source_print=str(row.get("source_print", "")),
        target_print=str(row.get("target_print", "")),
        differing=sum(
            numbers.get(key, 0) for key in ("differing", "lacking", "unlike", _AMISS.get(thing, ""))
        )
        + (row.get("unread") is True),
        noted={key: numbers[key] for key in sorted(beside - {"lacking", "unlike"}) if numbers[key]},
    )


def _first(numbers: dict[str, int], names: tuple[str, ...]) -> int:
    return next((numbers[name] for name in names if name in numbers), 0)
