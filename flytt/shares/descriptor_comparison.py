"""The ways in which the rights to one thing on two sides can differ, each by its name."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple, TypeAlias

from flytt.shares import descriptor_owners
from flytt.shares.descriptor import INHERITED, Ace, Descriptor
from flytt.shares.descriptor_owners import AUTHENTICATED, EVERYONE
from flytt.shares.descriptor_rights import SidPerson, effective, expanded, letters
from flytt.shares.owners import Owners

What: TypeAlias = Literal[
    "undecided", "owner", "group", "everyone", "no-list", "entry-lost", "entry-added", "inheritance", "order"
]
_NEXT: dict[What, str] = {
    "undecided": "decide in the owners' map who this becomes",
    "owner": "see that the owners' map was used, then write its rights again",
    "group": "see that the owners' map was used, then write its rights again",
    "everyone": "find out who let everyone in, then write its rights again",
    "no-list": "write its rights again: without a list everybody may do all",
    "entry-lost": "write its rights again",
    "entry-added": "find out who added it, then write its rights again",
    "inheritance": "write its rights again, inheritance as at the source",
    "order": "write its rights again: the order decides who may what",
}
_OPEN_TO_ALL = {EVERYONE, AUTHENTICATED, "S-1-5-7", "S-1-5-32-545", "S-1-5-32-546"}


class RightsFault(NamedTuple):
    """What differs, the path where, why it counts, and what to do next. No name of a person, only SIDs."""

    what: What
    where: bytes
    why: str
    next: str


class SidPair(NamedTuple):
    """One person on both sides. `label` is what reports call them: never a name."""

    label: str
    source: SidPerson
    target: SidPerson


class SidRightsDifference(NamedTuple):
    """Where a person may do something on one side only, as text (`letters`)."""

    label: str
    where: bytes
    source: str
    target: str


def faults(where: bytes, source: Descriptor, target: Descriptor, owners: Owners) -> Iterator[RightsFault]:
    """Yield what is wrong with the target's rights, the source's being mapped first."""

    def fault(what: What, why: str) -> RightsFault:
        return RightsFault(what, where, why, _NEXT[what])

    wanted = descriptor_owners.mapped(owners, source)
    if wanted is None:
        yield fault("undecided", "who is named in its rights on the target is undecided")
        return
    if wanted.owner != target.owner:
        yield fault("owner", f"{wanted.owner} is to own it, {target.owner or 'nobody'} does")
    if wanted.group != target.group:
        yield fault("group", f"{wanted.group} is to be its group, {target.group or 'none'} is")
    if wanted.protected != target.protected:
        now = "no longer takes over" if target.protected else "takes over, and did not before,"
        yield fault("inheritance", f"it {now} what the folder above says")
    if (wanted.dacl is None) != (target.dacl is None):
        has = "the source" if target.dacl is None else "the target"
        yield fault("no-list", f"only {has} has an access list")
    for what, why in _entries(wanted.dacl or (), target.dacl or ()):
        yield fault(what, why)


def _entries(wanted: tuple[Ace, ...], found: tuple[Ace, ...]) -> Iterator[tuple[What, str]]:
    ours, theirs = tuple(map(_plain, wanted)), tuple(map(_plain, found))
    lost, added = Counter(ours) - Counter(theirs), Counter(theirs) - Counter(ours)
    for ace in list(lost):
        twin = ace._replace(flags=ace.flags ^ INHERITED)
        # Inherited on one side and a thing's own on the other: one of them follows its folder no longer.
        both = min(lost[ace], added[twin])
        if both:
            how = "inherited" if ace.inherited else "its own"
            yield "inheritance", f"{_told(ace)} is {how} at the source only"
            lost[ace] -= both
            added[twin] -= both
    for ace in lost.elements():
        yield "entry-lost", f"{_told(ace)} is gone"
    for ace in added.elements():
        what: What = "everyone" if ace.kind == "allow" and ace.sid in _OPEN_TO_ALL else "entry-added"
        yield what, f"{_told(ace)} was not at the source"
    if ours != theirs and Counter(ours) == Counter(theirs):
        yield "order", "the same entries stand in another order"


def _plain(ace: Ace) -> Ace:
    """Generic rights and what they stand for are the same."""
    return ace._replace(mask=expanded(ace.mask))


def _told(ace: Ace) -> str:
    if ace.raw:
        return f"an entry of kind {ace.raw[0]}"
    return f"{ace.kind} {letters(ace.mask)} (0x{ace.mask:x}) for {ace.sid}"


def rights_differences(
    where: bytes,
    people: Iterable[SidPair],
    source: tuple[Descriptor, Descriptor | None],
    target: tuple[Descriptor, Descriptor | None],
) -> Iterator[SidRightsDifference]:
    """Yield where sampled people may do other things than before. Each side: the thing, the folder above."""
    for label, before, now in people:
        ours, theirs = letters(effective(before, *source)), letters(effective(now, *target))
        if ours != theirs:
            yield SidRightsDifference(label, where, ours, theirs)
