"""SQL for SQLite. Every value and name in it passes through `literal` or `identifier`."""

from collections.abc import Sequence

from flytt.adapters.ssh.words import identifier, literal

TABLES = (
    "SELECT hex(name) FROM sqlite_master WHERE type = 'table' "
    "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
)
TRIGGERS = "SELECT hex(name) FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
FOREIGN_KEYS = (
    'SELECT hex(m.name), hex(f.id), hex(f."table"), hex(f."from"), hex(coalesce(f."to", \'\')) '
    "FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table' ORDER BY 1, 2, f.seq"
)
INTEGRITY = "PRAGMA integrity_check"


def vacuum_into(path: str) -> str:
    """Write a whole copy, as of one moment, while others read and write."""
    return f"VACUUM INTO {literal(path)}"


def columns(table: str) -> str:
    """Print a table's columns, those that can be written."""
    return f"SELECT hex(name) FROM pragma_table_info({literal(table)}) ORDER BY cid"  # noqa: S608 - quoted


def rows(number: int, table: str, names: Sequence[str], *, ordered: bool = False) -> str:
    """Print each row in one line, `NUMBER VALUE,VALUE…`: type and content, so that NULL, '' and 0 differ."""
    values = " || ',' || ".join(_value(identifier(name)) for name in names)
    order = f" ORDER BY {identifier(names[0])}" if ordered else ""
    return f"SELECT {literal(f'{number} ')} || {values} FROM main.{identifier(table)}{order};"  # noqa: S608 - quoted


def _value(column: str) -> str:
    return (
        f"CASE typeof({column}) WHEN 'text' THEN 't' || hex({column}) WHEN 'blob' THEN 'b' || hex({column}) "
        f"WHEN 'integer' THEN 'i' || {column} WHEN 'real' THEN 'r' || printf('%!.17g', {column}) ELSE 'n' END"
    )
