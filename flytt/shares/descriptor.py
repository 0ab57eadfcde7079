"""NTFS security descriptors: from the bytes that SMB carries to one canonical text, and back ([MS-DTYP] 2.4).

The text is SDDL with every SID and mask written out, as in
`O:S-1-5-21-…-1001G:S-1-5-21-…-513D:P(A;OICI;0x1f01ff;;;S-1-1-0)`, so that Windows' own tools read it too.
Audit lists are not among it: to read them takes a privilege that a move does without.
"""

import re
import struct
from typing import Literal, NamedTuple, TypeAlias

Kind: TypeAlias = Literal["allow", "deny", "other"]

OBJECT_INHERIT, CONTAINER_INHERIT, NO_PROPAGATE, INHERIT_ONLY, INHERITED = 0x01, 0x02, 0x04, 0x08, 0x10
_FLAGS = (
    ("OI", OBJECT_INHERIT),
    ("CI", CONTAINER_INHERIT),
    ("NP", NO_PROPAGATE),
    ("IO", INHERIT_ONLY),
    ("ID", INHERITED),
)
_KNOWN_FLAGS = 0x1F
_DACL_PRESENT, _AUTO_REQUEST, _AUTO_INHERITED, _PROTECTED, _SELF_RELATIVE = (
    0x0004, 0x0100, 0x0400, 0x1000, 0x8000,
)  # fmt: skip
_HEADER = struct.Struct("<BBHIIII")
_LIST = struct.Struct("<BBHHH")
_ENTRY = struct.Struct("<BBH")
_ALLOW, _DENY = 0, 1
_NOBODY_ASKED = "NO_ACCESS_CONTROL"
_REVISION, _REVISION_DS = 2, 4
_MOST_AUTHORITIES = 15


class BadDescriptor(ValueError):
    """Bytes or a text that are no security descriptor."""


class Ace(NamedTuple):
    """One entry of the list. `raw` holds an entry of a kind that is carried, and not understood."""

    kind: Kind
    flags: int
    mask: int
    sid: str
    raw: bytes = b""

    @property
    def inherited(self) -> bool:
        """Whether it came from the folder above."""
        return bool(self.flags & INHERITED)


class Descriptor(NamedTuple):
    """Who owns a thing and who may do what. `dacl` None lets everybody do all; empty lets nobody."""

    owner: str
    group: str
    dacl: tuple[Ace, ...] | None
    protected: bool = False


def parse(raw: bytes) -> Descriptor:
    """Return what self-relative bytes say. BadDescriptor when they are cut short or otherwise none."""
    try:
        revision, _, control, owner, group, _, dacl = _HEADER.unpack_from(raw)
        if revision != 1 or not control & _SELF_RELATIVE:
            raise BadDescriptor("no self-relative security descriptor")
        listed = _entries(raw, dacl) if control & _DACL_PRESENT and dacl else None
        return Descriptor(
            _sid(raw, owner)[0] if owner else "",
            _sid(raw, group)[0] if group else "",
            listed,
            bool(control & _PROTECTED),
        )
    except (struct.error, IndexError) as error:
        raise BadDescriptor("a security descriptor that is cut short") from error


def _sid(raw: bytes, at: int) -> tuple[str, int]:
    revision, count = raw[at], raw[at + 1]
    if revision != 1 or count > _MOST_AUTHORITIES:
        raise BadDescriptor("a SID of another form")
    authority = int.from_bytes(raw[at + 2 : at + 8], "big")
    parts = struct.unpack_from(f"<{count}I", raw, at + 8)
    return "-".join(map(str, ("S-1", authority, *parts))), at + 8 + 4 * count


def _entries(raw: bytes, at: int) -> tuple[Ace, ...]:
    _, _, size, count, _ = _LIST.unpack_from(raw, at)
    end, at = at + size, at + _LIST.size
    found: list[Ace] = []
    for _ in range(count):
        kind, flags, length = _ENTRY.unpack_from(raw, at)
        if length < _ENTRY.size or at + length > min(end, len(raw)):
            raise BadDescriptor("an entry that reaches beyond its list")
        if kind in {_ALLOW, _DENY}:
            mask: int = struct.unpack_from("<I", raw, at + 4)[0]
            found.append(Ace("deny" if kind == _DENY else "allow", flags, mask, _sid(raw, at + 8)[0]))
        else:
            found.append(Ace("other", flags, 0, "", raw[at : at + length]))
        at += length
    return tuple(found)


