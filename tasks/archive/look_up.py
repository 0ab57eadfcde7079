"""archive.look-up: every row of the archive can be read where people will look for it."""

from flytt.migration.evidence import Verification
from flytt.migration.look import Look
from flytt.migration.ports import World
from flytt.migration.record import Record, Slug
from flytt.migration.settings import Database


class Want(Record):
    """The archive and the system it was taken from."""

    host: Slug
    database: Database
    source_host: Slug
    source_database: Database


class Seen(Record):
    """Rows per table in the archive."""

    rows: dict[str, int]


class LookUp(Look[Want, Seen]):
    """Reads through the read-only archive, after it was made read-only."""

    def see(self, want: Want, world: World) -> Seen:
        content = world.hosts.on(want.host).databases.content(want.database)
        return Seen(rows={name: table.rows for name, table in content.items()})

    def judge(self, want: Want, seen: Seen, world: World) -> Verification:
        del seen
        source = world.hosts.on(want.source_host).databases.content(want.source_database)
        archive = world.hosts.on(want.host).databases.content(want.database)
        return Verification.of(
            "every row read on both sides",
            expected={name: f"{table.rows} rows {table.sha256}" for name, table in source.items()},
            items={name: table.rows for name, table in source.items()},
            found={name: f"{table.rows} rows {table.sha256}" for name, table in archive.items()},
        )


STEP = LookUp()
