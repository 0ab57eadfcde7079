"""Whether there is a ledger at an address, without making one by looking."""

import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from flytt.migration.errors import BadInput


def is_there(url: str) -> bool:
    """True when there is a ledger, or something that opening it will complain of. Nothing is created.

    Unreachable or BadInput when a server cannot be asked.
    """
    if url.startswith(("postgresql://", "postgres://")):
        return _in_postgresql(url)
    name = url.removeprefix("sqlite:///")
    if "://" in name:
        return True
    return _in_file(name)


def _in_file(name: str) -> bool:
    try:
        path = Path(name).expanduser().absolute()
        if not path.exists() or (path.is_file() and path.stat().st_size == 0):
            return False
    except (OSError, ValueError, RuntimeError) as cause:
        raise BadInput(
            "The ledger's path cannot be read.",
            still_true="Nothing was touched.",
            next_command="give another with --ledger",
        ) from cause
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as connection:
            found = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'ledger_schema'").fetchone()
    except sqlite3.Error:
        return True  # opening it says better what is wrong
    return found is not None


def _in_postgresql(url: str) -> bool:
    from flytt.adapters.ledger.postgresql import PostgresqlSession  # noqa: PLC0415 - only when asked for

    session = PostgresqlSession(url)
    try:
        found = session.read(lambda s: s.rows("SELECT 1 WHERE to_regclass('ledger_schema') IS NOT NULL"))
    finally:
        session.close()
    return bool(found)
