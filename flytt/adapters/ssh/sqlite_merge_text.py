"""The SQL of a merge: one script that builds the tables and prints what is undecided and counted.

Lines: `P TABLE KIND HEXKEY` for a record that no rule decides, `A TABLE FIRST SECOND SAME RENUMBERED TARGET`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flytt.adapters.merge_rules import NAMED_AT_MOST, parents_of
from flytt.adapters.ssh.words import identifier, literal
from flytt.migration.ports import ACCOUNT_TABLE
from flytt.migration.settings import MergedTable


@dataclass(frozen=True, slots=True)
class Names:
    """One table's names in the script, quoted."""

    number: int
    rule: MergedTable
    columns: tuple[str, ...]
    parents: Mapping[str, int]

    @property
    def first(self) -> str:
        """The table in the copy of the first instance, which becomes the target."""
        return f"main.{identifier(self.rule.table)}"

    @property
    def second(self) -> str:
        """The table of the second instance."""
        return f"second.{identifier(self.rule.table)}"

    @property
    def arriving(self) -> str:
        """The second's rows, their references to other tables already followed."""
        return f"temp.arriving_{self.number}"

    @property
    def ways(self) -> str:
        """Old key, new key, and what became of each row of the second."""
        return f"temp.ways_{self.number}"

    @property
    def key(self) -> str:
        """The key column."""
        return identifier(self.rule.key)


def script(second: str, order: Sequence[MergedTable], columns: Mapping[str, Sequence[str]]) -> str:
    """Return the whole script, to be run on a copy of the first instance."""
    number = {rule.table: index for index, rule in enumerate(order)}
    parts = [f"ATTACH {literal(second)} AS second;", "BEGIN;"]
    for rule in order:
        parents = {column: number[parent] for column, parent in parents_of(rule.table, order).items()}
        parts += _table(Names(number[rule.table], rule, tuple(columns[rule.table]), parents))
    account = f"main.{identifier(ACCOUNT_TABLE)}"
    parts.append(
        f"DROP TABLE IF EXISTS {account}; CREATE TABLE {account} "
        "(table_name TEXT NOT NULL, old_key, new_key, became TEXT NOT NULL, "
        "PRIMARY KEY (table_name, old_key));"
    )
    parts += [
        f"INSERT INTO {account} SELECT {literal(rule.table)}, old, new, became "  # noqa: S608 - quoted
        f"FROM temp.ways_{number[rule.table]} ORDER BY old;"
        for rule in order
    ]
    return " ".join([*parts, "COMMIT;"])


def _table(it: Names) -> Iterator[str]:
    for side in (it.first, it.second):
        yield _problems(it, "key", f"SELECT {it.key} AS k FROM {side} GROUP BY {it.key} HAVING count(*) > 1")  # noqa: S608
        yield _problems(it, "key", f"SELECT 'NULL' AS k FROM {side} WHERE {it.key} IS NULL")  # noqa: S608
    for column, parent in it.parents.items():
        if parent != it.number:
            yield _dangling(it, column, parent)
    yield _arriving(it)
    yield from _ways(it)
    for column, parent in it.parents.items():
        if parent == it.number:
            yield _dangling(it, column, parent)
    counts = f"(SELECT count(*) FROM {it.first}) || ' ' || (SELECT count(*) FROM {it.second})"  # noqa: S608
    yield f"CREATE TEMP TABLE counted_{it.number} AS SELECT {counts} AS n;"
    yield _insertion(it)
    if it.rule.keep == "second" and it.rule.same_when:
        yield _replacement(it)
    became = f"(SELECT count(*) FROM {it.ways} WHERE became ="  # noqa: S608 - our own names
    yield (
        f"SELECT 'A {it.number} ' || n || ' ' || {became} 'same') || ' ' || {became} 'renumbered') || ' ' || "  # noqa: S608
        f"(SELECT count(*) FROM {it.first}) FROM temp.counted_{it.number};"
    )


def _arriving(it: Names) -> str:
    values = [
        f"(SELECT new FROM temp.ways_{it.parents[column]} WHERE old = +s.{identifier(column)})"  # noqa: S608
        if it.parents.get(column, it.number) != it.number
        else f"s.{identifier(column)}"
        for column in it.columns
    ]
    named = ", ".join(
        f"{value} AS {identifier(column)}" for value, column in zip(values, it.columns, strict=True)
    )
    return (
        f"CREATE TEMP TABLE arriving_{it.number} AS SELECT {named} FROM {it.second} AS s;"  # noqa: S608 - quoted
        f" CREATE UNIQUE INDEX temp.arriving_key_{it.number} ON arriving_{it.number} ({it.key});"
    )


