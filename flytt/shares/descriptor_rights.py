"""What a person may do by an NTFS security descriptor, weighed as Windows does: entry by entry."""

from typing import NamedTuple

from flytt.shares.descriptor import INHERIT_ONLY, Descriptor
from flytt.shares.descriptor_owners import AUTHENTICATED, EVERYONE, NETWORK, OWNER_RIGHTS

READ, WRITE, APPEND, EXECUTE, DELETE_CHILD = 0x1, 0x2, 0x4, 0x20, 0x40
DELETE, READ_RIGHTS, CHANGE_RIGHTS, TAKE = 0x10000, 0x20000, 0x40000, 0x80000
READ_ALL, WRITE_ALL, EXECUTE_ALL, FULL = 0x120089, 0x120116, 0x1200A0, 0x1F01FF
_GENERIC = ((0x80000000, READ_ALL), (0x40000000, WRITE_ALL), (0x20000000, EXECUTE_ALL), (0x10000000, FULL))
_GENERIC_BITS = 0xF0000000
_LETTERS = (
    ("r", READ),
    ("w", WRITE),
    ("a", APPEND),
    ("x", EXECUTE),
    ("d", DELETE),
    ("c", DELETE_CHILD),
    ("p", CHANGE_RIGHTS),
    ("o", TAKE),
)


class SidPerson(NamedTuple):
    """Somebody as a Windows host or Samba knows them: a SID, and those of all groups."""

    sid: str
    groups: frozenset[str] = frozenset()

    @property
    def token(self) -> frozenset[str]:
        """Everything that the host calls them when they come over the network, signed in."""
        return self.groups | {self.sid, EVERYONE, AUTHENTICATED, NETWORK}


def expanded(mask: int) -> int:
    """Return a mask with generic rights written as the rights to files that they stand for."""
    for generic, rights in _GENERIC:
        if mask & generic:
            mask |= rights
    return mask & ~_GENERIC_BITS


def permitted(person: SidPerson, descriptor: Descriptor) -> int:
    """Return the rights to the thing itself. The first entry that speaks of a right decides it."""
    if descriptor.dacl is None:
        return FULL
    token = person.token
    owns = descriptor.owner in token
    counted = [ace for ace in descriptor.dacl if not ace.flags & INHERIT_ONLY and ace.kind != "other"]
    granted = denied = 0
    if owns and not any(ace.sid == OWNER_RIGHTS for ace in counted):
        # Owners may always read and change who may what, unless the list speaks of owners.
        granted = READ_RIGHTS | CHANGE_RIGHTS
    for ace in counted:
        if ace.sid in token or (owns and ace.sid == OWNER_RIGHTS):
            mask = expanded(ace.mask)
            if ace.kind == "deny":
                denied |= mask & ~granted
            else:
                granted |= mask & ~denied
    return granted


def effective(person: SidPerson, descriptor: Descriptor, above: Descriptor | None) -> int:
    """Return the rights, those counted in that the folder above gives: deleting, and seeing that it is there.

    Folders further up do not matter: Windows lets everybody through by default.
    """
    rights = permitted(person, descriptor)
    if above is not None and permitted(person, above) & DELETE_CHILD:
        rights |= DELETE
    return rights


def letters(rights: int) -> str:
    """Return rights as text: read, write, append, execute, delete, delete below, permissions, ownership."""
    return "".join(letter if rights & bit else "-" for letter, bit in _LETTERS)
