"""The SQL of a merge in PostgreSQL: the second's rows lie in a schema of their own beside the first's tables.

Lines: `P TABLE KIND HEXKEY` for a record that no rule decides, `A TABLE FIRST SECOND SAME RENUMBERED TARGET`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flytt.adapters.merge_rules import NAMED_AT_MOST
from flytt.adapters.ssh.words import identifier, literal
from flytt.migration.ports import ACCOUNT_TABLE
from flytt.migration.settings import MergedTable

BESIDE = "flytt_second"
"""The schema that holds the second's rows while a merge is built; gone when it is done."""
_NUMBERS = frozenset({"smallint", "integer", "bigint"})
_ACCOUNT = f"public.{identifier(ACCOUNT_TABLE)}"


@dataclass(frozen=True, slots=True)
class Names:
    """One table's names in the script, quoted. `columns` gives the type of each that can be written."""

    number: int
    rule: MergedTable
    columns: Mapping[str, str]
    parents: Mapping[str, int]

    @property
    def first(self) -> str:
        """The table of the first instance, which becomes the target's."""
        return f"public.{identifier(self.rule.table)}"

    @property
    def second(self) -> str:
        """The rows of the second instance."""
        return f"{BESIDE}.rows_{self.number}"

    @property
    def arriving(self) -> str:
        """The second's rows, their references to other tables already followed."""
        return f"{BESIDE}.arriving_{self.number}"

    @property
    def ways(self) -> str:
        """Old key, new key, and what became of each row of the second."""
        return f"{BESIDE}.ways_{self.number}"

    @property
    def key(self) -> str:
        """The key column."""
        return identifier(self.rule.key)

    @property
    def is_numbered(self) -> bool:
        """Whether the key is a whole number, so that there is a next one."""
        return self.columns[self.rule.key] in _NUMBERS


def begun() -> tuple[str, ...]:
    """Make room for the second's rows, and for what becomes of them."""
    return (
        f"CREATE SCHEMA {BESIDE}",
        f"DROP TABLE IF EXISTS {_ACCOUNT}",
        (
            f"CREATE TABLE {_ACCOUNT} (table_name text NOT NULL, old_key text NOT NULL, "
            "new_key text NOT NULL, became text NOT NULL, PRIMARY KEY (table_name, old_key))"
        ),
    )


def room(it: Names) -> str:
    """Make an empty table of the same columns for the second's rows."""
    names = ", ".join(map(identifier, it.columns))
    return f"CREATE UNLOGGED TABLE {it.second} AS SELECT {names} FROM {it.first} WITH NO DATA"  # noqa: S608 - quoted


def unloaded(it: Names) -> str:
    """Print the second's rows for `loaded`."""
    names = ", ".join(map(identifier, it.columns))
    return f"COPY (SELECT {names} FROM {it.first}) TO STDOUT"  # noqa: S608 - quoted


def loaded(it: Names, path: str) -> str:
    """Read them from a file on the host (psql's own command: the server reads no file)."""
    return f"\\copy {it.second} FROM {literal(path)}"


def script(it: Names) -> Iterator[str]:
    """Yield the statements that merge one table, its parents being merged already."""
    yield f"ANALYZE {it.second}"
    for side in (it.first, it.second):
        twice = f"SELECT {it.key}::text AS k FROM {side} GROUP BY {it.key} HAVING count(*) > 1"  # noqa: S608 - quoted
        yield _problems(it, "key", twice)
        yield _problems(it, "key", f"SELECT 'NULL' AS k FROM {side} WHERE {it.key} IS NULL")  # noqa: S608 - quoted
    for column, parent in it.parents.items():
        if parent != it.number:
            yield _dangling(it, column, parent)
    yield from _arriving(it)
    yield from _ways(it)
    for column, parent in it.parents.items():
        if parent == it.number:
            yield _dangling(it, column, parent)
    yield (
        f"CREATE TABLE {BESIDE}.counted_{it.number} AS SELECT (SELECT count(*) FROM {it.first}) AS one, "  # noqa: S608
        f"(SELECT count(*) FROM {it.second}) AS two"
    )
    yield _insertion(it)
    if it.rule.keep == "second" and it.rule.same_when and len(it.columns) > 1:
        yield _replacement(it)
    yield (
        f"INSERT INTO {_ACCOUNT} SELECT {literal(it.rule.table)}, old::text, new::text, became FROM {it.ways}"  # noqa: S608
    )
    became = f"(SELECT count(*) FROM {it.ways} WHERE became ="  # noqa: S608 - our own names
    yield (
        f"SELECT 'A {it.number} ' || one || ' ' || two || ' ' || {became} 'same') || ' ' || "  # noqa: S608
        f"{became} 'renumbered') || ' ' || (SELECT count(*) FROM {it.first}) "
        f"FROM {BESIDE}.counted_{it.number}"
    )


def ended(order: Sequence[Names]) -> Iterator[str]:
    """Yield what follows all tables: no sequence hands out a taken number, and the room is cleared."""
    tops = [f"(SELECT max({it.key}) FROM {it.first})" for it in order if it.is_numbered]  # noqa: S608 - quoted
    if tops:
        own = " UNION ALL ".join(
            f"SELECT pg_get_serial_sequence({literal(it.first)}, {literal(it.rule.key)}) AS name, "  # noqa: S608
            f"(SELECT max({it.key}) FROM {it.first}) AS top"
            for it in order
            if it.is_numbered
        )
        # A sequence that no column owns may number any table: it is put above all of them.
        free = (
            f"SELECT format('%I.%I', n.nspname, c.relname), GREATEST({', '.join(tops)}) FROM pg_class c "  # noqa: S608
            "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'S' AND n.nspname = 'public' "
            "AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('a', 'i'))"
        )
        yield (
            f"SELECT 'S ' || setval(name::regclass, top) FROM ({own} UNION ALL {free}) AS all_of_them "  # noqa: S608
            "WHERE name IS NOT NULL AND top > coalesce(pg_sequence_last_value(name::regclass), 0)"
        )
    yield f"DROP SCHEMA {BESIDE} CASCADE"


