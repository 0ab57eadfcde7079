"""share.open-target: people can write on the new side."""

from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.step import Nothing, Step, Traces
from tasks.exported import Exported, Offered, found, offered


class OpenTarget(Step[Exported, Offered, Nothing]):
    """The share is offered read-only by those who set up the file service; here it is opened for writing."""

    def plan(self, want: Exported, world: World) -> Offered:
        return offered(want, world)

    def probe(self, want: Exported, was: Offered, world: World) -> Presence:
        if was.writable:
            return Presence.ABSENT
        return Presence.PRESENT if offered(want, world).writable else Presence.ABSENT

    def traces(self, want: Exported, world: World) -> Traces[Offered]:
        presence = Presence.PRESENT if offered(want, world).writable else Presence.ABSENT
        return Traces(presence, Offered(writable=False))

    def do(self, want: Exported, was: Offered, world: World) -> Nothing:
        del was
        world.shares.set_writable(want.host, want.export, writable=True)
        return Nothing()

    def verify(self, want: Exported, was: Offered, receipt: Nothing, world: World) -> Verification:
        del was, receipt
        return found(want, world, writable=True)

    def undo(self, want: Exported, was: Offered, receipt: Nothing | None, world: World) -> None:
        del receipt
        if not was.writable:
            world.shares.set_writable(want.host, want.export, writable=False)


STEP = OpenTarget()
