"""Passes over drives, sites, teams, chats or plans: what the steps share that make them."""

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
        if passes.find(name):
            return Presence.PRESENT
        return Presence.PARTIAL if passes.begun(name) else Presence.ABSENT

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


class FirstCopy(Delta[Want, Receipt], abstract=True):
    """The first pass: what lies there is its own, and undoing it makes everything anew, empty."""

    def probe(self, want: Want, was: Nothing, world: World) -> Presence:
        if not self.lies_there(want, world):
            return Presence.ABSENT
        noted = super().probe(want, was, world) is Presence.PRESENT
        return Presence.PRESENT if noted else Presence.PARTIAL

    def undo(self, want: Want, was: Nothing, receipt: Receipt | None, world: World) -> None:
        self.empty(want, world)
        super().undo(want, was, receipt, world)

    @abstractmethod
    def empty(self, want: Want, world: World) -> None:
        """Make anew, empty, what holds copies alone, and forget what was put in."""
