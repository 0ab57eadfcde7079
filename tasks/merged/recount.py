"""A merge counted anew from its two sources, believing nothing that the merge itself has said.

Every row of both sources is read again, and it is worked out which are the same record, which key each has
afterwards and where its references lead. Then every row of the target is read, and each must be expected.
"""

# ruff: noqa: S608 - nothing in the SQL but our own names and numbers

from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial
from graphlib import TopologicalSorter

from flytt.migration.ports import ACCOUNT_TABLE, Databases, MergeAccount, Values
from flytt.migration.record import Record
from flytt.migration.settings import Database, MergedTable
from tasks.merged.scratch import Scratch, Shape, Side

Sides = dict[Side, tuple[Databases, Database]]


class Recount(Record):
    """What was found: `rows` of both sources by table where all is well, and in words what is not."""

    accounts: tuple[MergeAccount, ...]
    rows: dict[str, int]
    differing: tuple[str, ...]


def recount(sides: Sides, rules: Sequence[MergedTable]) -> Recount:
    """Read all three databases, in memory that does not grow with them."""
    columns = {side: databases.columns(database) for side, (databases, database) in sides.items()}
    noted = columns["target"].pop(ACCOUNT_TABLE, ())
    for side in ("first", "second"):
        columns[side].pop(ACCOUNT_TABLE, None)
    differing = [
        f"{table}: not the same columns in both sources and the merged database"
        for table in sorted({name for found in columns.values() for name in found})
        if len({frozenset(found.get(table, ())) for found in columns.values()}) > 1
    ]
    if differing:
        return Recount(accounts=(), rows={}, differing=tuple(differing))
    shapes = _shapes(rules, columns["target"])
    accounts: list[MergeAccount] = []
    rows: dict[str, int] = {}
    with closing(Scratch()) as scratch:
        for shape in shapes:
            _read(scratch, shape, sides)
            parents = dict(_parents(shape, shapes))
            _work_out_ways(scratch, shape, parents)
            _work_out_rows(scratch, shape, parents)
            accounts.append(_account(scratch, shape))
            found = [f"{shape.rule.table}: {says}" for says in _compared(scratch, shape, parents)]
            differing += found
            if not found:
                rows[shape.rule.table] = accounts[-1].first + accounts[-1].second
        for table in sorted(columns["target"].keys() - {rule.table for rule in rules}):
            one, two, three = (_total(scratch, *sides[side], table, columns[side][table]) for side in sides)
            if one == two == three:
                rows[table] = one[0] + two[0]
            else:
                differing.append(f"{table}: has no rule, and is not the same in all three databases")
        differing += _notes(scratch, shapes, sides["target"], noted)
    return Recount(accounts=tuple(accounts), rows=rows, differing=tuple(differing))


def _shapes(rules: Sequence[MergedTable], columns: dict[str, tuple[str, ...]]) -> tuple[Shape, ...]:
    """Return the merged tables, each after those that it refers to."""
    by_name = {rule.table: rule for rule in rules}
    parents = {name: set[str]() for name in by_name}
    for rule in rules:
        for reference in rule.references:
            parents[reference.table] |= {rule.table} - {reference.table}
    shapes: list[Shape] = []
    for number, name in enumerate(TopologicalSorter(parents).static_order()):
        references = tuple(sorted(r.column for rule in rules for r in rule.references if r.table == name))
        taken = {by_name[name].key, *references}
        rest = tuple(column for column in columns[name] if column not in taken)
        shapes.append(Shape(number, by_name[name], references, rest))
    return tuple(shapes)


def _read(scratch: Scratch, shape: Shape, sides: Sides) -> None:
    """Tables `SIDE_N`: key, digest, digest of what makes it one, references; rowid is the source's order."""
    for side, (databases, database) in sides.items():
        name = f"{side}_{shape.number}"
        rows = scratch.rows(name, 3 + len(shape.references))
        databases.rows(database, shape.rule.table, shape.columns, partial(shape.read, scratch, rows))
        rows.end()
        scratch.run(f"CREATE INDEX key_{name} ON {name} (c0)")


