"""What a directory says of a person, held against what Flytt wrote of them: who has changed it since. Pure.

What was written is known by keyed digests in the ledger: no name or telephone number stands there.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Literal, Self, TypeAlias, cast, get_args

from pydantic import Field

from flytt.migration.copies import Kept
from flytt.migration.directory import Profile, ProfileField, ProfilePart
from flytt.migration.ports import Item
from flytt.migration.record import Record

FIELDS: tuple[ProfileField, ...] = get_args(ProfileField)
NEVER_EMPTY: frozenset[ProfileField] = frozenset({"display_name", "usage_location"})
"""The service lets nobody empty these."""

Standing: TypeAlias = Literal["old", "new", "both", "unknown"]
"""Where a property was changed since Flytt wrote it; `unknown`: nothing is on record of what it wrote."""

_STEP, _DIGITS, _MOST_ROWS = "profiles", 16, 500


class Rewriting(Record):
    """Properties of one account: what they said on the new side, and what they shall say.

    `noted`: what was on record of them, by digest. Going back gives that back too, or nobody would know any
    more that the new side's people had changed one.
    """

    source: str
    person: str
    before: dict[ProfileField, str]
    after: dict[ProfileField, str]
    noted: dict[ProfileField, str] = Field(default_factory=dict[ProfileField, str])

    @property
    def forth(self) -> ProfilePart:
        """What is to be set."""
        return ProfilePart(person=self.person, says=self.after)

    def stands(self, there: Profile) -> bool:
        """Tell whether all of it is set."""
        return all(said(there, name) == value for name, value in self.after.items())

    def ours(self, there: Profile) -> Self | None:
        """Leave out what others have changed since: it is theirs. None when nothing is left."""
        return self._only(n for n in self.before if said(there, n) in {self.before[n], self.after[n]})

    def back(self, there: Profile) -> ProfilePart:
        """Return what gives back what was there; a property that others changed since is theirs."""
        ours = self.ours(there)
        says: dict[ProfileField, str] = {name: ours.before[name] for name in ours.returning} if ours else {}
        return ProfilePart(person=self.person, says=says)

    @property
    def returning(self) -> tuple[ProfileField, ...]:
        """What can be given back: all but what was empty and may never be emptied."""
        return tuple(name for name, was in self.before.items() if was or name not in NEVER_EMPTY)

    @property
    def within_reach(self) -> Self | None:
        """The part that can be given back; None when there is none."""
        return self._only(self.returning)

    def _only(self, names: Iterable[ProfileField]) -> Self | None:
        some: list[ProfileField] = list(names)
        before, after = {n: self.before[n] for n in some}, {n: self.after[n] for n in some}
        return self.changed(before=before, after=after) if some else None


@dataclass(frozen=True)
class Told:
    """How one profile differs: what is to be brought along, what stays, and what only people can decide."""

    bring: tuple[ProfileField, ...] = ()
    stays: tuple[ProfileField, ...] = ()
    asked: tuple[ProfileField, ...] = ()


@dataclass(frozen=True)
class Written:
    """What Flytt wrote of each person of one workload, by id in the old tenant."""

    kept: Kept
    workload: str

    def note(self, people: Iterable[tuple[str, Mapping[ProfileField, str]]]) -> None:
        """Note properties, beside those that are on record for the same people."""
        coming = iter(people)
        while some := tuple(islice(coming, _MOST_ROWS)):
            self.kept.put_items(tuple(self._row(source, part) for source, part in some))

    def noted(self, source: str, names: Collection[ProfileField]) -> dict[ProfileField, str]:
        """Return what is on record of some properties, by digest."""
        known = self._of(source)
        return {name: known[name] for name in names if name in known}

    def give_back(self, was: Iterable[tuple[Rewriting, ProfilePart]]) -> None:
        """Let the record of what is given back say what it said before."""
        rows: list[Item] = []
        for one, part in was:
            kept: dict[str, str] = {n: d for n, d in self._of(one.source).items() if n not in part.says}
            rows.append(self._item(one.source, kept | {n: d for n, d in one.noted.items() if n in part.says}))
        self.kept.put_items(tuple(rows))

    def forget(self) -> None:
        """Forget all of it."""
        self.kept.forget_items(self.workload, _STEP)

    def told(self, source: str, old: Profile, there: Profile, keep: str = "") -> Told:
        """Say of each property that differs what becomes of it. `keep`: the side that people chose."""
        names: list[ProfileField] = [name for name in FIELDS if said(old, name) != said(there, name)]
        if not names:
            return Told()
        known = self._of(source)
        sorts: dict[ProfileField, Standing] = {
            name: _standing(
                known.get(name),
                self._digest(source, name, said(old, name)),
                self._digest(source, name, said(there, name)),
            )
            for name in names
        }
        free: list[ProfileField] = [name for name in names if said(old, name) or name not in NEVER_EMPTY]
        open_: set[ProfileField] = {name for name in free if sorts[name] in {"both", "unknown"}}
        bring: set[ProfileField] = {name for name in free if sorts[name] == "old"}
        if keep:
            bring, open_ = (bring | open_ if keep == "old" else bring), set()
        stays: list[ProfileField] = [name for name in names if name not in bring | open_]
        return Told(_in_order(bring), tuple(stays), _in_order(open_))

    def _of(self, source: str) -> dict[str, str]:
        found = self.kept.item(self.workload, _STEP, source)
        return cast("dict[str, str]", json.loads(found.digest)) if found else {}

    def _digest(self, source: str, name: str, value: str) -> str:
        return self.kept.keyed(f"{source} {name} {value}")[:_DIGITS]

    def _row(self, source: str, part: Mapping[ProfileField, str]) -> Item:
        said = {name: self._digest(source, name, value) for name, value in part.items()}
        return self._item(source, self._of(source) | said)

    def _item(self, source: str, digests: Mapping[str, str]) -> Item:
        written = json.dumps(digests, sort_keys=True)
        return Item(workload=self.workload, step=_STEP, item=source, state="there", digest=written)


def said(profile: Profile, name: ProfileField) -> str:
    """Return one property."""
    return cast("str", getattr(profile, name))


def whole(profile: Profile) -> dict[ProfileField, str]:
    """Return all properties by name."""
    return {name: said(profile, name) for name in FIELDS}


def _in_order(names: Collection[ProfileField]) -> tuple[ProfileField, ...]:
    found: list[ProfileField] = [name for name in FIELDS if name in names]
    return tuple(found)


def _standing(written: str | None, old: str, there: str) -> Standing:
    if written is None:
        return "unknown"
    if there == written:
        return "old"
    return "new" if old == written else "both"
