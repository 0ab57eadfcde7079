"""Databases as the twins hold them: tables of plain values, and bytes in canonical JSON when dumped."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias, cast

from flytt.migration.ports import ACCOUNT_TABLE, TableContent
from flytt.migration.record import Json, canonical

Scalar: TypeAlias = str | int | float | None
Row: TypeAlias = tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table's columns, and its rows in the order they were written."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...] = ()


Tables: TypeAlias = Mapping[str, Table]


class NotADatabase(ValueError):
    """Bytes that no twin has written as a database."""


def dumped(tables: Tables) -> bytes:
    """Return the bytes of a database, the same for the same rows in the same order."""
    value: dict[str, Json] = {
        name: {"columns": list(table.columns), "rows": [list(row) for row in table.rows]}
        for name, table in tables.items()
    }
    return canonical(value)


@lru_cache(maxsize=512)
def parsed(content: bytes) -> Tables:
    """Return the tables in a dump. NotADatabase when it is none."""
    try:
        value = cast("dict[str, dict[str, list[list[Scalar]]]]", json.loads(content))
        return {
            name: Table(cast("tuple[str, ...]", tuple(table["columns"])), tuple(map(tuple, table["rows"])))
            for name, table in value.items()
        }
    except (ValueError, AttributeError, KeyError, TypeError) as error:
        raise NotADatabase from error


@lru_cache(maxsize=512)
def contents(content: bytes) -> Mapping[str, TableContent]:
    """Return every table's rows and order-independent digest. NotADatabase when it is none."""
    return {
        name: TableContent(rows=len(table.rows), sha256=_digest(table))
        for name, table in parsed(content).items()
        if name != ACCOUNT_TABLE
    }


def _digest(table: Table) -> str:
    lines = sorted(canonical(list(row)) for row in table.rows)
    return hashlib.sha256(b"\n".join([canonical(list(table.columns)), *lines])).hexdigest()
