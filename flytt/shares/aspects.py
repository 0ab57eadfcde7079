"""The ways in which one thing on two sides can differ. A sentence says numbers, never a name."""

from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeAlias

from flytt.shares.entry import Entry
from flytt.shares.owners import Owners

Aspect: TypeAlias = Literal[
    "missing", "foreign", "type", "size", "content", "link", "device", "mtime", "mode", "owner", "group",
    "acl", "xattrs", "hard-links", "undecided",
]  # fmt: skip

_AGAIN = "copy this again"
_NEXT: dict[Aspect, str] = {
    "missing": _AGAIN,
    "foreign": "find out who wrote it: keep it, or remove it before people work there",
    "type": "move the target's aside and copy this again",
    "size": _AGAIN,
    "content": "copy this again with contents compared, not sizes and times",
    "link": _AGAIN,
    "device": _AGAIN,
    "mtime": "copy its attributes again",
    "mode": "copy its attributes again",
    "owner": "see that the owners' map was used, then copy its attributes again",
    "group": "see that the owners' map was used, then copy its attributes again",
    "acl": "see that the target's file system holds access lists, then copy its attributes again",
    "xattrs": "see that the target's file system holds extended attributes, then copy its attributes again",
    "hard-links": "copy again with hard links kept",
    "undecided": "decide in the owners' map who this becomes",
}
_SECOND = 1_000_000_000


class Difference(NamedTuple):
    """What differs, the path where, why it counts as a difference, and what to do next."""

    what: Aspect
    where: bytes
    why: str
    next: str

    @classmethod
    def at(cls, what: Aspect, entry: Entry, why: str) -> "Difference":
        """Return a difference with what to do about its kind."""
        return cls(what, entry.path, why, _NEXT[what])

    @classmethod
    def missing(cls, entry: Entry) -> "Difference":
        """Return that the target lacks it."""
        return cls.at("missing", entry, f"a {entry.type} of the source is not at the target")

    @classmethod
    def foreign(cls, entry: Entry) -> "Difference":
        """Return that only the target has it."""
        return cls.at("foreign", entry, f"a {entry.type} at the target is not at the source")


def differences(
    source: Entry,
    target: Entry,
    times: Literal["exact", "second"],
    owners: Owners,
    ignored_xattrs: tuple[str, ...],
) -> Iterator[Difference]:
    """Yield the differences of two entries of one path, all but those of hard links."""
    if source.type != target.type:
        yield _unlike("type", source, source.type, target.type)
        return
    yield from _content(source, target)
    same_time = source.mtime_ns == target.mtime_ns
    if not same_time and (times == "exact" or source.mtime_ns // _SECOND != target.mtime_ns // _SECOND):
        yield _unlike("mtime", source, _seconds(source.mtime_ns), _seconds(target.mtime_ns))
    if source.mode != target.mode and source.type != "link":
        yield _unlike("mode", source, f"{source.mode:04o}", f"{target.mode:04o}")
    yield from _owners(source, target, owners)
    if source.xattrs != target.xattrs:
        ours, theirs = (
            {name: value for name, value in e.xattrs if name not in ignored_xattrs} for e in (source, target)
        )
        names = sorted(name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name))
        if names:
            yield Difference.at("xattrs", source, f"{', '.join(names)[:200]}: not the same on both sides")


def _content(source: Entry, target: Entry) -> Iterator[Difference]:
    if source.size != target.size:
        yield _unlike("size", source, f"{source.size} bytes", f"{target.size}")
    elif source.digest != target.digest:
        unseen = "; size and time are the same" if source.mtime_ns == target.mtime_ns else ""
        yield Difference.at("content", source, f"other content at the target{unseen}")
    if source.target != target.target:
        if source.type == "link":
            yield Difference.at("link", source, "the link leads elsewhere at the target")
        else:
            yield Difference.at("device", source, "it is another device at the target")


def _owners(source: Entry, target: Entry, owners: Owners) -> Iterator[Difference]:
    user, group = owners.target("user", source.uid), owners.target("group", source.gid)
    if user is None or group is None:
        yield Difference.at("undecided", source, "who owns it on the target is undecided")
    if user is not None and user != target.uid:
        yield Difference.at("owner", source, f"user {user} is to own it, {target.uid} does")
    if group is not None and group != target.gid:
        yield Difference.at("group", source, f"group {group} is to own it, {target.gid} does")
    if not (source.acl or target.acl):
        return
    wanted = owners.mapped_acl(source.acl)
    if wanted is None:
        yield Difference.at("undecided", source, "who is named in its access list on the target is undecided")
    elif wanted != target.acl:
        yield _unlike("acl", source, wanted or "none", target.acl or "none")


class HardLinks:
    """Whether the names that are one file at the source are one file at the target, and no others are."""

    def __init__(self) -> None:
        self._there: dict[int, int] = {}
        self._here: dict[int, int] = {}
        self._alone = 0

    def difference(self, source: Entry, target: Entry) -> Difference | None:
        """Return what is wrong with one more pair, if anything is."""
        if not (source.hard or target.hard):
            return None
        self._alone -= 1
        there = self._there.setdefault(source.hard, target.hard or self._alone) if source.hard else 0
        here = self._here.setdefault(target.hard, source.hard or self._alone) if target.hard else 0
        if source.hard and there not in {target.hard, self._alone}:
            why = "at the source it is one file with several names, at the target it is not"
        elif target.hard and here not in {source.hard, self._alone}:
            why = "at the target it is one file with another name: writing to one changes both"
        else:
            return None
        return Difference.at("hard-links", source, why)


def _unlike(what: Aspect, entry: Entry, ours: str, theirs: str) -> Difference:
    return Difference.at(what, entry, f"{ours} at the source, {theirs} at the target")


def _seconds(time_ns: int) -> str:
    return f"{time_ns // _SECOND}.{time_ns % _SECOND:09d}"