def _arriving(it: Names) -> Iterator[str]:
    values = ", ".join(
        f"(SELECT new FROM {BESIDE}.ways_{it.parents[column]} WHERE old = s.{identifier(column)})::{kind} "  # noqa: S608
        f"AS {identifier(column)}"
        if it.parents.get(column, it.number) != it.number
        else f"s.{identifier(column)}"
        for column, kind in it.columns.items()
    )
    yield f"CREATE UNLOGGED TABLE {it.arriving} AS SELECT {values} FROM {it.second} AS s"  # noqa: S608 - quoted
    yield f"CREATE UNIQUE INDEX ON {it.arriving} ({it.key})"
    yield f"ANALYZE {it.arriving}"


def _ways(it: Names) -> Iterator[str]:
    """Say what becomes of each row: same, kept, or renumbered above every key of both."""
    yield (
        f"CREATE UNLOGGED TABLE {it.ways} AS SELECT {it.key} AS old, {it.key} AS new, ''::text AS became "  # noqa: S608
        f"FROM {it.first} WITH NO DATA"
    )
    yield f"ALTER TABLE {it.ways} ADD PRIMARY KEY (old)"
    if it.rule.same_when:
        alike = " AND ".join(
            f'f.{name}::text COLLATE "C" = s.{name}::text COLLATE "C"'
            for name in map(identifier, it.rule.same_when)
        )
        yield (
            f"INSERT INTO {it.ways} SELECT s.{it.key}, (array_agg(f.{it.key} ORDER BY f.{it.key}))[1], "  # noqa: S608
            f"'same' FROM {it.arriving} AS s JOIN {it.first} AS f ON {alike} GROUP BY s.{it.key}"
        )
    rest = f"FROM {it.arriving} AS s WHERE NOT EXISTS (SELECT 1 FROM {it.ways} AS w WHERE w.old = s.{it.key})"  # noqa: S608
    taken = f"EXISTS (SELECT 1 FROM {it.first} AS f WHERE f.{it.key} = s.{it.key})"  # noqa: S608 - quoted
    yield f"INSERT INTO {it.ways} SELECT s.{it.key}, s.{it.key}, 'kept' {rest} AND NOT {taken}"
    undecided = f"SELECT s.{it.key}::text AS k {rest}"
    if it.rule.on_collision == "refuse":
        yield _problems(it, "taken", undecided, order=it.key if it.is_numbered else "k", of=rest)
    elif not it.is_numbered:
        yield _problems(it, "number", undecided)
    else:
        top = f"GREATEST((SELECT max({it.key}) FROM {it.first}), (SELECT max({it.key}) FROM {it.second}))"  # noqa: S608
        yield (
            f"INSERT INTO {it.ways} SELECT s.{it.key}, {top} + row_number() OVER (ORDER BY s.{it.key}), "
            f"'renumbered' {rest}"
        )


def _insertion(it: Names) -> str:
    names = ", ".join(map(identifier, it.columns))
    return (
        f"INSERT INTO {it.first} ({names}) OVERRIDING SYSTEM VALUE SELECT {', '.join(_final(it))} "  # noqa: S608
        f"FROM {it.arriving} AS s JOIN {it.ways} AS w ON w.old = s.{it.key} "
        "WHERE w.became <> 'same' ORDER BY w.new"
    )


def _replacement(it: Names) -> str:
    others = [n for n, column in enumerate(it.columns) if column != it.rule.key]
    values = ", ".join(f"{value} AS v{n}" for n, value in enumerate(_final(it)))
    settings = ", ".join(f"{identifier(list(it.columns)[n])} = x.v{n}" for n in others)
    return (
        f"UPDATE {it.first} AS t SET {settings} FROM (SELECT DISTINCT ON (w.new) w.new AS became_key, "  # noqa: S608
        f"{values} FROM {it.arriving} AS s JOIN {it.ways} AS w ON w.old = s.{it.key} WHERE w.became = 'same' "
        f"ORDER BY w.new, w.old DESC) AS x WHERE t.{it.key} = x.became_key"
    )


def _final(it: Names) -> Iterator[str]:
    """Yield a row's values with its own new key, and references to its own table followed."""
    for column, kind in it.columns.items():
        if column == it.rule.key:
            yield "w.new"
        elif it.parents.get(column) == it.number:
            yield f"(SELECT new FROM {it.ways} WHERE old = s.{identifier(column)})::{kind}"  # noqa: S608 - quoted
        else:
            yield f"s.{identifier(column)}"


def _dangling(it: Names, column: str, parent: int) -> str:
    value = f"s.{identifier(column)}"
    return _problems(
        it,
        "dangling",
        f"SELECT DISTINCT {value}::text AS k FROM {it.second} AS s WHERE {value} IS NOT NULL "  # noqa: S608 - quoted
        f"AND NOT EXISTS (SELECT 1 FROM {BESIDE}.ways_{parent} WHERE old = {value})",
    )


def _problems(it: Names, kind: str, keys: str, *, order: str = "k", of: str = "") -> str:
    if of and order != "k":
        keys = f"SELECT s.{order}::text AS k, s.{order} AS n {of}"
        order = "n"
    return (
        f"SELECT 'P {it.number} {kind} ' || encode(convert_to(k, 'UTF8'), 'hex') FROM ({keys}) AS found "  # noqa: S608
        f"ORDER BY {order} LIMIT {NAMED_AT_MOST + 1}"
    )
