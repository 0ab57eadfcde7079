"""What has changed on the old side since accounts, groups, members and licences were made on the new one."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from flytt.migration.directory import Licensing, Membership
from flytt.migration.identity import source_of, wanted_licences, wanted_memberships
from flytt.migration.ids import Themselves
from flytt.migration.ports import World
from flytt.migration.profiles import Rewriting
from tasks.changed_profiles import rewritings
from tasks.tenancy import Met, Tenancy


@dataclass(frozen=True)
class Late:
    """Made, added and given: by ids of the old tenant. Dropped and taken: by ids of the new one."""

    people: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    adding: tuple[Membership, ...] = ()
    giving: tuple[Licensing, ...] = ()
    dropping: tuple[Membership, ...] = ()
    taking: tuple[Licensing, ...] = ()
    rewriting: tuple[Rewriting, ...] = ()

    def __len__(self) -> int:
        """Count all changes."""
        return sum(1 for _ in self.named)

    @property
    def named(self) -> Iterator[str]:
        """Yield each by what it is, with ids."""
        yield from (f"account {one}" for one in self.people)
        yield from (f"group {one}" for one in self.groups)
        yield from (f"{one.role} {one.member} into {one.group}" for one in self.adding)
        yield from (f"licence {one.sku} for {one.person}" for one in self.giving)
        yield from (f"{one.role} {one.member} out of {one.group}" for one in self.dropping)
        yield from (f"licence {one.sku} from {one.person}" for one in self.taking)
        yield from (f"{', '.join(one.after)} of {one.person}" for one in self.rewriting)


def changes(want: Tenancy, met: Met, world: World) -> Late:
    """Hold the old side against the new one.

    Out of a group of Flytt's own goes who has a counterpart that is no longer in the old one. What others put
    there, and groups that were there before, are left alone.
    """
    people = tuple(sorted(met.moving.people.keys() - met.there.keys()))
    groups = tuple(sorted(met.moving.groups.keys() - met.there.keys()))
    wanted = _wanted(want, met, world)
    have = _have(want, met, world)
    own = {met.there[one] for one in met.moving.groups if one in met.there}
    back = {target: source for source, target in met.there.items()}
    surplus = [one for one in have if one.group in own and one.member in back]
    surplus = [one for one in surplus if _as_old(one, back) not in wanted]
    coming = tuple(sorted((one for one in wanted if _as_new(one, met.there) not in have), key=_order))
    going = _but_last_owners(surplus, have, [_as_new(one, met.there) for one in coming])
    left, has = _left(want, met), met.has_licence
    return Late(
        people=people,
        groups=groups,
        adding=coming,
        giving=tuple(o for o in _licences(want, met) if not has(met.there.get(o.person, ""), o.sku)),
        dropping=tuple(sorted(going, key=_order)),
        taking=tuple(
            Licensing(person=one.id, sku=held.sku, without=held.without)
            for one in met.sides.there
            for held in one.licences
            if one.id in left and held.sku in _own_skus(want, met)
        ),
        rewriting=rewritings(want, met, world),
    )


def standing(late: Late, met: Met, want: Tenancy, world: World) -> tuple[str, ...]:
    """Name the changes that are not made, as they stand now."""
    have, there = _have(want, met, world), met.there
    has, profile = met.has_licence, met.profile_there
    left = Late(
        people=tuple(one for one in late.people if one not in there),
        groups=tuple(one for one in late.groups if one not in there),
        adding=tuple(one for one in late.adding if _as_new(one, there) not in have),
        giving=tuple(o for o in late.giving if not has(there.get(o.person, ""), o.sku)),
        dropping=tuple(one for one in late.dropping if one in have and met.are_there(one)),
        taking=tuple(one for one in late.taking if has(one.person, one.sku)),
        rewriting=tuple(o for o in late.rewriting if (at := profile(o.person)) and not o.stands(at)),
    )
    return tuple(left.named)


def but_theirs(late: Late, met: Met) -> Late:
    """Leave out what others have written of people since: the comparison asks whose word counts."""
    there = ((one, met.profile_there(one.person)) for one in late.rewriting)
    ours = tuple(own for one, profile in there if profile and (own := one.ours(profile)))
    return replace(late, rewriting=ours)


def within_reach(late: Late, met: Met) -> Late:
    """Leave out what was taken from accounts and groups that others removed: nothing goes back there."""
    return replace(
        late,
        dropping=tuple(one for one in late.dropping if met.are_there(one)),
        taking=tuple(one for one in late.taking if met.is_there(one.person)),
        rewriting=tuple(back for o in late.rewriting if met.is_there(o.person) and (back := o.within_reach)),
    )


def mapped(late: Late, there: Mapping[str, str]) -> tuple[tuple[Membership, ...], tuple[Licensing, ...]]:
    """Return what is added and given in ids of the new tenant, where all of it is there."""
    added = tuple(_as_new(o, there) for o in late.adding if o.group in there and o.member in there)
    given = tuple(o.changed(person=there[o.person]) for o in late.giving if o.person in there)
    return added, given


def in_shared(want: Tenancy, met: Met, world: World) -> tuple[Membership, ...]:
    """Return who is in a group that was there before, and no longer in the old one: Flytt's, or not."""
    wanted, back = _wanted(want, met, world), {target: source for source, target in met.there.items()}
    shared = {
        met.there[one.id] for one in met.sides.groups if one.id in met.moving.same and one.id in met.there
    }
    own = {one.id for one in met.sides.there if source_of(want.marked_as, one.mark)}
    return tuple(
        one
        for one in _have(want, met, world)
        if one.group in shared and one.member in own and _as_old(one, back) not in wanted
    )


def _wanted(want: Tenancy, met: Met, world: World) -> set[Membership]:
    groups = tuple(sorted(one.id for one in met.sides.groups if one.id in met.moving.all))
    themselves = Themselves(met.movers)
    return set(wanted_memberships(met.moving, themselves, want.old(world).memberships(groups, "changes")))


def _have(want: Tenancy, met: Met, world: World) -> set[Membership]:
    groups = {one.id for one in met.sides.groups_there}
    ours = tuple(sorted(target for target in met.there.values() if target in groups))
    return set(want.new(world).memberships(ours, "changes"))


def _licences(want: Tenancy, met: Met) -> Iterator[Licensing]:
    return wanted_licences(want, Themselves(met.movers), met.sides)


def _left(want: Tenancy, met: Met) -> set[str]:
    """Return accounts of Flytt's own whose people do not move, or are not on the old side any more."""
    return {
        one.id
        for one in met.sides.there
        if (source := source_of(want.marked_as, one.mark)) and source not in met.movers
    }


def _own_skus(want: Tenancy, met: Met) -> set[str]:
    names = {row.target for row in want.licences if row.target}
    return {sku.id for sku in met.sides.skus_there if sku.name in names}


def _but_last_owners(
    surplus: Iterable[Membership], have: Iterable[Membership], coming: Iterable[Membership]
) -> Iterator[Membership]:
    """Leave the last owner of a group: the service lets nobody take that one out."""
    going = set(surplus)
    owned = {one.group for one in (*have, *coming) if one.role == "owner" and one not in going}
    return (one for one in going if one.role != "owner" or one.group in owned)


def _as_new(one: Membership, there: Mapping[str, str]) -> Membership:
    return one.changed(group=there.get(one.group, one.group), member=there.get(one.member, one.member))


def _as_old(one: Membership, back: Mapping[str, str]) -> Membership:
    return one.changed(group=back.get(one.group, one.group), member=back.get(one.member, one.member))


def _order(one: Membership) -> tuple[str, str, str]:
    return one.group, one.member, one.role
