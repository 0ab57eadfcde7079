"""merged.merge-databases: two instances' records in one database, every one of them accounted for."""

from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import MergeAccount, TableContent, World
from flytt.migration.record import Record, Slug
from flytt.migration.settings import AbsolutePath, Database, MergedTable
from flytt.migration.step import Nothing, Step
from tasks.kept import keep_database, rows_written_since
from tasks.standing import refuse_database


class Want(Record):
    """Both dumps on the target host, the rules, and both sources to count against."""

    host: Slug
    first_path: AbsolutePath
    second_path: AbsolutePath
    database: Database
    tables: tuple[MergedTable, ...]
    first_host: Slug
    first_database: Database
    second_host: Slug
    second_database: Database


class Merged(Record):
    """What became of every row, table by table, and what the merged database held."""

    accounts: tuple[MergeAccount, ...]
    content: dict[str, TableContent]


class MergeDatabases(Step[Want, Nothing, Merged]):
    """One transaction; both sources stay as they are."""

    def plan(self, want: Want, world: World) -> Nothing:
        refuse_database(world.hosts.on(want.host), want.host, want.database)
        return Nothing()

    def probe(self, want: Want, was: Nothing, world: World) -> Presence:
        del was
        there = world.hosts.on(want.host).databases.exists(want.database)
        return Presence.PRESENT if there else Presence.ABSENT

    def do(self, want: Want, was: Nothing, world: World) -> Merged:
        del was
        databases = world.hosts.on(want.host).databases
        accounts = databases.merge(want.first_path, want.second_path, want.database, want.tables)
        return Merged(accounts=accounts, content=databases.content(want.database))

    def verify(self, want: Want, was: Nothing, receipt: Merged, world: World) -> Verification:
        """Count all three databases anew: what two sources held is there, or is the same record twice.

        The merged rows are as they were when they had been merged; that each equals the row it came from is
        not looked at here.
        """
        del was
        first = world.hosts.on(want.first_host).databases.content(want.first_database)
        second = world.hosts.on(want.second_host).databases.content(want.second_database)
        target = world.hosts.on(want.host).databases.content(want.database)
        same = {account.table: account.same for account in receipt.accounts}
        names = first.keys() | second.keys()
        return Verification.of(
            "rows counted anew in both sources, and every row of the merged database read again",
            expected={
                n: f"{_rows(first, n) + _rows(second, n) - same.get(n, 0)} rows {_mark(receipt.content, n)}"
                for n in names
            },
            found={n: f"{table.rows} rows {_mark(target, n)}" for n, table in target.items()},
            items={n: _rows(first, n) + _rows(second, n) for n in names},
        )

    def undo(self, want: Want, was: Nothing, receipt: Merged | None, world: World) -> None:
        """Whose is a database without a receipt? Repeating `do` refuses one that is not Flytt's."""
        host = world.hosts.on(want.host)
        if not host.databases.exists(want.database):
            return
        ours = receipt or self.do(want, was, world)
        keep_database(host, want.database, ours.content, want.first_path)
        host.databases.drop(want.database)

    def written_since(self, want: Want, was: Nothing, receipt: Merged, world: World) -> tuple[str, ...]:
        del was
        host = world.hosts.on(want.host)
        return rows_written_since(host, want.database, receipt.content, want.first_path)


def _mark(content: dict[str, TableContent], table: str) -> str:
    found = content.get(table)
    return found.sha256 if found else "no rows"


def _rows(content: dict[str, TableContent], table: str) -> int:
    found = content.get(table)
    return found.rows if found else 0


STEP = MergeDatabases()
