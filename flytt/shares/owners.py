"""Who owns what, on the old side and on the new: numbers or SIDs, decided before anything moves."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple, TypeAlias, TypeGuard, cast

from flytt.migration.errors import BadInput
from flytt.shares import acl
from flytt.shares.entry import Entry

Kind: TypeAlias = Literal["user", "group"]
Owner: TypeAlias = int | str
"""A numeric id, or a SID as text."""


class Unmapped(NamedTuple):
    """An owner about whom nothing is decided, and how many things name it as owner or in an access list."""

    kind: Kind
    owner: Owner
    things: int


class Owners:
    """The decided counterparts. `others`: whoever is not named stays the same, or is undecided."""

    def __init__(
        self,
        users: Mapping[Owner, Owner] | None = None,
        groups: Mapping[Owner, Owner] | None = None,
        *,
        others: Literal["same", "undecided"] = "undecided",
    ) -> None:
        self._known: dict[Kind, dict[Owner, Owner]] = {"user": dict(users or {}), "group": dict(groups or {})}
        self.others: Literal["same", "undecided"] = others

    @property
    def nothing_changes(self) -> bool:
        """Whether everybody keeps their number."""
        same = all(one == other for known in self._known.values() for one, other in known.items())
        return same and self.others == "same"

    def named(self, owner: Owner) -> bool:
        """Whether there is a row for it."""
        return any(owner in known for known in self._known.values())

    def target(self, kind: Kind, owner: Owner) -> Owner | None:
        """Return who it becomes; None when that is undecided."""
        found = self._known[kind].get(owner)
        return owner if found is None and self.others == "same" else found

    def numbers(self) -> tuple[dict[int, int], dict[int, int]]:
        """Return users and groups whose number changes, as movers take them."""
        users, groups = (
            {
                one: other
                for one, other in self._known[kind].items()
                if isinstance(one, int) and isinstance(other, int)
            }
            for kind in ("user", "group")
        )
        return users, groups

    def mapped_acl(self, text: str) -> str | None:
        """Return an access list as it must be on the target; None when somebody in it is undecided."""
        if not text or self.nothing_changes:
            return text
        old = acl.parse(text)
        lists: list[tuple[acl.AclEntry, ...]] = []
        for entries in old:
            new: list[acl.AclEntry] = []
            for entry in entries:
                who: Owner | None = entry.who
                if who is not None:
                    who = self.target("user" if entry.tag == "user" else "group", who)
                    if not isinstance(who, int):
                        return None
                new.append(entry._replace(who=who))
            lists.append(tuple(new))
        return acl.canonical(acl.Acl(*lists))

    def undecided(self, entries: Iterable[Entry]) -> tuple[Unmapped, ...]:
        """Return every owner found that nothing is decided about, those of most things first."""
        survey = Survey(self)
        for entry in entries:
            survey.add(entry)
        return survey.undecided


class Survey:
    """Counts the things of every owner while entries pass by."""

    def __init__(self, owners: Owners) -> None:
        self._owners = owners
        self._combined: Counter[tuple[int, int, str]] = Counter()

    def add(self, entry: Entry) -> None:
        """Count one entry."""
        if entry.problem != "vanished":
            self._combined[entry.uid, entry.gid, entry.acl] += 1

    @property
    def undecided(self) -> tuple[Unmapped, ...]:
        """Owners about whom nothing is decided, those of most things first."""
        return tuple(one for one in self.found if self._owners.target(one.kind, one.owner) is None)

    @property
    def found(self) -> tuple[Unmapped, ...]:
        """All owners, those of most things first."""
        things: Counter[tuple[Kind, int]] = Counter()
        for (uid, gid, text), count in self._combined.items():
            named: set[tuple[Kind, int]] = {("user", uid), ("group", gid)}
            for entries in acl.parse(text):
                named |= {
                    ("user" if e.tag == "user" else "group", e.who) for e in entries if e.who is not None
                }
            for one in named:
                things[one] += count
        return tuple(Unmapped(kind, owner, count) for (kind, owner), count in things.most_common())


def read(content: Mapping[str, object], of: str) -> Owners:
    """Return the owners of a file `{users: {OLD: NEW}, groups: {OLD: NEW}, others: same|undecided}`.

    BadInput naming every fault at once.
    """
    faults = [f"{key}: no such word here" for key in content if key not in {"users", "groups", "others"}]
    others = content.get("others", "undecided")
    if others not in {"same", "undecided"}:
        faults.append("others: expected same or undecided")
    users, groups = (_pairs(content.get(key) or {}, key, faults) for key in ("users", "groups"))
    if faults:
        raise BadInput(
            f"{of} cannot be used: {'; '.join(faults)}.",
            still_true="Nothing was touched.",
            next_command="write `users:` and `groups:` with lines OLD: NEW, numbers or SIDs",
        )
    return Owners(users, groups, others="same" if others == "same" else "undecided")


def _pairs(rows: object, key: str, faults: list[str]) -> dict[Owner, Owner]:
    if not isinstance(rows, Mapping):
        faults.append(f"{key}: expected lines OLD: NEW")
        return {}
    pairs: dict[Owner, Owner] = {}
    for one, other in cast("Mapping[object, object]", rows).items():
        if _is_owner(one) and _is_owner(other):
            pairs[one] = other
        else:
            faults.append(f"{key}: {one!s:.40}: {other!s:.40}: expected two numbers or SIDs")
    return pairs


def _is_owner(value: object) -> TypeGuard[Owner]:
    if isinstance(value, str):
        return value.startswith("S-1-") and value[4:].replace("-", "").isdigit()
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < (1 << 32) - 1
