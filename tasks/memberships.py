"""Groups compared member by member: counts and fingerprints on both sides, exceptions by id."""

from collections.abc import Iterable

from flytt.migration.directory import Membership
from flytt.migration.evidence import Verification
from flytt.migration.ports import World
from flytt.migration.record import Record, digest
from tasks.tenancy import Met, Tenancy


class GroupAccount(Record):
    """One group: how many belong to it on each side, and the fingerprints of who they are.

    `staying`: members of the old group who do not move, and are therefore not among those compared.
    `kept_owner`: owns it on the new side alone, where the old group has lost its last one: the service lets
    no group be without, so that one is not compared either.
    """

    group: str
    source: int
    target: int
    staying: int
    source_print: str
    target_print: str
    kept_owner: str = ""


def accounts(want: Tenancy, met: Met, world: World) -> tuple[GroupAccount, ...]:
    """Read every group that has a counterpart on both sides, member by member."""
    back = {target: source for source, target in met.there.items()}
    groups = {one.id: met.there[one.id] for one in met.sides.groups if one.id in met.there}
    old = _by_group(want.old(world).memberships(tuple(groups)))
    new = _by_group(want.new(world).memberships(tuple(groups.values())))
    shared, movers = set(met.moving.same), met.movers
    found: list[GroupAccount] = []
    for source, target in sorted(groups.items()):
        here = old.get(source, set())
        moved = {(member, role) for member, role in here if member in met.there and member in movers}
        there = {(back.get(member, member), role) for member, role in new.get(target, set())}
        if source in shared:
            there &= moved  # the group was there before: who else is in it is not this move's business
        kept = {one for one in _last_owner(moved, there) if one[0] in met.there}
        there -= kept
        found.append(
            GroupAccount(
                group=source,
                source=len(moved),
                target=len(there),
                staying=len(here) - len(moved),
                source_print=_print(moved),
                target_print=_print(there),
                kept_owner=next((member for member, _ in kept), ""),
            )
        )
    return tuple(found)


def compared(want: Tenancy, met: Met, world: World) -> Verification:
    """Compare, and say of each group that differs how many it has on each side."""
    rows = accounts(want, met, world)
    return Verification.of(
        "each group's members and owners, read group by group",
        expected={f"group {row.group}": f"{row.source} ({row.source_print})" for row in rows},
        found={f"group {row.group}": f"{row.target} ({row.target_print})" for row in rows},
        items={f"group {row.group}": row.source for row in rows},
    )


def _last_owner(wanted: set[tuple[str, str]], there: set[tuple[str, str]]) -> set[tuple[str, str]]:
    owners = {one for one in there if one[1] == "owner"}
    return owners if len(owners) == 1 and not any(role == "owner" for _, role in wanted) else set()


def _by_group(memberships: Iterable[Membership]) -> dict[str, set[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = {}
    for one in memberships:
        found.setdefault(one.group, set()).add((one.member, one.role))
    return found


def _print(members: set[tuple[str, str]]) -> str:
    return digest([f"{role} {member}" for member, role in sorted(members)])[:16]
