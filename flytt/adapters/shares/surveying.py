"""Two folders looked at before a copy, for one who typed their names. The first of each is shown."""

from collections import Counter
from typing import NamedTuple

from flytt.adapters.shares import preflight
from flytt.adapters.shares.looking import Heard, look, room
from flytt.adapters.shares.manifests import Looking, manifest
from flytt.adapters.shares.order import Side
from flytt.migration.errors import BadInput
from flytt.shares.entry import Entry
from flytt.shares.names import NameFault, Target
from flytt.shares.owners import Owners, Unmapped

_SHOWN = 20


class Surveyed(NamedTuple):
    """What lies in the source and would be in the way. Lists hold the first of each; counts hold all.

    `room_bytes` is what the target has free, None when it did not say. `descriptors`: things with
    NTFS rights, which are not copied.
    """

    entries: int
    files: int
    size_bytes: int
    problems: dict[str, int]
    unread: tuple[bytes, ...]
    names: dict[str, int]
    badly_named: tuple[NameFault, ...]
    undecided: tuple[Unmapped, ...]
    sees_everything: bool
    room_bytes: int | None
    descriptors: int = 0

    @property
    def clear(self) -> bool:
        """Whether nothing is in the way."""
        cannot = any(fault.cannot for fault in self.badly_named)
        short = self.room_bytes is not None and self.room_bytes < self.size_bytes
        return not (self.problems or self.undecided or cannot or short) and self.sees_everything


def survey(source: Side, target: Side, owners: Owners, kind: Target) -> Surveyed:
    """List the source without its content and hold it against what the target can take. Changes nothing."""
    python = bool(preflight.facts_of(source.shell).python)
    unread: list[bytes] = []
    named: Counter[str] = Counter()
    shown: list[NameFault] = []

    def hear(entry: Entry) -> None:
        if len(unread) < _SHOWN:
            unread.append(entry.path)

    def hear_name(fault: NameFault) -> None:
        named[fault.fault] += 1
        # One risk too many must not crowd out what the target cannot hold.
        if named[fault.fault] <= _SHOWN:
            shown.append(fault)

    with manifest(source.shell, source.path, Looking(algorithm="none"), with_python=python) as listed:
        seen = look(listed, owners, kind, target.path, Heard(hear, hear_name))
    return Surveyed(
        entries=seen.entries,
        files=seen.files,
        size_bytes=seen.size_bytes,
        problems=dict(seen.problems),
        unread=tuple(unread),
        names=dict(seen.names),
        badly_named=tuple(shown),
        undecided=seen.undecided,
        sees_everything=seen.sees_everything,
        room_bytes=room(target.shell, target.path),
        descriptors=seen.descriptors,
    )


def refuse_undecided(source: Side, target: Side, owners: Owners) -> None:
    """Raise BadInput naming the owners about whom nothing is decided: they would keep their old number.

    The source is listed only when somebody could be.
    """
    if owners.others == "same":
        return
    found = survey(source, target, owners, "posix").undecided
    if not found:
        return
    told = ", ".join(f"{one.kind} {one.owner} ({one.things:,} things)" for one in found[:_SHOWN])
    more = f", and {len(found) - _SHOWN:,} more" if len(found) > _SHOWN else ""
    raise BadInput(
        f"Nothing is decided about {told}{more}.",
        still_true="Nothing was copied.",
        next_command="write a line OLD: NEW for each into the file of --owners, or `others: same`; "
        "`flytt share plan` shows them all",
    )
