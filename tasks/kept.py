"""What people wrote on the new side is kept before the new side goes away."""

from flytt.migration.errors import ChangedByOthers
from flytt.migration.ports import Digest, Host, TableContent
from flytt.migration.record import digest
from flytt.migration.settings import Database

Content = dict[str, TableContent]


def keep_database(host: Host, database: Database, as_restored: Content, dump_path: str) -> None:
    """Dump the database under a name of its own if anybody wrote in it. Safe to repeat."""
    if not host.databases.exists(database):
        return
    now = host.databases.content(database)
    path = kept_path(dump_path, now)
    if now != as_restored and host.files.digest(path) is None:
        host.databases.dump(database, path)


def refuse_foreign(there: Digest | None, ours: Digest | None, name: str) -> None:
    """Raise ChangedByOthers when what lies there is not the file that Flytt put there."""
    if there is not None and ours is not None and there != ours:
        raise ChangedByOthers(
            f"{name} is no longer the file that Flytt put there.",
            still_true="It was left where it is.",
            next_command="find out whose it is, move it away, then roll back again",
        )


def rows_written_since(
    host: Host, database: Database, as_restored: Content, dump_path: str
) -> tuple[str, ...]:
    """Name the tables that changed since they were restored, and where the whole will be kept."""
    if not host.databases.exists(database):
        return ()
    now = host.databases.content(database)
    changed = [
        f"{name}: {_rows(as_restored, name)} → {_rows(now, name)} rows"
        for name in sorted(now.keys() | as_restored.keys())
        if now.get(name) != as_restored.get(name)
    ]
    return (*changed, f"kept whole in {kept_path(dump_path, now)}") if changed else ()


def kept_path(dump_path: str, content: Content) -> str:
    """Return the file that holds this content: named after it, so that it is written once."""
    mark = digest({name: table.sha256 for name, table in content.items()})[:12]
    return f"{dump_path}.kept-{mark}"


def _rows(content: Content, name: str) -> int:
    table = content.get(name)
    return table.rows if table else 0