def _ways(it: Names) -> Iterator[str]:
    """Say what becomes of each row: same, kept, or renumbered above every key of both."""
    # Compared as `old = +column`: a column's own affinity would keep SQLite from using these indexes.
    yield f"CREATE TEMP TABLE ways_{it.number} (old PRIMARY KEY, new, became);"
    yield f"CREATE INDEX temp.ways_new_{it.number} ON ways_{it.number} (new);"
    if it.rule.same_when:
        # As they are written: no column's own collation decides that two persons are one.
        alike = " AND ".join(
            f"f.{name} = s.{name} COLLATE BINARY AND typeof(f.{name}) = typeof(s.{name})"
            for name in map(identifier, it.rule.same_when)
        )
        yield (
            f"INSERT INTO {it.ways} SELECT s.{it.key}, min(f.{it.key}), 'same' "  # noqa: S608 - quoted
            f"FROM {it.arriving} AS s JOIN {it.first} AS f ON {alike} GROUP BY s.{it.key};"
        )
    rest = f"FROM {it.arriving} WHERE {it.key} NOT IN (SELECT old FROM {it.ways})"  # noqa: S608
    taken = f"EXISTS (SELECT 1 FROM {it.first} AS f WHERE f.{it.key} = arriving_{it.number}.{it.key})"  # noqa: S608
    yield f"INSERT INTO {it.ways} SELECT {it.key}, {it.key}, 'kept' {rest} AND NOT {taken};"
    undecided = f"SELECT {it.key} AS k {rest}"
    if it.rule.on_collision == "refuse":
        yield _problems(it, "taken", undecided)
        return
    numbers = " OR ".join(
        f"EXISTS (SELECT 1 FROM {side} WHERE typeof({it.key}) <> 'integer')"  # noqa: S608 - quoted
        for side in (it.first, it.second)
    )
    yield _problems(it, "number", f"SELECT k FROM ({undecided}) WHERE {numbers}")  # noqa: S608 - quoted
    top = f"max((SELECT max({it.key}) FROM {it.first}), (SELECT max({it.key}) FROM {it.second}))"  # noqa: S608
    yield (
        f"INSERT INTO {it.ways} SELECT {it.key}, {top} + row_number() OVER (ORDER BY {it.key}), "
        f"'renumbered' {rest};"
    )


def _insertion(it: Names) -> str:
    names = ", ".join(identifier(column) for column in it.columns)
    return (
        f"INSERT INTO {it.first} ({names}) SELECT {_final(it)} FROM {it.arriving} AS s "  # noqa: S608 - quoted
        f"JOIN {it.ways} AS w ON w.old = s.{it.key} WHERE w.became <> 'same' ORDER BY w.new;"
    )


def _replacement(it: Names) -> str:
    names = ", ".join(identifier(column) for column in it.columns)
    return (
        f"UPDATE {it.first} SET ({names}) = (SELECT {_final(it)} FROM {it.arriving} AS s "  # noqa: S608 - quoted
        f"JOIN {it.ways} AS w ON w.old = s.{it.key} WHERE w.became = 'same' "
        f"AND w.new = +{identifier(it.rule.table)}.{it.key} ORDER BY w.old DESC LIMIT 1) "
        f"WHERE {it.key} IN (SELECT new FROM {it.ways} WHERE became = 'same');"
    )


def _final(it: Names) -> str:
    """Return a row's values with its own new key, and references to its own table followed."""
    return ", ".join(
        "w.new"
        if column == it.rule.key
        else f"(SELECT new FROM {it.ways} WHERE old = +s.{identifier(column)})"  # noqa: S608 - quoted
        if it.parents.get(column) == it.number
        else f"s.{identifier(column)}"
        for column in it.columns
    )


def _dangling(it: Names, column: str, parent: int) -> str:
    value = f"s.{identifier(column)}"
    return _problems(
        it,
        "dangling",
        f"SELECT DISTINCT {value} AS k FROM {it.second} AS s WHERE {value} IS NOT NULL "  # noqa: S608 - quoted
        f"AND NOT EXISTS (SELECT 1 FROM temp.ways_{parent} WHERE old = +{value})",
    )


def _problems(it: Names, kind: str, keys: str) -> str:
    return (
        f"SELECT 'P {it.number} {kind} ' || hex(CAST(k AS TEXT)) FROM ({keys} ORDER BY k "  # noqa: S608 - quoted
        f"LIMIT {NAMED_AT_MOST + 1});"
    )
