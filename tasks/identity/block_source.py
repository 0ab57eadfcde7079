"""identity.block-source: nobody signs in on the old side any more. Their accounts and data stay."""

from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.step import Step, Traces
from tasks.signing_in import Count, Turned, found, presence, turn
from tasks.tenancy import Met, Tenancy, how_much


class BlockSource(Step[Tenancy, Turned, Count]):
    """Those who moved, members of the old tenant; its guests and what stays there are left alone.

    Who has an account on the new side, does not move after all and was never let in there, stays.
    """

    def plan(self, want: Tenancy, world: World) -> Turned:
        return Turned(turning=_moved(Met(want, world), enabled=True))

    def probe(self, want: Tenancy, was: Turned, world: World) -> Presence:
        return presence(want.old(world), was, enabled=False)

    def traces(self, want: Tenancy, world: World) -> Traces[Turned]:
        """Nobody is let in on the new side who is blocked on the old: who is both was blocked since.

        By whom, only people can say.
        """
        met = Met(want, world)
        let_in = {person.id for person in met.sides.there if person.enabled}
        turned = [one for one in _moved(met, enabled=False) if met.there[one] in let_in]
        return Traces(how_much(len(turned), len(turned) + len(_moved(met, enabled=True))))

    def do(self, want: Tenancy, was: Turned, world: World) -> Count:
        turn(want.old(world), was, enabled=False)
        return Count(accounts=len(was.turning))

    def verify(self, want: Tenancy, was: Turned, receipt: Count, world: World) -> Verification:
        del receipt
        return found(want.old(world), was, enabled=False)

    def undo(self, want: Tenancy, was: Turned, receipt: Count | None, world: World) -> None:
        del receipt
        turn(want.old(world), was, enabled=True)


def _moved(met: Met, *, enabled: bool) -> tuple[str, ...]:
    let_in, movers = {person.id for person in met.sides.there if person.enabled}, met.movers
    own = [p for p in met.sides.people if p.id in met.there and not p.guest_of and p.enabled is enabled]
    return tuple(sorted(p.id for p in own if p.id in movers or met.there[p.id] in let_in))


STEP = BlockSource()