def packed(descriptor: Descriptor) -> bytes:
    """Return the bytes for SMB. Inherited entries stay inherited: the request for it is in the bytes."""
    body = bytearray()
    places: list[int] = []
    for sid in (descriptor.owner, descriptor.group):
        places.append(_HEADER.size + len(body) if sid else 0)
        body += _sid_bytes(sid) if sid else b""
    control = _SELF_RELATIVE | _DACL_PRESENT | (_PROTECTED if descriptor.protected else 0)
    place = 0
    if descriptor.dacl is not None:
        if any(ace.inherited for ace in descriptor.dacl):
            control |= _AUTO_REQUEST | _AUTO_INHERITED
        place = _HEADER.size + len(body)
        entries = b"".join(map(_entry_bytes, descriptor.dacl))
        revision = _REVISION_DS if any(ace.raw for ace in descriptor.dacl) else _REVISION
        body += _LIST.pack(revision, 0, _LIST.size + len(entries), len(descriptor.dacl), 0) + entries
    return _HEADER.pack(1, 0, control, *places, 0, place) + bytes(body)


def _entry_bytes(ace: Ace) -> bytes:
    if ace.raw:
        return ace.raw
    body = struct.pack("<I", ace.mask) + _sid_bytes(ace.sid)
    return _ENTRY.pack(_DENY if ace.kind == "deny" else _ALLOW, ace.flags, _ENTRY.size + len(body)) + body


def _sid_bytes(sid: str) -> bytes:
    if not is_sid(sid):
        raise BadDescriptor(f"{sid[:80]} is no SID")
    authority, *parts = map(int, sid.split("-")[2:])
    return struct.pack(f"<BB6s{len(parts)}I", 1, len(parts), authority.to_bytes(6, "big"), *parts)


def is_sid(text: str) -> bool:
    """Return whether a text is a SID that fits its bytes."""
    if not re.fullmatch(r"S-1-\d{1,15}(-\d{1,10}){0,15}", text):
        return False
    authority, *parts = map(int, text.split("-")[2:])
    return authority < 1 << 48 and all(part < 1 << 32 for part in parts)


def canonical(descriptor: Descriptor) -> str:
    """Return the one text of a descriptor; entries stay in their order, which decides who may what."""
    listed = _NOBODY_ASKED if descriptor.dacl is None else "".join(map(_text, descriptor.dacl))
    protected = "P" if descriptor.protected else ""
    return f"O:{descriptor.owner}G:{descriptor.group}D:{protected}{listed}"


def _text(ace: Ace) -> str:
    if ace.raw:
        return f"(X{ace.raw.hex()})"
    flags = "".join(word for word, bit in _FLAGS if ace.flags & bit)
    if odd := ace.flags & ~_KNOWN_FLAGS:
        flags += f"+{odd:x}"
    return f"({'D' if ace.kind == 'deny' else 'A'};{flags};0x{ace.mask:x};;;{ace.sid})"


_WHOLE = re.compile(r"O:(S-[\d-]+)?G:(S-[\d-]+)?D:(P?)(NO_ACCESS_CONTROL|(?:\([^()]*\))*)")
_ONE = re.compile(r"\((?:X([0-9a-f]+)|([AD]);([A-Z]*)(?:\+([0-9a-f]+))?;0x([0-9a-f]+);;;(S-[\d-]+))\)")


def read(text: str) -> Descriptor:
    """Return what a canonical text says. BadDescriptor when it is none."""
    whole = _WHOLE.fullmatch(text)
    if whole is None:
        raise BadDescriptor(text[:80])
    owner, group, protected, entries = whole.groups()
    if entries == _NOBODY_ASKED:
        return Descriptor(owner or "", group or "", None, bool(protected))
    found: list[Ace] = []
    at = 0
    while at < len(entries):
        one = _ONE.match(entries, at)
        if one is None:
            raise BadDescriptor(text[:80])
        found.append(_ace(one))
        at = one.end()
    return Descriptor(owner or "", group or "", tuple(found), bool(protected))


def _ace(found: "re.Match[str]") -> Ace:
    raw, kind, words, odd, mask, sid = found.groups()
    if raw:
        content = bytes.fromhex(raw)
        return Ace("other", content[1], 0, "", content)
    flags = sum(bit for word, bit in _FLAGS if word in re.findall("..", words)) | int(odd or "0", 16)
    return Ace("deny" if kind == "D" else "allow", flags, int(mask, 16), sid)
