"""A twin's values as the port hands them over."""

from collections.abc import Sequence

from flytt.adapters.memory.tables import Row, Scalar, Table
from flytt.migration.ports import Values


def in_order(table: Table, columns: Sequence[str]) -> list[Values]:
    """Return the rows' values of these columns, ordered by the first."""
    at = [table.columns.index(column) for column in columns]
    rows: list[Row] = sorted(table.rows, key=lambda row: (str(type(row[at[0]])), row[at[0]] or 0))
    return [tuple(_written(row[index]) for index in at) for row in rows]


def _written(value: Scalar) -> str | None:
    if value is None:
        return None
    if isinstance(value, str):
        return f"'{value}"
    return str(value) if isinstance(value, int) else f"r{value!r}"
