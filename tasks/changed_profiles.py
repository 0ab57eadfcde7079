"""Names, telephone numbers, titles and departments that were changed since the accounts were made."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from flytt.migration.directory import Person, Profile, ProfileField
from flytt.migration.ports import World
from flytt.migration.profiles import Rewriting, Told, Written, said, whole
from flytt.migration.proof import named
from flytt.migration.spool import Spool
from tasks.tenancy import Met, Tenancy

_STAYS = "changed on the new side alone, decided for it, or not to be emptied: it stays there"
_BOTH = "changed on the new side too: decide it under `changed_on_both`, or write it alike by hand"
_SINCE = "changed on the old side alone, or decided for it: write it by hand, or go back to *prepared* and on"

Sayings: TypeAlias = tuple[str, Profile | None, Profile | None]
"""An id in the old tenant, and what is said of the person there and on the new side."""


def written(want: Tenancy, world: World) -> Written:
    """Return what this workload has on record of what it wrote."""
    return Written(world.kept, want.marked_as)


def note_made(want: Tenancy, met: Met, making: tuple[str, ...], world: World) -> None:
    """Note what accounts are made with, before they are. One that is there is noted if it is alike."""
    people = ((one, met.moving.people[one].profile) for one in making if one in met.moving.people)
    of = ((one, p) for one, p in people if met.profile_there(met.there.get(one, "")) in (None, p))
    written(want, world).note((one, whole(profile)) for one, profile in of)


def rewritings(want: Tenancy, met: Met, world: World) -> tuple[Rewriting, ...]:
    """Return what is to be brought along: changed on the old side alone, or decided so."""
    teller, record, found = _teller(want, world), written(want, world), list[Rewriting]()
    for source, old, new in met.profiles:
        if old and new and new != old and (bring := teller(source, old, new).bring):
            found.append(
                Rewriting(
                    source=source,
                    person=met.there[source],
                    before={name: said(new, name) for name in bring},
                    after={name: said(old, name) for name in bring},
                    noted=record.noted(source, bring),
                )
            )
    return tuple(sorted(found, key=lambda one: one.source))


@dataclass
class Compared:
    """What the comparison says of profiles that differ, by id in the old tenant, and who keeps what."""

    alike: int = 0
    says: dict[str, str] = field(default_factory=dict[str, str])
    stays: list[str] = field(default_factory=list[str])
    asked: dict[str, tuple[ProfileField, ...]] = field(default_factory=dict[str, tuple[ProfileField, ...]])

    @property
    def skipped(self) -> tuple[str, ...]:
        """Name who keeps what, by id: the property, and not what is in it."""
        return (f"{len(self.stays)} × {_STAYS}: {named(self.stays)}",) if self.stays else ()

    @property
    def open_questions(self) -> tuple[str, ...]:
        """Name what both sides changed."""
        asked = [f"{one} ({', '.join(names)})" for one, names in self.asked.items()]
        return (f"{len(asked)} × {_BOTH}: {named(asked)}",) if asked else ()


def compared(want: Tenancy, profiles: Iterable[Sayings], world: World) -> Compared:
    """Compare what both sides say, one by one; those that are alike are counted, and held by nobody."""
    teller, found = _teller(want, world), Compared()
    for source, old, new in profiles:
        if old is None or new is None:
            found.says[source] = "there, and not on the old side" if new else "nothing"
            continue
        told = teller(source, old, new) if new != old else Told()
        if told.stays:
            found.stays.append(f"{source} ({', '.join(told.stays)})")
        if told.asked:
            found.asked[source] = told.asked
            found.says[source] = f"other {', '.join(told.asked)}, {_BOTH}"
        elif told.bring:
            found.says[source] = f"other {', '.join(told.bring)}, {_SINCE}"
        else:
            found.alike += 1
    return found


def by_changes(want: Tenancy, met: Met, world: World) -> Iterator[Sayings]:
    """Yield what both tracks of changes say of those who move: another route than the lists in `met`."""
    spool = Spool()
    old = spool.records(Person, ((p.id, p) for p in want.old(world).people("changes")))
    new = spool.records(Person, ((p.id, p) for p in want.new(world).people("changes")))
    for one in met.moving.people:
        here, there = old.get(one), new.get(met.there.get(one, ""))
        yield one, here.profile if here else None, there.profile if there else None


def _teller(want: Tenancy, world: World) -> Callable[[str, Profile, Profile], Told]:
    record, keep = written(want, world), {row.source: row.keep for row in want.changed_on_both}
    return lambda source, old, new: record.told(source, old, new, keep.get(source, ""))
