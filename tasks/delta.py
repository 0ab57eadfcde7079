"""A later pass over drives or sites: what the steps share that bring along what has changed since."""

from abc import abstractmethod

from flytt.migration.drive_notes import Passes
from flytt.migration.evidence import Presence
from flytt.migration.ports import World
from flytt.migration.step import Nothing, Receipt, Step, Traces, Want


class Delta(Step[Want, Nothing, Receipt], abstract=True):
    """Undoing it forgets that it ran: its copies go with those of the first pass, when that is taken back."""

    @abstractmethod
    def noted(self, want: Want, world: World) -> tuple[Passes, str]:
        """Return the record of passes, and this one's name in it."""

    @abstractmethod
    def lies_there(self, want: Want, world: World) -> bool:
        """Tell whether there is any copy on the new side."""

    def plan(self, want: Want, world: World) -> Nothing:
        del want, world
        return Nothing()

    def probe(self, want: Want, was: Nothing, world: World) -> Presence:
        del was
        passes, name = self.noted(want, world)
        return Presence.PRESENT if passes.find(name) else Presence.ABSENT

    def traces(self, want: Want, world: World) -> Traces[Nothing]:
        """A pass leaves nothing by itself: where copies lie it may have been made, and is made again."""
        found = self.probe(want, Nothing(), world)
        if found is Presence.ABSENT and self.lies_there(want, world):
            found = Presence.PARTIAL
        return Traces(found, Nothing())

    def undo(self, want: Want, was: Nothing, receipt: Receipt | None, world: World) -> None:
        del was, receipt
        passes, name = self.noted(want, world)
        passes.forget(name)
