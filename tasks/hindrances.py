"""What would stop a domain half-way, there or back: named by id while everybody still has their addresses."""

from flytt.migration.addressing import Addresses, arriving, held, homeless, leaving, taken
from flytt.migration.errors import ChangedByOthers
from flytt.migration.exchange import RecipientKind
from flytt.migration.ports import World
from tasks.holding import Holding, standing

MOST_NAMED = 20
_STAY: frozenset[RecipientKind] = frozenset({"contact", "user"})
"""Whose addresses are elsewhere: a tenant lets a domain go all the same."""


def on_the_way(want: Holding, now: Addresses, world: World) -> tuple[str, ...]:
    """Say what in the two tenants would stop addresses from being taken, or from being given."""
    found, there = held(now, want.domain), standing(world, want.target)
    pairing = want.pairing(world, found)
    change = arriving(found, pairing, there, want.domain)
    left = {row.source for row in want.leave}
    wrong = [
        f"{one}: nobody on the new side gets its addresses"
        for one in homeless(found, pairing, there)
        if one not in left
    ]
    wrong += [
        f"{one}: has an address in the new tenant that somebody else shall have"
        for one in taken(change, there, want.domain)
    ]
    wrong += [
        f"{one.id}: a kind of recipient that Flytt cannot change; take its address away by hand"
        for one in found.recipients
        if one.kind == "other"
    ]
    wrong += [
        f"{one}: in {where}, is written in a directory of one's own and changed only there"
        for where, domains, ids in (
            ("the old tenant", want.old(world), found.ids),
            ("the new tenant", want.new(world), change.after.ids),
        )
        for one in domains.synced() & set(ids)
    ]
    own = want.initial(want.old(world))
    wrong += [
        f"{one.id}: has an address below {want.domain}; take it away by hand"
        for one in held(leaving(now, want.domain, own).after, want.domain).recipients
    ]
    return tuple(sorted(wrong))


def refuse_hindered(want: Holding, now: Addresses, world: World) -> None:
    """Raise ChangedByOthers, naming each, while the addresses cannot all be taken and given."""
    if wrong := on_the_way(want, now, world):
        raise ChangedByOthers(
            f"Addresses on {want.domain} were to be taken: {_listed(wrong)}.",
            still_true="Nobody's was touched.",
            next_command="mend it, or decide it in the mapping and adopt a new plan; then flytt resume",
        )


def refuse_newcomers(want: Holding, ours: frozenset[str], world: World) -> None:
    """Raise ChangedByOthers while others than `ours` keep the new tenant from letting the domain go."""
    new = want.new(world)
    own = want.find(new)
    if own is None or not own.verified:
        return
    below = [f"domain {one.name}" for one in new.all() if one.name.endswith(f".{want.domain}")]
    wrong = below or _newcomers(want, ours, world)
    if own.default:
        wrong = ["it is the default domain there", *wrong]
    if wrong:
        raise ChangedByOthers(
            f"{want.domain} was to go back, and the new tenant would not let it go: {_listed(tuple(wrong))}.",
            still_true="Everybody there has their addresses.",
            next_command="give them other addresses, or take back what is below; then flytt rollback",
        )


def _newcomers(want: Holding, ours: frozenset[str], world: World) -> list[str]:
    found = held(standing(world, want.target), want.domain)
    left = {("user", one.id) for one in found.names}
    left |= {
        ("user" if one.kind == "mailbox" else one.kind, one.id)
        for one in found.recipients
        if one.kind not in _STAY
    }
    left |= {(one.kind, one.id) for one in want.new(world).references(want.domain)}
    return [f"{kind} {one}" for kind, one in sorted(left) if one not in ours]


def _listed(wrong: tuple[str, ...]) -> str:
    more = f" and {len(wrong) - MOST_NAMED} more" if wrong[MOST_NAMED:] else ""
    return f"{'; '.join(wrong[:MOST_NAMED])}{more}"
