"""A PostgreSQL database that nobody may change: its setting, and the rights of everybody but superusers."""

import json
from collections.abc import Iterable, Iterator
from typing import cast

from flytt.adapters.host_errors import failed
from flytt.adapters.ssh import postgresql_rights_text as text
from flytt.adapters.ssh.postgresql import PostgreSql
from flytt.migration.errors import ChangedByOthers
from flytt.migration.ports import Protection, Right
from flytt.migration.record import Json
from flytt.migration.settings import Database

_SQL_BYTES = 40_000


def protection(server: PostgreSql, database: Database) -> Protection:
    """Return setting and rights. ChangedByOthers for a right that only its giver could give back."""
    server.require(database)
    attempted = f"read the rights in {database.name}"
    stated = server.sql(attempted, database.name, text.STATED).text.splitlines()
    found = [
        cast("list[Json]", json.loads(line))
        for line in server.sql(
            attempted, database.name, "SET client_encoding = 'UTF8'", text.RIGHTS
        ).text.splitlines()
    ]
    foreign = sorted({".".join(cast("list[str]", row[1])) for row in found if not row[-1]})
    if foreign:
        raise ChangedByOthers(
            f"Rights in {database.name} were given by others than the owner: {', '.join(foreign[:20])}.",
            still_true="Nothing was changed: Flytt could not give them back as they were.",
            next_command="let the owner give them, then flytt resume",
        )
    fields = ("on", "name", "role", "privilege", "grantable")
    rights = [Right.model_validate(dict(zip(fields, row, strict=False))) for row in found]
    ordered = tuple(sorted(rights, key=lambda right: (right.on, right.name, right.role, right.privilege)))
    setting = stated[0] if stated else None
    return Protection(read_only=setting == "on" and not ordered, setting=setting, rights=ordered)


def protect(server: PostgreSql, database: Database) -> None:
    """Revoke every right to write, and let new connections only read."""
    now = protection(server, database)
    _run(server, database.name, text.protecting(database.name, now.rights))


def put_back(server: PostgreSql, database: Database, was: Protection) -> None:
    """Give back exactly the rights and the setting that were found."""
    now = protection(server, database)
    _run(server, database.name, text.giving_back(database.name, was, now))


def writers(server: PostgreSql, database: Database) -> tuple[str, ...]:
    """Try to write on a new connection, undoing it at once, and ask the server what each role may."""
    server.require(database)
    attempted = f"try to write in {database.name}"
    argv = server.argv(database.name, "\\set VERBOSITY sqlstate", *text.ATTEMPT)
    tried = server.commands.ask(attempted, argv, long=True)
    if tried.status and text.REFUSED not in tried.stderr:
        raise failed(server.commands.host, attempted, tried.stderr, tried.status)
    lines = server.sql(attempted, database.name, text.WRITERS).text.splitlines()
    roles = tuple(bytes.fromhex(line).decode() for line in lines)
    return roles if tried.status else ("a new connection", *roles)


def _run(server: PostgreSql, name: str, statements: Iterable[str]) -> None:
    for batch in _batches(statements):
        server.sql(f"set the rights in {name}", name, text.WRITABLE_SESSION, "BEGIN", *batch, "COMMIT")


def _batches(statements: Iterable[str]) -> Iterator[list[str]]:
    """Cut into what one command line holds; each part may be repeated."""
    batch: list[str] = []
    for statement in statements:
        if batch and sum(map(len, batch)) + len(statement) > _SQL_BYTES:
            yield batch
            batch = []
        batch.append(statement)
    if batch:
        yield batch
