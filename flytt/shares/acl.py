"""POSIX access control lists as canonical text with numeric ids.

Access and default list each as `tag:id:rwx` entries in the kernel's order, joined by commas, as in
`user::rwx,user:1001:rw-,group::r-x,mask::rwx,other::---`; the default list is led by `default=`, and a space
separates the two. An access list that says no more than the mode bits is written as nothing.
"""

from typing import Literal, NamedTuple, TypeAlias, cast

Tag: TypeAlias = Literal["user", "group", "mask", "other"]
_TAGS: dict[str, Tag] = {"user": "user", "group": "group", "mask": "mask", "other": "other"}
_RANK = {("user", False): 0, ("user", True): 1, ("group", False): 2, ("group", True): 3}
_LAST = {"mask": 4, "other": 5}
_DEFAULT = "default="
_LETTERS = ("---", "--x", "-w-", "-wx", "r--", "r-x", "rw-", "rwx")
_BITS = {letters: bits for bits, letters in enumerate(_LETTERS)}


class AclEntry(NamedTuple):
    """One line of a list. `who` is a numeric id, or None for the owner, the owning group, mask and other."""

    tag: Tag
    who: int | None
    bits: int


class Acl(NamedTuple):
    """The access list and, on folders, the list that new things inherit."""

    access: tuple[AclEntry, ...] = ()
    default: tuple[AclEntry, ...] = ()


def parse(text: str) -> Acl:
    """Return the lists. ValueError when the text is not of this form."""
    if not text:
        return Acl()
    access, default = "", ""
    for part in text.split(" "):
        if part.startswith(_DEFAULT):
            default = part.removeprefix(_DEFAULT)
        else:
            access = part
    return Acl(_parsed(access), _parsed(default))


def _parsed(text: str) -> tuple[AclEntry, ...]:
    entries: list[AclEntry] = []
    for part in filter(None, text.split(",")):
        tag, who, letters = part.split(":")
        if tag not in _TAGS or letters not in _BITS or (who and tag not in {"user", "group"}):
            raise ValueError(part)
        entries.append(AclEntry(_TAGS[tag], int(who) if who else None, _BITS[letters]))
    return tuple(entries)


def canonical(acl: Acl) -> str:
    """Return the one text of the lists."""
    parts = [_text(acl.access), _DEFAULT + _text(acl.default) if acl.default else ""]
    return " ".join(part for part in parts if part)


def _text(entries: tuple[AclEntry, ...]) -> str:
    ordered = sorted(entries, key=_place)
    return ",".join(f"{tag}:{'' if who is None else who}:{_LETTERS[bits]}" for tag, who, bits in ordered)


def _place(entry: AclEntry) -> tuple[int, int]:
    who = -1 if entry.who is None else entry.who
    return _LAST.get(entry.tag) or _RANK[cast("str", entry.tag), entry.who is not None], who
