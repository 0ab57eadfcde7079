"""NTFS rights over SMB: read from a tree as a stream, written mapped, compared, and weighed for people."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from flytt.adapters.shares.smb_server import DENIED, Refused
from flytt.adapters.shares.smb_session import NOT_THERE, SmbShare
from flytt.shares import descriptor, descriptor_owners
from flytt.shares.descriptor import BadDescriptor, Descriptor
from flytt.shares.descriptor_comparison import (
    RightsFault,
    SidPair,
    SidRightsDifference,
    faults,
    rights_differences,
)
from flytt.shares.descriptor_owners import SidSurvey, UnmappedSid
from flytt.shares.descriptor_rights import SidPerson
from flytt.shares.entry import Problem
from flytt.shares.owners import Owners


class Held(NamedTuple):
    """One thing of a share and its rights; None, and why, when they could not be read.

    `path` is bytes with `/` between names, as in manifests.
    """

    path: bytes
    folder: bool
    rights: Descriptor | None
    problem: Problem = ""


class RightsSurvey(NamedTuple):
    """A share before anything: how many things, what could not be read, who is undecided."""

    things: int
    unread: int
    undecided: tuple[UnmappedSid, ...]


class Change(NamedTuple):
    """Rights that are not yet as they must be: what is there, and what is to be."""

    path: bytes
    folder: bool
    was: Descriptor
    becomes: Descriptor


class Left(NamedTuple):
    """Something whose rights cannot be set, and why."""

    path: bytes
    why: str


def held(share: SmbShare, path: bytes = b"") -> Iterator[Held]:
    """Yield the tree in the order of manifests. What cannot be listed is unreadable, never empty."""
    pending = [(path, True)]
    while pending:
        one = look(share, *pending.pop())
        inside: list[tuple[bytes, bool]] = []
        if one.folder:
            try:
                inside = [(_below(one.path, name), folder) for name, folder in share.names(_words(one.path))]
            except Refused as refused:
                one = one._replace(problem=_problem(refused))
        yield one
        pending.extend(sorted(inside, reverse=True))


def survey(things: Iterable[Held], owners: Owners) -> RightsSurvey:
    """Count the things of a share, and those of every SID that nothing is decided about."""
    sids = SidSurvey(owners)
    count = unread = 0
    for one in things:
        count += 1
        unread += bool(one.problem)
        if one.rights is not None:
            sids.add(one.rights)
    return RightsSurvey(count, unread, sids.undecided)


def changes(things: Iterable[Held], target: SmbShare, owners: Owners) -> Iterator[Change | Left | None]:
    """Yield for each thing of the source what must be set on the target; None for what is right already."""
    for one in things:
        if one.rights is None:
            yield Left(one.path, f"is {one.problem} at the source")
            continue
        wanted = descriptor_owners.mapped(owners, one.rights)
        if wanted is None:
            yield Left(one.path, "names somebody about whom nothing is decided")
            continue
        if one.problem:
            # Its own rights are known and what is in it is not: it is set, and told of.
            yield Left(one.path, f"is {one.problem} at the source")
        now = look(target, one.path, one.folder)
        if now.rights is None:
            yield Left(one.path, f"is {now.problem} at the target")
        else:
            yield None if now.rights == wanted else Change(one.path, one.folder, now.rights, wanted)


def tell(share: SmbShare, path: bytes, rights: Descriptor) -> bool:
    """Set the rights of one thing whole: the order is free and a repetition harmless. False: refused."""
    try:
        share.set_security(_words(path), descriptor.packed(rights))
    except Refused:
        return False
    return True


@lru_cache(maxsize=4096)
def met(rights: Descriptor, owners: Owners) -> tuple[SidPair, ...]:
    """Return everybody whom rights name, as both sides know them, and one whom nothing names."""
    pairs = [SidPair("somebody else", SidPerson("S-1-0-0"), SidPerson("S-1-0-0"))]
    for sid in sorted(descriptor_owners.named(rights)):
        becomes = descriptor_owners.target(owners, sid)
        if becomes is not None and not descriptor_owners.is_well_known(sid):
            pairs.append(SidPair(sid, SidPerson(sid), SidPerson(becomes)))
    return tuple(pairs)


class RightsComparison:
    """Compares two trees while they pass by; afterwards it can tell how much was looked at."""

    def __init__(self, owners: Owners, people: tuple[SidPair, ...] | None = ()) -> None:
        """People None: everybody whom a thing's own rights name, and somebody whom nothing names."""
        self._owners = owners
        self._people = people
        self.matched = 0
        self.unchecked = 0

    def of(self, source: Iterable[Held], target: SmbShare) -> Iterator[RightsFault | SidRightsDifference]:
        """Yield what differs of every thing of the source; each one's rights on the target are read now."""
        above: dict[bytes, tuple[Descriptor, Descriptor]] = {}
        for one in source:
            other = look(target, one.path, one.folder)
            if one.rights is None or other.rights is None or one.problem:
                self.unchecked += 1
                if one.rights is None or other.rights is None:
                    continue
            wrong = 0
            for fault in faults(one.path, one.rights, other.rights, self._owners):
                wrong += 1
                yield fault
            self.matched += not wrong
            before, now = above.get(one.path.rpartition(b"/")[0], (None, None)) if one.path else (None, None)
            people = self._met(one.rights) if self._people is None else self._people
            yield from rights_differences(one.path, people, (one.rights, before), (other.rights, now))
            if one.folder:
                self._remember(above, one.path, (one.rights, other.rights))

    def _met(self, rights: Descriptor) -> tuple[SidPair, ...]:
        return met(rights, self._owners)

    @staticmethod
    def _remember(
        above: dict[bytes, tuple[Descriptor, Descriptor]], path: bytes, both: tuple[Descriptor, Descriptor]
    ) -> None:
        """Keep the folders on the way here and no others."""
        for known in [k for k in above if k and not path.startswith(k + b"/")]:
            del above[known]
        above[path] = both


def _below(path: bytes, name: str) -> bytes:
    raw = name.encode("utf-8", "surrogatepass")
    return path + b"/" + raw if path else raw


def look(share: SmbShare, path: bytes, folder: bool) -> Held:  # noqa: FBT001 - as the server says it
    """Read the rights of one thing."""
    try:
        return Held(path, folder, descriptor.parse(share.security(_words(path))))
    except Refused as refused:
        return Held(path, folder, None, _problem(refused))
    # A name that is no text cannot be said over SMB, and a descriptor that is none says nothing.
    except (UnicodeError, BadDescriptor):
        return Held(path, folder, None, "unreadable")


def _words(path: bytes) -> str:
    return path.decode("utf-8", "surrogatepass").replace("/", "\\")


def _problem(refused: Refused) -> Problem:
    if refused.status in NOT_THERE:
        return "vanished"
    return "unreadable" if refused.status == DENIED else "locked"
