"""merged.merge-databases: two instances' records in one database, every one of them accounted for."""

from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import MergeAccount, TableContent, World
from flytt.migration.record import Record, Slug
from flytt.migration.settings import AbsolutePath, Database, MergedTable
from flytt.migration.step import Nothing, Step
from tasks.kept import keep_database, rows_written_since
from tasks.merged.recount import Sides, recount
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
        """Work out from both sources what the merged database must hold, and look whether it does.

        The merge's own counts are only compared with what comes out.
        """
        del was
        on = world.hosts.on
        sides: Sides = {
            "first": (on(want.first_host).databases, want.first_database),
            "second": (on(want.second_host).databases, want.second_database),
            "target": (on(want.host).databases, want.database),
        }
        found = recount(sides, want.tables)
        claimed = {account.table: account for account in receipt.accounts}
        counts = {account.table: account for account in found.accounts}
        differing = [
            f"{table}: the merge counted {_counted(claimed.get(table))}; it is {_counted(counts.get(table))}"
            for table in sorted(claimed.keys() | counts.keys())
            if counts and claimed.get(table) != counts.get(table)
        ]
        return Verification(
            route="every row of both sources read again, its place worked out anew, looked for in the target",
            matched=sum(found.rows.values()),
            differing=(*found.differing, *differing),
        )

    def undo(self, want: Want, was: Nothing, receipt: Merged | None, world: World) -> None:
        """Whose is a database without a receipt? Repeating `do` refuses one that is not Flytt's."""
        host = world.hosts.on(want.host)
        if not host.databases.exists(want.database):
            host.databases.drop(want.database)  # what a merge that was interrupted left half-built
            return
        ours = receipt or self.do(want, was, world)
        keep_database(host, want.database, ours.content, want.first_path)
        host.databases.drop(want.database)

    def written_since(self, want: Want, was: Nothing, receipt: Merged, world: World) -> tuple[str, ...]:
        del was
        host = world.hosts.on(want.host)
        return rows_written_since(host, want.database, receipt.content, want.first_path)


def _counted(account: MergeAccount | None) -> str:
    if account is None:
        return "nothing"
    return (
        f"{account.first} + {account.second} rows, {account.same} the same, {account.renumbered} renumbered, "
        f"{account.target} in all"
    )


STEP = MergeDatabases()
