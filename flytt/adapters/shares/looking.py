"""A source listed without content, and all that would be in the way of a copy: one look for all who ask."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from flytt.adapters.shares.shell import Shell, ask
from flytt.shares.comparison import DESCRIPTOR
from flytt.shares.entry import Entry
from flytt.shares.manifest import Listed
from flytt.shares.names import NameFault, Target, faults
from flytt.shares.owners import Owners, Survey, Unmapped

_ROOM = 'while [ -n "$1" ] && [ ! -d "$1" ]; do set -- "${1%/*}"; done; df -P -k -- "${1:-/}"'
"""An absolute path, taken apart by the shell alone: on a host without `dirname` it would never end."""
_KIB = 1024


class Looked(NamedTuple):
    """What lies there, counted. `descriptors` are things whose NTFS rights Samba keeps beside their modes."""

    entries: int
    files: int
    size_bytes: int
    problems: Counter[str]
    names: Counter[str]
    descriptors: int
    undecided: tuple[Unmapped, ...]
    sees_everything: bool


class Heard(NamedTuple):
    """Who hears of each thing that is in the way, as it is met."""

    unread: Callable[[Entry], object]
    misnamed: Callable[[NameFault], object]


def look(source: Listed, owners: Owners, kind: Target, below: str, heard: Heard) -> Looked:
    """Read the listing to its end, and hold each thing against what the target can take."""
    counting = _Counting(Survey(owners), heard.unread)
    names: Counter[str] = Counter()
    for fault in faults(counting.through(source), kind, below=below):
        names[fault.fault] += 1
        heard.misnamed(fault)
    return Looked(
        entries=counting.entries,
        files=counting.files,
        size_bytes=counting.size_bytes,
        problems=counting.problems,
        names=names,
        descriptors=counting.descriptors,
        undecided=counting.owners.undecided,
        sees_everything=not source.header.blind,
    )


class _Counting:
    """What is counted while entries pass by."""

    def __init__(self, owners: Survey, unread: Callable[[Entry], object]) -> None:
        self.owners, self._unread = owners, unread
        self.entries = self.files = self.size_bytes = self.descriptors = 0
        self.problems: Counter[str] = Counter()

    def through(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """Yield the entries as they are."""
        for entry in entries:
            self.entries += 1
            self.files += entry.type == "file"
            self.size_bytes += entry.size
            self.descriptors += any(name == DESCRIPTOR for name, _ in entry.xattrs)
            self.owners.add(entry)
            if entry.problem:
                self.problems[entry.problem] += 1
                self._unread(entry)
            yield entry


def room(shell: Shell, path: str) -> int | None:
    """Return the bytes that are free where a folder lies or will lie; None when the host does not say."""
    told = ask(shell, "see how much room there is", ("sh", "-c", _ROOM, "sh", path))
    last = told.text.strip().splitlines()[-1:] or [""]
    fields = last[0].split()
    try:
        return int(fields[3]) * _KIB
    except (IndexError, ValueError):
        return None
