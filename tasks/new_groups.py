"""Groups as they are made on the new side: with as many of their owners as one request takes."""

from flytt.migration.directory import NewGroup
from flytt.migration.ports import World
from tasks.tenancy import Met, Tenancy

MOST_OWNERS = 20
"""So many come with a group when it is made; the rest are added with the members."""


def with_owners(want: Tenancy, met: Met, making: tuple[str, ...], world: World) -> tuple[NewGroup, ...]:
    """Return the groups to make for those of the old tenant; their owners are on the new side already."""
    wanted = met.moving.groups
    owners: dict[str, list[str]] = {}
    for one in want.old(world).memberships(making):
        if one.role == "owner" and one.member in met.there:
            owners.setdefault(one.group, []).append(met.there[one.member])
    return tuple(
        wanted[one].changed(owners=tuple(sorted(owners.get(one, [])))[:MOST_OWNERS])
        for one in making
        if one in wanted
    )
