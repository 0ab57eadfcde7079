"""A step that only looks: nothing to probe for, nothing to undo."""

from abc import abstractmethod
from typing import Generic

from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.step import Nothing, Receipt, Step, Want


class Look(Step[Want, Nothing, Receipt], Generic[Want, Receipt], abstract=True):
    """Reads the world, keeps what it saw as its receipt, and looks again to verify."""

    @abstractmethod
    def see(self, want: Want, world: World) -> Receipt:
        """Read. Raises what the ports raise: a look that failed is not an empty one."""

    @abstractmethod
    def judge(self, want: Want, seen: Receipt, world: World) -> Verification:
        """Say whether what is seen now is as it must be; `seen` is what was seen first."""

    def plan(self, want: Want, world: World) -> Nothing:
        """Nothing is chosen."""
        del want, world
        return Nothing()

    def probe(self, want: Want, was: Nothing, world: World) -> Presence:
        """A look leaves nothing behind."""
        del want, was, world
        return Presence.ABSENT

    def do(self, want: Want, was: Nothing, world: World) -> Receipt:
        """Look."""
        del was
        return self.see(want, world)

    def verify(self, want: Want, was: Nothing, receipt: Receipt, world: World) -> Verification:
        """Look again, and judge."""
        del was
        return self.judge(want, receipt, world)

    def undo(self, want: Want, was: Nothing, receipt: Receipt | None, world: World) -> None:
        """Nothing to undo."""
        del want, was, receipt, world
