"""share.create-target: an empty folder on the new side, and Flytt's own beside it."""

from flytt.migration.errors import ChangedByOthers
from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.step import Nothing, Step
from tasks.shared import OneSide


class CreateTarget(Step[OneSide, Nothing, Nothing]):
    """Refuses a folder that is there already: whose files lie in it would not be known afterwards."""

    def plan(self, want: OneSide, world: World) -> Nothing:
        if world.shares.count(want.place) is not None:
            raise ChangedByOthers(
                f"{want.place.path} on {want.place.host} was to be made, and is there already.",
                still_true="Nothing in it was touched.",
                next_command="find out whose it is, move it away, then flytt resume",
            )
        return Nothing()

    def probe(self, want: OneSide, was: Nothing, world: World) -> Presence:
        del was
        return Presence.ABSENT if world.shares.count(want.place) is None else Presence.PRESENT

    def do(self, want: OneSide, was: Nothing, world: World) -> Nothing:
        del was
        world.shares.make(want.place)
        return Nothing()

    def verify(self, want: OneSide, was: Nothing, receipt: Nothing, world: World) -> Verification:
        del was, receipt
        found = {want.place.path: "nothing" if world.shares.count(want.place) is None else "a folder"}
        return Verification.of("looked for on the host", expected={want.place.path: "a folder"}, found=found)

    def undo(self, want: OneSide, was: Nothing, receipt: Nothing | None, world: World) -> None:
        """What others have put there stays, and the probe that follows says so."""
        del was, receipt
        world.shares.remove_empty(want.place)


STEP = CreateTarget()
