"""Both folders looked at before anything is copied: everything that would stop the copy, all at once."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from flytt.adapters.shares import preflight
from flytt.adapters.shares.manifests import Looking, manifest
from flytt.adapters.shares.order import Side
from flytt.adapters.shares.shell import ask
from flytt.shares.entry import Entry
from flytt.shares.names import NameFault, Target, faults
from flytt.shares.owners import Owners, Survey, Unmapped

_SHOWN = 20
_ROOM = 'while [ ! -d "$1" ] && [ "$1" != / ]; do set -- "$(dirname -- "$1")"; done; df -P -k -- "$1"'
_KIB = 1024


class Surveyed(NamedTuple):
    """What lies in the source and would be in the way. Lists hold the first of each; counts hold all.

    `room_bytes` is what the target has free, None when it did not say.
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

    @property
    def clear(self) -> bool:
        """Whether nothing is in the way."""
        cannot = any(fault.cannot for fault in self.badly_named)
        short = self.room_bytes is not None and self.room_bytes < self.size_bytes
        return not (self.problems or self.undecided or cannot or short) and self.sees_everything


def survey(source: Side, target: Side, owners: Owners, kind: Target) -> Surveyed:
    """List the source without its content and hold it against what the target can take. Changes nothing."""
    python = bool(preflight.facts_of(source.shell).python)
    counting = _Counting(Survey(owners))
    named: Counter[str] = Counter()
    shown: list[NameFault] = []
    with manifest(source.shell, source.path, Looking(algorithm="none"), with_python=python) as listed:
        for fault in faults(counting.through(listed), kind, below=target.path):
            named[fault.fault] += 1
            # One risk too many must not crowd out what the target cannot hold.
            if named[fault.fault] <= _SHOWN:
                shown.append(fault)
        sees = not listed.header.blind
    return Surveyed(
        entries=counting.entries,
        files=counting.files,
        size_bytes=counting.size_bytes,
        problems=dict(counting.problems),
        unread=tuple(counting.unread),
        names=dict(named),
        badly_named=tuple(shown),
        undecided=counting.owners.undecided,
        sees_everything=sees,
        room_bytes=_room(target),
    )


class _Counting:
    """What is counted while entries pass by."""

    def __init__(self, owners: Survey) -> None:
        self.owners = owners
        self.entries = self.files = self.size_bytes = 0
        self.problems: Counter[str] = Counter()
        self.unread: list[bytes] = []

    def through(self, entries: Iterable[Entry]) -> Iterable[Entry]:
        """Yield the entries as they are."""
        for entry in entries:
            self.entries += 1
            self.files += entry.type == "file"
            self.size_bytes += entry.size
            self.owners.add(entry)
            if entry.problem:
                self.problems[entry.problem] += 1
                if len(self.unread) < _SHOWN:
                    self.unread.append(entry.path)
            yield entry


def _room(target: Side) -> int | None:
    """Return the bytes that are free where the target will lie."""
    told = ask(target.shell, "see how much room there is", ("sh", "-c", _ROOM, "sh", target.path))
    last = told.text.strip().splitlines()[-1:] or [""]
    fields = last[0].split()
    try:
        return int(fields[3]) * _KIB
    except (IndexError, ValueError):
        return None
