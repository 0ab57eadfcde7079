"""NTFS rights over SMB: read from a tree as a stream, written mapped, compared, and weighed for people."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from flytt.adapters.shares.smb_session import DENIED, NOT_THERE, Refused, SmbShare
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


class Set(NamedTuple):
    """What writing came to: changed, the same already, left because somebody is undecided, refused."""

    changed: int
    same: int
    undecided: int
    refused: int


def held(share: SmbShare, path: bytes = b"") -> Iterator[Held]:
    """Yield the tree in the order of manifests. What cannot be listed is unreadable, never empty."""
    pending = [(path, True)]
    while pending:
        one = _held(share, *pending.pop())
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


def write(things: Iterable[Held], target: SmbShare, owners: Owners) -> Set:
    """Set the rights of each thing on the target, mapped. What is right already is left alone.

    Each is set whole, so that the order is free and a repetition harmless.
    """
    done: Counter[str] = Counter()
    for one in things:
        wanted = descriptor_owners.mapped(owners, one.rights) if one.rights else None
        if wanted is None:
            done["undecided" if one.rights else "refused"] += 1
            continue
        now = _held(target, one.path, one.folder)
        if now.rights == wanted:
            done["same"] += 1
            continue
        try:
            target.set_security(_words(one.path), descriptor.packed(wanted))
            done["changed"] += 1
        except Refused:
            done["refused"] += 1
    return Set(done["changed"], done["same"], done["undecided"], done["refused"])


class RightsComparison:
    """Compares two trees while they pass by; afterwards it can tell how much was looked at."""

    def __init__(self, owners: Owners, people: tuple[SidPair, ...] = ()) -> None:
        self._owners = owners
        self._people = people
        self.matched = 0
        self.unchecked = 0

    def of(self, source: Iterable[Held], target: SmbShare) -> Iterator[RightsFault | SidRightsDifference]:
        """Yield what differs of every thing of the source; each one's rights on the target are read now."""
        above: dict[bytes, tuple[Descriptor, Descriptor]] = {}
        for one in source:
            other = _held(target, one.path, one.folder)
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
            yield from rights_differences(one.path, self._people, (one.rights, before), (other.rights, now))
            if one.folder:
                self._remember(above, one.path, (one.rights, other.rights))

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


def _held(share: SmbShare, path: bytes, folder: bool) -> Held:  # noqa: FBT001 - as the server says it
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
