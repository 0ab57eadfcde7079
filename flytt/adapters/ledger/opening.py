"""From a ledger's URL to its store."""

import re
from pathlib import Path

from flytt.adapters.ledger.contents import WholeStore
from flytt.adapters.ledger.schema import upgrade
from flytt.adapters.ledger.session import Session
from flytt.adapters.ledger.store import SqlStore
from flytt.migration.errors import BadInput
from flytt.migration.ports import LedgerStore

_MUNICIPALITY = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://(.*)", re.DOTALL)


def open_store(url: str, municipality: str) -> LedgerStore:
    """Open a municipality's ledger, made or brought up to date if need be.

    `url`: a file's path; `sqlite:///relative` or `sqlite:////absolute`; `postgresql://…`; `memory://name`,
    which lives as long as the program. BadInput when it cannot be a ledger, Unreachable when it is silent.
    """
    return open_whole(url, municipality)


def open_whole(url: str, municipality: str) -> WholeStore:
    """Open a ledger that can also be read whole and filled: for backups."""
    if not _MUNICIPALITY.fullmatch(municipality):
        raise _bad(f"{municipality!a} is no municipality id")
    match = _SCHEME.fullmatch(url)
    if match is None:
        return _in_file(url, municipality)
    scheme, rest = match.groups()
    if scheme in {"postgresql", "postgres"}:
        return _in_postgresql(url, municipality)
    if scheme == "sqlite" and rest.startswith("/"):
        return _in_file(rest[1:], municipality)
    if scheme == "memory" and rest:
        return _in_memory(rest, municipality)
    raise _bad(f"A ledger's address that begins with {scheme}:// names no place that Flytt can use")


# Each engine is imported when it is asked for: most commands open one, and shall start at once.
def _in_file(name: str, municipality: str) -> WholeStore:
    from flytt.adapters.ledger.sqlite import SqliteSession  # noqa: PLC0415

    if not name or "\0" in name:
        raise _bad("A ledger's file has no name")
    return _up_to_date(SqliteSession(Path(name).expanduser()), municipality)


def _in_postgresql(url: str, municipality: str) -> WholeStore:
    from flytt.adapters.ledger.postgresql import PostgresqlSession  # noqa: PLC0415

    return _up_to_date(PostgresqlSession(url), municipality)


def _in_memory(name: str, municipality: str) -> WholeStore:
    from flytt.adapters.ledger.memory import named_store  # noqa: PLC0415

    return named_store(name, municipality)


def _up_to_date(session: Session, municipality: str) -> WholeStore:
    try:
        upgrade(session)
    except BaseException:
        session.close()
        raise
    return SqlStore(session, municipality)


def _bad(says: str) -> BadInput:
    return BadInput(
        f"{says}.",
        still_true="Nothing was touched.",
        next_command="give a path, sqlite:///path, postgresql://… or memory://name",
    )
