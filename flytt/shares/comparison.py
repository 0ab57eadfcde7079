"""Two manifests compared while they come: what is not the same, where, why, and what to do about it."""

from collections import Counter
from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeAlias

from flytt.migration.errors import BadInput
from flytt.migration.record import Record
from flytt.shares.aspects import Aspect, Difference, HardLinks, differences
from flytt.shares.entry import Entry, Problem
from flytt.shares.manifest import Header, Listed
from flytt.shares.manifest_reading import entry_of
from flytt.shares.owners import Owners

DESCRIPTOR = "security.NTACL"
"""Where Samba keeps NTFS rights, in terms of accounts of one machine. They are set and compared over SMB."""
HOST_LABELS = ("security.selinux", "security.ima", "security.evm")
"""What a host labels files with for itself."""
IGNORED_XATTRS = (*HOST_LABELS, DESCRIPTOR)

_BLIND: dict[str, Aspect] = {"acl": "acl", "xattrs": "xattrs", "hard": "hard-links"}
_PLAIN_END = b"\t0\t"
Side: TypeAlias = Literal["source", "target"]

_TROUBLE: dict[Problem, str] = {
    "unreadable": "could not be read at the {side}",
    "changed": "changed at the {side} while it was read",
    "vanished": "disappeared at the {side} while it was listed",
    "locked": "is locked at the {side}",
    "mounted": "another file system begins here at the {side}, and was not entered",
}


class Policy(Record):
    """What counts as the same. `ignored` says why an aspect is not compared; that is counted as skipped."""

    times: Literal["exact", "second"] = "exact"
    ignored: dict[Aspect, str] = {}
    ignored_xattrs: tuple[str, ...] = IGNORED_XATTRS


class Tally(NamedTuple):
    """Entries by what came of them; `kinds` are differences, of which one entry can have several."""

    matched: int
    differing: int
    skipped: dict[str, int]
    unchecked: dict[str, int]
    kinds: dict[str, int]

    @property
    def passed(self) -> bool:
        """True only when everything was looked at and nothing differs."""
        return not self.differing and not self.unchecked


class Comparison:
    """One comparison. Memory holds the hard-linked files and nothing else that grows."""

    def __init__(self, policy: Policy, owners: Owners) -> None:
        self.policy, self.owners = policy, owners
        self._matched = self._differing = 0
        self._skipped: Counter[str] = Counter()
        self._unchecked: Counter[str] = Counter()
        self._kinds: Counter[str] = Counter()
        self._links = HardLinks()
        self._unseen: dict[Aspect, str] = {}
        self._unknown: dict[Side, bytes] = {}

    @property
    def tally(self) -> Tally:
        """What has been counted so far."""
        return Tally(
            self._matched, self._differing, dict(self._skipped), dict(self._unchecked), dict(self._kinds)
        )

    def of(self, source: Listed, target: Listed) -> Iterator[Difference]:
        """Yield what differs, in order. BrokenManifest when a side cannot be trusted: then nothing holds."""
        self._agree(source.header, target.header)
        same_owners = self.owners.nothing_changes and not self._unseen
        ours, theirs = source.keyed(), target.keyed()
        one, other = next(ours, None), next(theirs, None)
        while one is not None or other is not None:
            if other is None or (one is not None and one[0] < other[0]):
                assert one is not None
                yield from self._alone(entry_of(one[1], source.of), "source", "target")
                one = next(ours, None)
            elif one is None or other[0] < one[0]:
                yield from self._alone(entry_of(other[1], target.of), "target", "source")
                other = next(theirs, None)
            else:
                if same_owners and one[1] == other[1] and one[1].endswith(_PLAIN_END):
                    self._matched += 1
                else:
                    yield from self._pair(entry_of(one[1], source.of), entry_of(other[1], target.of))
                one, other = next(ours, None), next(theirs, None)

    def _agree(self, source: Header, target: Header) -> None:
        """Find what the two manifests together cannot tell."""
        algorithms = {source.algorithm, target.algorithm} - {"none"}
        if len(algorithms) > 1:
            raise BadInput(
                f"One manifest is by {source.algorithm}, the other by {target.algorithm}.",
                still_true="Nothing was compared.",
                next_command="list both sides by the same algorithm",
            )
        for side, header in (("source", source), ("target", target)):
            for word in header.blind:
                self._unseen[_BLIND[word]] = f"{_BLIND[word]}: cannot be seen at the {side}"
            if header.algorithm == "none":
                self._unseen["content"] = f"content: was not read at the {side}"
        for aspect in self.policy.ignored:
            self._unseen.pop(aspect, None)

    def _alone(self, entry: Entry, here: Side, there: Side) -> Iterator[Difference]:
        """Count what only one side has."""
        if self._below_unknown(entry, there):
            self._unchecked[f"lies in a folder that could not be read at the {there}"] += 1
        elif entry.problem:
            self._trouble(entry, here)
        else:
            self._differing += 1
            difference = Difference.missing(entry) if here == "source" else Difference.foreign(entry)
            self._kinds[difference.what] += 1
            yield difference

    def _pair(self, source: Entry, target: Entry) -> Iterator[Difference]:
        """Count what both sides have."""
        if source.problem or target.problem:
            self._trouble(source, "source")
            self._trouble(target, "target", count=not source.problem)
            return
        policy = self.policy
        found = list(differences(source, target, policy.times, self.owners, policy.ignored_xattrs))
        if linked := self._links.difference(source, target):
            found.append(linked)
        skipped = {policy.ignored[one.what] for one in found if one.what in policy.ignored}
        unchecked = [
            why for aspect, why in self._unseen.items() if aspect != "content" or source.type == "file"
        ]
        unchecked += [one.why for one in found if one.what == "undecided"]
        counted = {*policy.ignored, *self._unseen, "undecided"}
        found = [one for one in found if one.what not in counted]
        if found:
            self._differing += 1
            self._kinds.update(one.what for one in found)
            yield from found
        elif unchecked:
            self._unchecked[unchecked[0]] += 1
        elif skipped:
            self._skipped.update(skipped)
        else:
            self._matched += 1

    def _trouble(self, entry: Entry, side: Side, *, count: bool = True) -> None:
        if not entry.problem:
            return
        if entry.type == "dir":
            self._unknown[side] = entry.path + b"/" if entry.path else b""
        if count:
            self._unchecked[_TROUBLE[entry.problem].format(side=side)] += 1

    def _below_unknown(self, entry: Entry, side: Side) -> bool:
        above = self._unknown.get(side)
        return above is not None and entry.path.startswith(above)
