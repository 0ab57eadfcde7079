"""application.restore-database: the database on its new host, proven row by row against the old one."""

from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import TableContent, World
from flytt.migration.record import Record, Slug
from flytt.migration.settings import AbsolutePath, Database
from flytt.migration.step import Nothing, Step
from tasks.kept import keep_database, rows_written_since
from tasks.standing import refuse_database


class Want(Record):
    """The dump and the new database; the source it must equal."""

    host: Slug
    path: AbsolutePath
    database: Database
    source_host: Slug
    source_database: Database


class Restored(Record):
    """What the new database held when it was restored: what is there later beyond this is people's work."""

    content: dict[str, TableContent]


class RestoreDatabase(Step[Want, Nothing, Restored]):
    """Refuses a database that was there before; keeps what people wrote before it takes itself back."""

    def plan(self, want: Want, world: World) -> Nothing:
        refuse_database(world.hosts.on(want.host), want.host, want.database)
        return Nothing()

    def probe(self, want: Want, was: Nothing, world: World) -> Presence:
        del was
        there = world.hosts.on(want.host).databases.exists(want.database)
        return Presence.PRESENT if there else Presence.ABSENT

    def do(self, want: Want, was: Nothing, world: World) -> Restored:
        del was
        databases = world.hosts.on(want.host).databases
        databases.restore(want.database, want.path)
        return Restored(content=databases.content(want.database))

    def adopt(self, want: Want, was: Nothing, world: World) -> Restored:
        """It held what the old side holds when it was restored; people may have written in it since."""
        del was
        source = world.hosts.on(want.source_host).databases
        return Restored(content=source.content(want.source_database))

    def verify(self, want: Want, was: Nothing, receipt: Restored, world: World) -> Verification:
        """Rows are read on both sides on their own; the dump between them is not believed."""
        del was, receipt
        source = world.hosts.on(want.source_host).databases.content(want.source_database)
        target = world.hosts.on(want.host).databases.content(want.database)
        return Verification.of(
            "every row read on both sides",
            expected={name: f"{table.rows} rows {table.sha256}" for name, table in source.items()},
            items={name: table.rows for name, table in source.items()},
            found={name: f"{table.rows} rows {table.sha256}" for name, table in target.items()},
        )

    def undo(self, want: Want, was: Nothing, receipt: Restored | None, world: World) -> None:
        """Whose is a database without a receipt? Repeating `do` refuses one that is not Flytt's."""
        host = world.hosts.on(want.host)
        if not host.databases.exists(want.database):
            host.databases.drop(want.database)  # what a restore that was interrupted left half-built
            return
        ours = receipt or self.do(want, was, world)
        keep_database(host, want.database, ours.content, want.path)
        host.databases.drop(want.database)

    def written_since(self, want: Want, was: Nothing, receipt: Restored, world: World) -> tuple[str, ...]:
        del was
        return rows_written_since(world.hosts.on(want.host), want.database, receipt.content, want.path)


STEP = RestoreDatabase()
