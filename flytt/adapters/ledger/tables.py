"""A municipality's rows in the tables, inside one transaction. The only place that builds SQL from parts."""

# ruff: noqa: S608 - built from the constants in contents.py; every value goes in as a parameter

from collections.abc import Iterable, Iterator

from flytt.adapters.ledger.contents import EVENTS, ITEMS, LEASES, META, Part, Row, Value, lease_of, row_of
from flytt.adapters.ledger.session import Statements
from flytt.migration.ports import LeaseRow

_PAGE = {EVENTS.table: 500, ITEMS.table: 5000, LEASES.table: 1000, META.table: 1000}


class Tables:
    """Reads and writes rows of one municipality."""

    def __init__(self, statements: Statements, municipality: str) -> None:
        self._statements = statements
        self._municipality = municipality

    def one(self, part: Part, key: Row) -> Row | None:
        """Return the row with that key, if there is one."""
        named = " AND ".join(f"{column} = ?" for column in part.columns[: part.key])
        found = self._statements.rows(
            f"{_select(part)} WHERE municipality = ? AND {named}",
            (self._municipality, *key),
        )
        return found[0] if found else None

    def page(self, part: Part, after: Row | None) -> list[Row]:
        """Return the rows that follow a key, as many as are read at a time; all of them read: empty."""
        key = ", ".join(part.columns[: part.key])
        beyond = f" AND ({key}) > ({', '.join('?' * part.key)})" if after is not None else ""
        return self._statements.rows(
            f"{_select(part)} WHERE municipality = ?{beyond} ORDER BY {key} LIMIT ?",
            (self._municipality, *(after or ()), _PAGE.get(part.table, 20)),
        )

    def part(self, part: Part) -> Iterator[Row]:
        """Read a whole part in the order of its keys."""
        page = self.page(part, None)
        while page:
            yield from page
            page = self.page(part, page[-1][: part.key])

    def keys(self, part: Part) -> list[str]:
        """Return the first key of every row of a part, without what stands under it."""
        found = self._statements.rows(
            f"SELECT {part.columns[0]} FROM {part.table} WHERE municipality = ? ORDER BY {part.columns[0]}",
            (self._municipality,),
        )
        return [str(key) for (key,) in found]

    def add(self, part: Part, rows: Iterable[Row], *, otherwise: str = "") -> None:
        """Insert rows; `otherwise` says what becomes of those whose key is there."""
        columns, marks = ", ".join(part.columns), ", ".join("?" * len(part.columns))
        self._statements.many(
            f"INSERT INTO {part.table} (municipality, {columns}) VALUES (?, {marks}) {otherwise}",
            ((self._municipality, *row) for row in rows),
        )

    def keep(self, part: Part, row: Row) -> None:
        """Insert a row unless its key is there."""
        self.add(part, [row], otherwise="ON CONFLICT DO NOTHING")

    def put(self, part: Part, rows: Iterable[Row]) -> None:
        """Insert rows, or replace what stands under their keys."""
        key = ", ".join(("municipality", *part.columns[: part.key]))
        values = ", ".join(f"{column} = excluded.{column}" for column in part.columns[part.key :])
        self.add(part, rows, otherwise=f"ON CONFLICT ({key}) DO UPDATE SET {values}")

    def remove(self, part: Part, key: Value) -> None:
        """Remove the row with that key; already gone is success."""
        self._statements.run(
            f"DELETE FROM {part.table} WHERE municipality = ? AND {part.columns[0]} = ?",
            (self._municipality, key),
        )

    def newest_event(self) -> int:
        """Return the highest event number, 0 without events."""
        found = self._statements.rows(
            "SELECT COALESCE(MAX(seq), 0) FROM ledger_events WHERE municipality = ?", (self._municipality,)
        )
        return int(found[0][0])

    def counts(self, workload: str, step: str) -> dict[str, int]:
        """Return the number of a step's items per state."""
        found = self._statements.rows(
            "SELECT state, COUNT(*) FROM ledger_items WHERE municipality = ? AND workload = ? AND step = ? "
            "GROUP BY state ORDER BY state",
            (self._municipality, workload, step),
        )
        return {str(state): int(count) for state, count in found}

    def items(self, workload: str, step: str, state: str, after: str | None) -> list[Row]:
        """Return the items in a state whose names follow `after`, as many as are read at a time."""
        beyond, last = (" AND item > ?", (after,)) if after is not None else ("", ())
        return self._statements.rows(
            f"{_select(ITEMS)} WHERE municipality = ? AND workload = ? AND step = ? "
            f"AND state = ?{beyond} ORDER BY item LIMIT ?",
            (self._municipality, workload, step, state, *last, _PAGE[ITEMS.table]),
        )

    def forget_items(self, workload: str, step: str) -> None:
        """Remove all items of a step."""
        self._statements.run(
            "DELETE FROM ledger_items WHERE municipality = ? AND workload = ? AND step = ?",
            (self._municipality, workload, step),
        )

    def lease(self, workload: str) -> LeaseRow | None:
        """Return a workload's newest lease."""
        row = self.one(LEASES, (workload,))
        return lease_of(row) if row is not None else None

    def put_lease(self, lease: LeaseRow) -> None:
        """Write a workload's newest lease."""
        self.put(LEASES, [row_of(lease)])

    def meta(self, name: str) -> str:
        """Return what is noted under a name, empty when nothing is."""
        row = self.one(META, (name,))
        return str(row[1]) if row is not None else ""


def _select(part: Part) -> str:
    return f"SELECT {', '.join(part.columns)} FROM {part.table}"
