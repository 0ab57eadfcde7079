"""intranet.freeze: people can read in the old sites, and no longer save."""

from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.step import Nothing, Step, Traces
from tasks.closing import Stood, close, closed, presence, put_back
from tasks.site_closing import stood
from tasks.site_pairs import Moved


class Freeze(Step[Moved, Stood, Nothing]):
    """The whole site is closed, for its owner too; how it stood before is kept, and given back."""

    def plan(self, want: Moved, world: World) -> Stood:
        return stood(want, world)

    def probe(self, want: Moved, was: Stood, world: World) -> Presence:
        found = presence(want, was, "ReadOnly", world)
        return found if found is not Presence.ABSENT else presence(want, was, "NoAccess", world)

    def traces(self, want: Moved, world: World) -> Traces[Stood]:
        """Sites are open in everyday life: those that are closed are taken to have been open."""
        now = stood(want, world).sites
        turned = {site: "Unlock" for site, lock in now.items() if lock != "Unlock"}
        was = Stood.model_validate({"sites": dict.fromkeys(now, "Unlock")})
        found = Presence.PRESENT if len(turned) == len(now) else Presence.PARTIAL
        return Traces(found if turned else Presence.ABSENT, was)

    def do(self, want: Moved, was: Stood, world: World) -> Nothing:
        close(want, was, "ReadOnly", world)
        return Nothing()

    def adopt(self, want: Moved, was: Stood, world: World) -> Nothing:
        """A site that is closed altogether meanwhile is not opened for reading."""
        del want, was, world
        return Nothing()

    def verify(self, want: Moved, was: Stood, receipt: Nothing, world: World) -> Verification:
        del receipt
        return closed(want, was, "ReadOnly", world)

    def undo(self, want: Moved, was: Stood, receipt: Nothing | None, world: World) -> None:
        del receipt
        put_back(want, was, "ReadOnly", world)


STEP = Freeze()