def _parents(shape: Shape, shapes: Sequence[Shape]) -> Iterator[tuple[int, int]]:
    """Yield for each reference its column in the scratch and the number of the table that it leads to."""
    for index, column in enumerate(shape.references):
        for other in shapes:
            if any((r.table, r.column) == (shape.rule.table, column) for r in other.rule.references):
                yield 3 + index, other.number


def _work_out_ways(scratch: Scratch, shape: Shape, parents: dict[int, int]) -> None:
    """Make `ways_N`, what becomes of each row of the second, from `followed_N`, its references followed."""
    n, rule = shape.number, shape.rule
    followed = "".join(
        f", (SELECT new FROM ways_{parent} WHERE old = c{index}) AS c{index}"
        if parent != n
        else f", c{index}"
        for index, parent in parents.items()
    )
    scratch.run(f"CREATE TABLE followed_{n} AS SELECT c0, c1, c2{followed} FROM second_{n} ORDER BY rowid")
    scratch.run(f"CREATE TABLE ways_{n} (old PRIMARY KEY, new, became)")
    if rule.same_when:
        alike = [
            f"f.c{index} = s.c{index}" for index in parents if shape.columns[index - 2] in rule.same_when
        ]
        scratch.run(f"CREATE INDEX same_{n} ON first_{n} (c2)")
        # Of several that are alike the source's first: SQLite takes c0 from the row that has the least rowid.
        scratch.run(
            f"INSERT OR IGNORE INTO ways_{n} SELECT old, new, 'same' FROM ("
            f"SELECT s.c0 AS old, f.c0 AS new, min(f.rowid) FROM followed_{n} AS s JOIN first_{n} AS f "
            f"ON {' AND '.join(['f.c2 = s.c2', *alike])} GROUP BY s.c0)"
        )
    rest = f"FROM followed_{n} AS s WHERE NOT EXISTS (SELECT 1 FROM ways_{n} WHERE old = s.c0)"
    free = f"NOT EXISTS (SELECT 1 FROM first_{n} AS f WHERE f.c0 = s.c0)"
    scratch.run(f"INSERT OR IGNORE INTO ways_{n} SELECT s.c0, s.c0, 'kept' {rest} AND {free}")
    top = f"(SELECT max(c0) FROM (SELECT c0 FROM first_{n} UNION ALL SELECT c0 FROM second_{n}))"
    if rule.on_collision == "renumber":
        scratch.run(
            f"INSERT OR IGNORE INTO ways_{n} SELECT s.c0, {top} + row_number() OVER (ORDER BY s.c0), "
            f"'renumbered' {rest} AND typeof(s.c0) = 'integer'"
        )


def _work_out_rows(scratch: Scratch, shape: Shape, parents: dict[int, int]) -> None:
    """Make `expected_N`, what the target must hold."""
    n, rule = shape.number, shape.rule
    own = "".join(
        f", (SELECT new FROM ways_{n} AS o WHERE o.old = s.c{index})" if parent == n else f", s.c{index}"
        for index, parent in parents.items()
    )
    kept = "".join(f", f.c{index}" for index in parents)
    names = "".join(f", c{index}" for index in parents)
    arriving = f"s.c1{own} FROM followed_{n} AS s JOIN ways_{n} AS w ON w.old = s.c0 WHERE w.became"
    replaced = (
        f"SELECT new FROM ways_{n} WHERE became = 'same'" if rule.keep == "second" else "SELECT 1 WHERE 0"
    )
    scratch.run(f"CREATE TABLE expected_{n} (c0 PRIMARY KEY, c1{names})")
    scratch.run(
        f"INSERT OR IGNORE INTO expected_{n} SELECT f.c0, f.c1{kept} FROM first_{n} AS f "
        f"WHERE f.c0 NOT IN ({replaced})"
    )
    scratch.run(f"INSERT OR IGNORE INTO expected_{n} SELECT w.new, {arriving} <> 'same'")
    if rule.keep == "second":
        # Of several that became one, the last of the second instance is the one to believe.
        scratch.run(f"INSERT OR REPLACE INTO expected_{n} SELECT w.new, {arriving} = 'same' ORDER BY s.rowid")


