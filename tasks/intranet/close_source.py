"""intranet.close-source: nobody opens the old sites any more. What is in them stays; they can be opened."""

from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.step import Nothing, Step, Traces
from tasks.closing import Stood, close, closed, presence, put_back
from tasks.site_closing import stood
from tasks.site_pairs import Moved


class CloseSource(Step[Moved, Stood, Nothing]):
    """Deleting is left to the tenant's own rules of retention, and to the archive."""

    def plan(self, want: Moved, world: World) -> Stood:
        return stood(want, world)

    def probe(self, want: Moved, was: Stood, world: World) -> Presence:
        return presence(want, was, "NoAccess", world)

    def traces(self, want: Moved, world: World) -> Traces[Stood]:
        """Flytt closes for reading what it has closed for saving before."""
        now = stood(want, world).sites
        was = Stood.model_validate({"sites": dict.fromkeys(now, "ReadOnly")})
        return Traces(presence(want, was, "NoAccess", world), was)

    def do(self, want: Moved, was: Stood, world: World) -> Nothing:
        close(want, was, "NoAccess", world)
        return Nothing()

    def verify(self, want: Moved, was: Stood, receipt: Nothing, world: World) -> Verification:
        del receipt
        return closed(want, was, "NoAccess", world)

    def undo(self, want: Moved, was: Stood, receipt: Nothing | None, world: World) -> None:
        del receipt
        put_back(want, was, "NoAccess", world)


STEP = CloseSource()
