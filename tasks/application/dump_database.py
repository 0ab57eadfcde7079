"""application.dump-database: a consistent copy of a database, as one file beside it."""

from flytt.migration.errors import ChangedByOthers
from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import Digest, TableContent, World
from flytt.migration.record import Record, Slug
from flytt.migration.settings import AbsolutePath, Database
from flytt.migration.step import Nothing, Step
from tasks.kept import refuse_foreign


class Want(Record):
    """The database, and where its dump goes. The path belongs to this workload alone."""

    host: Slug
    database: Database
    path: AbsolutePath


class Dumped(Record):
    """The dump, and what the database held when it was taken."""

    file: Digest
    content: dict[str, TableContent]


class DumpDatabase(Step[Want, Nothing, Dumped]):
    """Refuses a path where something lies that Flytt did not put there."""

    def plan(self, want: Want, world: World) -> Nothing:
        if world.hosts.on(want.host).files.digest(want.path) is not None:
            raise ChangedByOthers(
                f"A dump was to be written to {want.path} on {want.host}, and a file lies there already.",
                still_true="It was not touched.",
                next_command="look at the file, move it away, then flytt resume",
            )
        return Nothing()

    def probe(self, want: Want, was: Nothing, world: World) -> Presence:
        del was
        there = world.hosts.on(want.host).files.digest(want.path)
        return Presence.ABSENT if there is None else Presence.PRESENT

    def do(self, want: Want, was: Nothing, world: World) -> Dumped:
        del was
        host = world.hosts.on(want.host)
        content = host.databases.content(want.database)
        file = host.files.digest(want.path)
        if file is None:
            host.databases.dump(want.database, want.path)
            file = host.files.digest(want.path)
        if file is None:
            raise ChangedByOthers(f"The dump {want.path} on {want.host} was gone when it was read back.")
        return Dumped(file=file, content=content)

    def verify(self, want: Want, was: Nothing, receipt: Dumped, world: World) -> Verification:
        """The file is as it was written, and the database has not changed under it."""
        del was
        host = world.hosts.on(want.host)
        file = host.files.digest(want.path)
        found = {name: table.sha256 for name, table in host.databases.content(want.database).items()}
        expected = {name: table.sha256 for name, table in receipt.content.items()}
        return Verification.of(
            "file hash on the host, rows read again",
            expected={**expected, want.path: receipt.file.sha256},
            found={**found, want.path: file.sha256 if file else "no file"},
            items={name: table.rows for name, table in receipt.content.items()},
        )

    def undo(self, want: Want, was: Nothing, receipt: Dumped | None, world: World) -> None:
        del was
        files = world.hosts.on(want.host).files
        refuse_foreign(
            files.digest(want.path), receipt.file if receipt else None, f"{want.path} on {want.host}"
        )
        files.remove(want.path)


STEP = DumpDatabase()
