"""SIDs on the old side and on the new: every one in a descriptor, mapped or named as undecided."""

import re
from collections import Counter
from typing import NamedTuple

from flytt.shares.descriptor import Ace, Descriptor
from flytt.shares.owners import Kind, Owner, Owners

EVERYONE, AUTHENTICATED, NETWORK = "S-1-1-0", "S-1-5-11", "S-1-5-2"
OWNER_RIGHTS = "S-1-3-4"
_OF_ONE_PLACE = ("S-1-5-21-", "S-1-22-", "S-1-12-1-")
"""Accounts of a domain or machine, Samba's names for Unix ids, and accounts of a cloud directory."""
UNREADABLE = "an entry of a kind that Flytt carries no SIDs out of"


_UNIX = re.compile(r"S-1-22-([12])-(\d+)")


class UnmappedSid(NamedTuple):
    """A SID about which nothing is decided, and how many things name it as owner, group or in their list."""

    sid: str
    files: int


class SidOwners(Owners):
    """Who becomes whom among SIDs. Those that Samba makes of numbers follow the numbers, or their own row."""

    def __init__(self, sids: Owners, numbers: Owners) -> None:
        super().__init__(others=sids.others)
        self._sids, self._numbers = sids, numbers

    @property
    def nothing_changes(self) -> bool:
        """Whether everybody stays who they are."""
        return self._sids.nothing_changes and self._numbers.nothing_changes

    def target(self, kind: Kind, owner: Owner) -> Owner | None:
        """Return who it becomes; None when that is undecided."""
        unix = _UNIX.fullmatch(owner) if isinstance(owner, str) else None
        if unix is None or self._sids.named(owner):
            return self._sids.target(kind, owner)
        number = self._numbers.target("user" if unix[1] == "1" else "group", int(unix[2]))
        return f"S-1-22-{unix[1]}-{number}" if isinstance(number, int) else None


def is_well_known(sid: str) -> bool:
    """Return whether it means the same on every machine, as Everyone or Administrators do."""
    return not sid.startswith(_OF_ONE_PLACE)


def target(owners: Owners, sid: str) -> str | None:
    """Return who a SID becomes; None when that is undecided. Rows of users and of groups count alike."""
    found = [one for kind in ("user", "group") if isinstance(one := owners.target(kind, sid), str)]
    decided = next((one for one in found if one != sid), found[0] if found else None)
    return sid if decided is None and is_well_known(sid) else decided


def named(descriptor: Descriptor) -> frozenset[str]:
    """Return every SID of a descriptor."""
    listed = {ace.sid or UNREADABLE for ace in descriptor.dacl or ()}
    return frozenset(sid for sid in {descriptor.owner, descriptor.group, *listed} if sid)


def mapped(owners: Owners, descriptor: Descriptor) -> Descriptor | None:
    """Return it as it must be on the target; None when somebody in it is undecided."""
    becomes = {sid: None if sid == UNREADABLE else target(owners, sid) for sid in named(descriptor)}
    if owners.nothing_changes:
        return descriptor
    if None in becomes.values():
        return None

    def of(sid: str) -> str:
        return becomes.get(sid) or sid

    def entry(ace: Ace) -> Ace:
        return ace._replace(sid=of(ace.sid))

    dacl = None if descriptor.dacl is None else tuple(map(entry, descriptor.dacl))
    return descriptor._replace(owner=of(descriptor.owner), group=of(descriptor.group), dacl=dacl)


class SidSurvey:
    """Counts the things of every SID while descriptors pass by. Trees have few different descriptors."""

    def __init__(self, owners: Owners) -> None:
        self._owners = owners
        self._seen: Counter[Descriptor] = Counter()

    def add(self, descriptor: Descriptor) -> None:
        """Count one thing."""
        self._seen[descriptor] += 1

    @property
    def undecided(self) -> tuple[UnmappedSid, ...]:
        """SIDs about which nothing is decided, those of most things first."""
        things: Counter[str] = Counter()
        for descriptor, count in self._seen.items():
            for sid in named(descriptor):
                things[sid] += count
        return tuple(
            UnmappedSid(sid, count)
            for sid, count in things.most_common()
            if not self._owners.nothing_changes and (sid == UNREADABLE or target(self._owners, sid) is None)
        )
