"""mailboxes.give-rights: who may open whose mailbox, and send as or for whom, as on the old side."""

from typing import Annotated

from flytt.migration.evidence import Presence, Verification
from flytt.migration.exchange import Right
from flytt.migration.ports import World
from flytt.migration.record import Record
from flytt.migration.step import InVault, Step, Traces
from tasks.post import Met, Post
from tasks.tenancy import how_much


class Was(Record):
    """The rights to give, in ids of the new tenant: those that were not there."""

    giving: Annotated[tuple[Right, ...], InVault()]


class Given(Record):
    """How many there were to give."""

    rights: int


class GiveRights(Step[Post, Was, Given]):
    """Undo takes exactly what was given."""

    def plan(self, want: Post, world: World) -> Was:
        wanted = rights_wanted(want, world)
        had = _had(want, world)
        return Was(giving=tuple(sorted((one for one in wanted if one not in had), key=_order)))

    def probe(self, want: Post, was: Was, world: World) -> Presence:
        had = _had(want, world)
        return how_much(sum(one in had for one in was.giving), len(was.giving))

    def traces(self, want: Post, world: World) -> Traces[Was]:
        """In mailboxes that nobody used before, Flytt gave whatever is there; of others only people know."""
        met = Met(want, world)
        own = {pair.target for pair in met.whole() if not pair.beside}
        wanted, had = rights_wanted(want, world), _had(want, world)
        ours = [one for one in wanted if one.account in own]
        there = tuple(sorted((one for one in ours if one in had), key=_order))
        others = any(one in had for one in wanted if one.account not in own)
        return Traces(how_much(len(there), len(ours)), None if others else Was(giving=there))

    def do(self, want: Post, was: Was, world: World) -> Given:
        want.new_exchange(world).give_rights(was.giving)
        return Given(rights=len(was.giving))

    def verify(self, want: Post, was: Was, receipt: Given, world: World) -> Verification:
        del receipt
        had = _had(want, world)
        names = {one: f"{one.kind} of {one.delegate} in {one.account}" for one in was.giving}
        return Verification.of(
            "each mailbox's own list of who may do what",
            expected={names[one]: "given" for one in was.giving},
            found={names[one]: "given" for one in was.giving if one in had},
        )

    def undo(self, want: Post, was: Was, receipt: Given | None, world: World) -> None:
        del receipt
        had = _had(want, world)
        want.new_exchange(world).take_rights(tuple(one for one in was.giving if one in had))


def rights_wanted(want: Post, world: World) -> tuple[Right, ...]:
    """Return the old side's rights among those who move, in ids of the new one."""
    met = Met(want, world)
    left = {(row.account, row.delegate) for row in want.leave}
    old = want.old_exchange(world).rights(tuple(pair.account for pair in met.whole()))
    found = (met.right(one) for one in old if (one.account, one.delegate) not in left)
    return tuple(sorted((one for one in found if one is not None), key=_order))


def _had(want: Post, world: World) -> frozenset[Right]:
    return want.new_exchange(world).rights(tuple(pair.target for pair in Met(want, world).whole()))


def _order(right: Right) -> tuple[str, str, str]:
    return right.account, right.delegate, right.kind


STEP = GiveRights()
