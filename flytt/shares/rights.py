"""What a person may do with an entry: mode and access list as Linux weighs them, and the way there.

Each right is asked alone, as `access` does. Asked for reading and writing at once, the kernel wants one group
to grant both; here two groups may grant one each.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from flytt.shares.acl import AclEntry, parse
from flytt.shares.entry import Entry, order
from flytt.shares.manifest import Listed
from flytt.shares.manifest_reading import entry_of

READ, WRITE, EXECUTE = 4, 2, 1
_ALL = READ | WRITE | EXECUTE


class Person(NamedTuple):
    """Somebody as a host knows them: a number, and all groups, the first one too."""

    uid: int
    groups: frozenset[int]


class Pair(NamedTuple):
    """One person on both sides. `label` is what reports call them: never a name."""

    label: str
    source: Person
    target: Person


class RightsDifference(NamedTuple):
    """Where a person may do something on one side only. `rwx` text; `---` also when there is no way there."""

    label: str
    where: bytes
    source: str
    target: str


def permitted(person: Person, entry: Entry) -> int:
    """Return the rights to the entry itself, as bits, whatever the folders above it allow."""
    return _permitted(person, entry.mode, entry.uid, entry.gid, entry.acl, entry.type == "dir")


@lru_cache(maxsize=1 << 16)
def _permitted(person: Person, mode: int, uid: int, gid: int, text: str, folder: bool) -> int:  # noqa: FBT001 - cached
    if person.uid == 0:
        return _ALL if folder or mode & 0o111 else READ | WRITE
    if person.uid == uid:
        return mode >> 6 & 7
    entries = parse(text).access if text else ()
    # With nothing in the mask the kernel does not look at the list at all.
    if entries and mode & 0o070:
        return _listed(person, gid, entries)
    return mode >> 3 & 7 if gid in person.groups else mode & 7


def _listed(person: Person, gid: int, entries: tuple[AclEntry, ...]) -> int:
    mask = next((entry.bits for entry in entries if entry.tag == "mask"), _ALL)
    groups: list[int] = []
    other = 0
    for tag, who, bits in entries:
        if tag == "user" and who == person.uid:
            return bits & mask
        if tag == "group" and (gid if who is None else who) in person.groups:
            groups.append(bits)
        if tag == "other":
            other = bits
    if not groups:
        return other
    granted = 0
    for bits in groups:
        granted |= bits
    return granted & mask


class Way:
    """Follows entries in order and tells what a person can do with each, the folders above it counted in."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self._above: list[tuple[bytes, bool]] = []

    def effective(self, entry: Entry) -> int:
        """Return the rights as bits; 0 where a folder above lets the person through to nothing."""
        while self._above and not entry.path.startswith(self._above[-1][0]):
            self._above.pop()
        reached = not self._above or self._above[-1][1]
        bits = permitted(self.person, entry) if reached else 0
        if entry.type == "dir":
            below = entry.path + b"/" if entry.path else b""
            self._above.append((below, reached and bool(bits & EXECUTE)))
        return bits


def compared(people: Iterable[Pair], source: Listed, target: Listed) -> Iterator[RightsDifference]:
    """Yield where sampled people may do other things than before, of entries that both sides have.

    Links have no rights of their own and are left out. Costs some microseconds for each person and entry.
    """
    ways = [(pair.label, Way(pair.source), Way(pair.target)) for pair in people]
    for one, other in _both(source, target):
        for label, here, there in ways:
            before, after = here.effective(one), there.effective(other)
            if before != after and one.type != "link":
                yield RightsDifference(label, one.path, letters(before), letters(after))


def _both(source: Listed, target: Listed) -> Iterator[tuple[Entry, Entry]]:
    theirs = target.keyed()
    key, line = next(theirs, (b"", b""))
    for entry in source:
        wanted = order(entry.path)
        while line and key < wanted:
            key, line = next(theirs, (b"", b""))
        if line and key == wanted:
            yield entry, entry_of(line, target.of)
    for _ in theirs:
        pass  # a manifest that is not read to its end has not shown that it is whole


def letters(bits: int) -> str:
    """Return rights as `rwx`."""
    return "".join(letter if bits & bit else "-" for letter, bit in (("r", 4), ("w", 2), ("x", 1)))
