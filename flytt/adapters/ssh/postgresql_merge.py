"""Two PostgreSQL dumps made one database on their host: built aside, accounted for, then given its name."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from flytt.adapters.host_errors import failed, missing, occupied
from flytt.adapters.merge_rules import (
    bad_rules,
    check_columns,
    check_foreign_keys,
    in_order,
    parents_of,
    read_accounts,
)
from flytt.adapters.ssh import postgresql_merge_text as text
from flytt.adapters.ssh.files import PART
from flytt.adapters.ssh.postgresql import PostgreSql, part_of, second_part_of
from flytt.adapters.ssh.postgresql_text import SAME_EVERYWHERE
from flytt.migration.errors import FlyttError
from flytt.migration.ports import MergeAccount
from flytt.migration.settings import Database, MergedTable


def merge(
    server: PostgreSql, first: str, second: str, into: Database, rules: tuple[MergedTable, ...]
) -> tuple[MergeAccount, ...]:
    """Create `into`. BadInput, ChangedByOthers and NotFound leave nothing behind."""
    order = in_order(rules)
    for dump in (first, second):
        if server.files.size(dump) is None:
            raise missing(server.commands.host, "dump", dump)
    building = _Building(server, part_of(into.name), second_part_of(into.name), second + PART)
    is_there = server.exists(into)
    try:
        server.build(building.part, first)
        server.build(building.other, second)
        accounts = building.merged(order)
        if is_there and server.read(building.part, account=True) != server.read(into.name, account=True):
            raise occupied(server.commands.host, into)
        server.clear(building.other)
        if not is_there:
            server.rename(building.part, into.name)
    except FlyttError:
        building.clear()
        raise
    if is_there:
        building.clear()
    return accounts


@dataclass(frozen=True, slots=True)
class _Building:
    """The two databases that a merge is built from; `part` becomes the one. `path` carries rows over."""

    server: PostgreSql
    part: str
    other: str
    path: str

    def merged(self, order: tuple[MergedTable, ...]) -> tuple[MergeAccount, ...]:
        """Bring the second's rows over, table by table, parents first."""
        columns = self._checked_columns(order)
        number = {rule.table: index for index, rule in enumerate(order)}
        names = [
            text.Names(
                number[rule.table],
                rule,
                columns[rule.table],
                {column: number[parent] for column, parent in parents_of(rule.table, order).items()},
            )
            for rule in order
        ]
        attempted = f"merge into {self.part}"
        self.server.sql(attempted, self.part, *text.begun())
        lines: list[str] = []
        for it in names:
            self._carry(attempted, it)
            argv = self.server.argv(self.part, "BEGIN", *text.script(it), "COMMIT")
            answer = self.server.commands.ask(attempted, argv, long=True)
            lines += answer.text.splitlines()
            read_accounts(lines, order)
            if answer.status:
                raise failed(self.server.commands.host, attempted, answer.stderr, answer.status)
        self.server.sql(attempted, self.part, *text.ended(names))
        return read_accounts(lines, order)

    def clear(self) -> None:
        """Remove what was built; if even that cannot be reached, the first error is the one to tell."""
        self.server.clear(self.part)
        self.server.clear(self.other)
        with suppress(FlyttError):
            self.server.files.remove(self.path)

    def _carry(self, attempted: str, it: text.Names) -> None:
        """Copy one table's rows between the two databases: neither can see the other."""
        self.server.unload(attempted, self.other, text.unloaded(it), self.path)
        room = (text.room(it), *SAME_EVERYWHERE, text.loaded(it, self.path))
        self.server.sql(attempted, self.part, *room)
        self.server.files.remove(self.path)

    def _checked_columns(self, order: tuple[MergedTable, ...]) -> Mapping[str, Mapping[str, str]]:
        columns, others = (self.server.columns(name) for name in (self.part, self.other))
        check_columns(
            {table: list(found) for table, found in columns.items()},
            {table: list(found) for table, found in others.items()},
            order,
        )
        merged = {rule.table for rule in order}
        faults = [
            f"table {name} has other types in one instance"
            for name in merged
            if columns[name] != others[name]
        ]
        faults += [
            f"trigger {name} would act on the merging itself" for name in self.server.triggers(self.part)
        ]
        faults += check_foreign_keys(self.server.foreign_keys(self.part), order)
        for rule in order:
            faults += [
                f"{child}.{column} and {rule.table}.{rule.key} are of different types"
                for child, column in ((r.table, r.column) for r in rule.references)
                if not _of_a_kind(columns[child][column], columns[rule.table][rule.key])
            ]
        if faults:
            raise bad_rules(faults)
        if any(name not in merged for name in columns):
            here, there = self.server.read(self.part), self.server.read(self.other)
            undecided = sorted(name for name in here if name not in merged and here[name] != there[name])
            if undecided:
                raise bad_rules([f"no rule for table {name}" for name in undecided])
        return columns


def _of_a_kind(one: str, other: str) -> bool:
    numbers = {"smallint", "integer", "bigint"}
    return one == other or {one, other} <= numbers
