"""application.drop-database: the old side's database goes. Final."""

from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.record import Record, Slug
from flytt.migration.settings import Database
from flytt.migration.step import Nothing, Step


class Want(Record):
    """Which database, on which host."""

    host: Slug
    database: Database


class Dropped(Record):
    """Nothing: what is dropped here cannot be brought back."""


class DropDatabase(Step[Want, Nothing, Dropped]):
    """The point of no return of a server application; behind the gate for retiring."""

    def plan(self, want: Want, world: World) -> Nothing:
        del want, world
        return Nothing()

    def probe(self, want: Want, was: Nothing, world: World) -> Presence:
        del was
        there = world.hosts.on(want.host).databases.exists(want.database)
        return Presence.ABSENT if there else Presence.PRESENT

    def do(self, want: Want, was: Nothing, world: World) -> Dropped:
        del was
        world.hosts.on(want.host).databases.drop(want.database)
        return Dropped()

    def verify(self, want: Want, was: Nothing, receipt: Dropped, world: World) -> Verification:
        del was, receipt
        there = world.hosts.on(want.host).databases.exists(want.database)
        name = want.database.name
        return Verification.of(
            "looked for on the host", expected={name: "gone"}, found={name: "there" if there else "gone"}
        )

    def undo(self, want: Want, was: Nothing, receipt: Dropped | None, world: World) -> None:
        """Never called: the runbook says `final`, and the engine refuses to go back past it."""
        del want, was, receipt, world


STEP = DropDatabase()
