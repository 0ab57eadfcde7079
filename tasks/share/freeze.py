"""share.freeze: people can read on the old side, and no longer write."""

from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.step import Nothing, Step, Traces
from tasks.exported import Exported, Offered, found, offered


class Freeze(Step[Exported, Offered, Nothing]):
    """Files that are held open for writing are closed: what is copied afterwards is whole."""

    def plan(self, want: Exported, world: World) -> Offered:
        return offered(want, world)

    def probe(self, want: Exported, was: Offered, world: World) -> Presence:
        if not was.writable:
            return Presence.ABSENT
        return Presence.ABSENT if offered(want, world).writable else Presence.PRESENT

    def traces(self, want: Exported, world: World) -> Traces[Offered]:
        presence = Presence.ABSENT if offered(want, world).writable else Presence.PRESENT
        return Traces(presence, Offered(writable=True))

    def do(self, want: Exported, was: Offered, world: World) -> Nothing:
        del was
        world.shares.set_writable(want.host, want.export, writable=False)
        return Nothing()

    def verify(self, want: Exported, was: Offered, receipt: Nothing, world: World) -> Verification:
        del was, receipt
        return found(want, world, writable=False)

    def undo(self, want: Exported, was: Offered, receipt: Nothing | None, world: World) -> None:
        del receipt
        if was.writable:
            world.shares.set_writable(want.host, want.export, writable=True)


STEP = Freeze()
