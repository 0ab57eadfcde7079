"""SQL Server through sqlcmd, as lists of words. Written from its documentation; see `PROVEN`."""

from collections.abc import Mapping

from flytt.adapters.ssh.endpoint import Argv
from flytt.adapters.ssh.words import bracketed, literal, unsendable

PROVEN = "not proven on the real thing"


def backup(database: str, path: str) -> Argv:
    """Back up without disturbing the host's own chain of backups."""
    return _run(
        f"BACKUP DATABASE {bracketed(database)} TO DISK = {_text(path)} "
        "WITH COPY_ONLY, CHECKSUM, FORMAT, INIT"
    )


def verify(path: str) -> Argv:
    """Read a backup through and check its sums, restoring nothing."""
    return _run(f"RESTORE VERIFYONLY FROM DISK = {_text(path)} WITH CHECKSUM")


def restore(database: str, path: str, files: Mapping[str, str]) -> Argv:
    """Create a database from a backup; `files` says where each of its logical files is to lie."""
    moves = "".join(f", MOVE {_text(name)} TO {_text(place)}" for name, place in files.items())
    return _run(f"RESTORE DATABASE {bracketed(database)} FROM DISK = {_text(path)} WITH CHECKSUM{moves}")


def drop(database: str) -> Argv:
    """Remove a database, ending what is still connected."""
    name = bracketed(database)
    there = f"IF DB_ID({_text(database)}) IS NOT NULL"
    return _run(
        f"{there} BEGIN ALTER DATABASE {name} SET SINGLE_USER WITH ROLLBACK IMMEDIATE; "
        f"DROP DATABASE {name} END"
    )


def _text(value: str) -> str:
    """Return a literal in Unicode: without N, letters foreign to the server become question marks."""
    return "N" + literal(value)


def _run(sql: str) -> Argv:
    """Run SQL: trusted connection, stop at the first error, `$(name)` in it being only text.

    BadInput for a double quote: Windows PowerShell hands it to programs in a way that ends the argument.
    """
    if '"' in sql:
        raise unsendable("a double quote to sqlcmd")
    return ("sqlcmd", "-E", "-b", "-x", "-Q", sql)
