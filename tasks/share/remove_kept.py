"""share.remove-kept: Flytt's own records beside a share, and what it set aside. Final."""

from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.shares import ShareCount
from flytt.migration.step import Nothing, Step, Traces
from tasks.shared import OneSide


class RemoveKept(Step[OneSide, ShareCount, Nothing]):
    """How much was set aside is in the ledger before it goes. What people wrote stays: it has an owner."""

    def plan(self, want: OneSide, world: World) -> ShareCount:
        return world.shares.kept(want.place)

    def probe(self, want: OneSide, was: ShareCount, world: World) -> Presence:
        del was
        return Presence.ABSENT if world.shares.has_kept(want.place) else Presence.PRESENT

    def traces(self, want: OneSide, world: World) -> Traces[ShareCount]:
        """No folder tells nothing: there is none before it is made either."""
        del want, world
        return Traces(Presence.ABSENT, ShareCount())

    def do(self, want: OneSide, was: ShareCount, world: World) -> Nothing:
        del was
        world.shares.remove_kept(want.place)
        return Nothing()

    def verify(self, want: OneSide, was: ShareCount, receipt: Nothing, world: World) -> Verification:
        del was, receipt
        found = {want.place.keep: "there" if world.shares.has_kept(want.place) else "gone"}
        return Verification.of("looked for on the host", expected={want.place.keep: "gone"}, found=found)

    def undo(self, want: OneSide, was: ShareCount, receipt: Nothing | None, world: World) -> None:
        """Never called: the runbook says `final`, and the engine refuses to go back past it."""
        del want, was, receipt, world


STEP = RemoveKept()
