"""application.remove-dump: the dump has done its service. Final."""

from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.record import Record, Slug
from flytt.migration.settings import AbsolutePath
from flytt.migration.step import Nothing, Step, Traces


class Want(Record):
    """Which dump, on which host."""

    host: Slug
    path: AbsolutePath


class Removed(Record):
    """Nothing: what is removed here cannot be brought back."""


class RemoveDump(Step[Want, Nothing, Removed]):
    """Removes only what Flytt itself put there; behind the gate for retiring."""

    def plan(self, want: Want, world: World) -> Nothing:
        del want, world
        return Nothing()

    def probe(self, want: Want, was: Nothing, world: World) -> Presence:
        del was
        there = world.hosts.on(want.host).files.digest(want.path)
        return Presence.PRESENT if there is None else Presence.ABSENT

    def traces(self, want: Want, world: World) -> Traces[Nothing]:
        """No dump tells nothing: there is none before it is made either. To remove it again does no harm."""
        del want, world
        return Traces(Presence.ABSENT, Nothing())

    def do(self, want: Want, was: Nothing, world: World) -> Removed:
        del was
        world.hosts.on(want.host).files.remove(want.path)
        return Removed()

    def verify(self, want: Want, was: Nothing, receipt: Removed, world: World) -> Verification:
        del was, receipt
        there = world.hosts.on(want.host).files.digest(want.path)
        found = {want.path: "there" if there else "gone"}
        return Verification.of("looked for on the host", expected={want.path: "gone"}, found=found)

    def undo(self, want: Want, was: Nothing, receipt: Removed | None, world: World) -> None:
        """Never called: the runbook says `final`, and the engine refuses to go back past it."""
        del want, was, receipt, world


STEP = RemoveDump()