def _account(scratch: Scratch, shape: Shape) -> MergeAccount:
    n = shape.number
    became = dict(scratch.pairs(f"SELECT became, count(*) FROM ways_{n} GROUP BY became"))
    return MergeAccount(
        table=shape.rule.table,
        first=scratch.number(f"SELECT count(*) FROM first_{n}"),
        second=scratch.number(f"SELECT count(*) FROM second_{n}"),
        same=became.get("same", 0),
        renumbered=became.get("renumbered", 0),
        target=scratch.number(f"SELECT count(*) FROM target_{n}"),
    )


def _compared(scratch: Scratch, shape: Shape, parents: dict[int, int]) -> Iterator[str]:
    n = shape.number
    for side in ("first", "second", "target"):
        twice = f"SELECT c0 AS key FROM {side}_{n} GROUP BY c0 HAVING count(*) > 1 OR c0 IS NULL"
        yield from scratch.differences(f"keys stand for several rows in the {side}", twice)
    undecided = f"SELECT c0 AS key FROM second_{n} WHERE c0 NOT IN (SELECT old FROM ways_{n})"
    yield from scratch.differences(
        "rows of the second have a key that is taken, which nobody decided", undecided
    )
    for index, parent in parents.items():
        lost = (
            f"SELECT c0 AS key FROM second_{n} WHERE c{index} IS NOT NULL "
            f"AND NOT EXISTS (SELECT 1 FROM ways_{parent} WHERE old = c{index})"
        )
        yield from scratch.differences("rows of the second refer to nobody", lost)
    missing = f"SELECT c0 AS key FROM expected_{n} WHERE c0 NOT IN (SELECT c0 FROM target_{n})"
    yield from scratch.differences("rows are not in the merged database", missing)
    foreign = f"SELECT c0 AS key FROM target_{n} WHERE c0 NOT IN (SELECT c0 FROM expected_{n})"
    yield from scratch.differences("rows of the merged database are of neither source", foreign)
    both = f"SELECT t.c0 AS key FROM target_{n} AS t JOIN expected_{n} AS e ON e.c0 = t.c0 WHERE"
    yield from scratch.differences("rows have other values than they had", f"{both} t.c1 <> e.c1")
    for index in parents:
        says = f"rows refer to another in {shape.columns[index - 2]}"
        yield from scratch.differences(says, f"{both} t.c{index} IS NOT e.c{index}")


def _total(
    scratch: Scratch, databases: Databases, database: Database, table: str, columns: Sequence[str]
) -> tuple[int, int]:
    """Return a table's number of rows and the sum of their digests, whatever their order."""
    found = [0, 0]

    def add(values: Values) -> None:
        found[0] += 1
        found[1] = (found[1] + int.from_bytes(scratch.digest(values), "big")) % (1 << 128)

    databases.rows(database, table, tuple(sorted(columns)), add)
    return found[0], found[1]


def _notes(
    scratch: Scratch, shapes: Sequence[Shape], target: tuple[Databases, Database], columns: Sequence[str]
) -> tuple[str, ...]:
    """Compare what the merge noted of each record of the second with what was worked out."""
    wanted = ("old_key", "new_key", "table_name", "became")
    if set(columns) != set(wanted):
        return (f"{ACCOUNT_TABLE}: what became of each record is not noted",)
    rows = scratch.rows("noted", 4)
    tables = {shape.rule.table: shape.number for shape in shapes}
    words = {"kept": 0, "same": 1, "renumbered": 2}

    def take(values: Values) -> None:
        old, new, table, became = values
        number = tables.get((table or "").removeprefix("'"), -1)
        rows.add(scratch.key(old), scratch.key(new), number, words.get((became or "").removeprefix("'"), -1))

    databases, database = target
    databases.rows(database, ACCOUNT_TABLE, wanted, take)
    rows.end()
    became = "CASE became WHEN 'kept' THEN 0 WHEN 'same' THEN 1 ELSE 2 END"
    ways = " UNION ALL ".join(f"SELECT old, new, {s.number}, {became} FROM ways_{s.number}" for s in shapes)
    one, other = (
        f"SELECT * FROM noted EXCEPT SELECT * FROM ({ways})",
        f"SELECT * FROM ({ways}) EXCEPT SELECT * FROM noted",
    )
    wrong = scratch.number(f"SELECT (SELECT count(*) FROM ({one})) + (SELECT count(*) FROM ({other}))")
    return (
        (f"{ACCOUNT_TABLE}: {wrong} notes say something else than what became of the record",)
        if wrong
        else ()
    )
