"""Two SQLite dumps made one database on their host: built aside, accounted for, then given its name."""

from flytt.adapters.host_errors import failed, missing, occupied
from flytt.adapters.merge_rules import bad_rules, check_columns, check_foreign_keys, in_order, read_accounts
from flytt.adapters.ssh import posix, sqlite_text
from flytt.adapters.ssh.files import PART
from flytt.adapters.ssh.sqlite import Sqlite, names_in
from flytt.adapters.ssh.sqlite_merge_text import script
from flytt.migration.errors import FlyttError
from flytt.migration.ports import MergeAccount
from flytt.migration.settings import Database, MergedTable


def merge(
    sqlite: Sqlite, first: str, second: str, into: Database, rules: tuple[MergedTable, ...]
) -> tuple[MergeAccount, ...]:
    """Create `into`. BadInput, ChangedByOthers and NotFound leave nothing behind."""
    order = in_order(rules)
    for dump in (first, second):
        if sqlite.files.digest(dump) is None:
            raise missing(sqlite.commands.host, "dump", dump)
    columns = _checked_columns(sqlite, first, second, order)
    attempted = f"merge {first} and {second}"
    part = into.name + PART
    is_free = sqlite.is_free(into)
    try:
        sqlite.commands.run(attempted, posix.copy(first, part), long=True)
        sqlite.commands.run(attempted, posix.set_mode(0o644, part))
        argv = posix.sqlite(part, script(second, order, columns), readonly=False)
        answer = sqlite.commands.ask(attempted, argv, long=True)
        accounts = read_accounts(answer.text.splitlines(), order)
        if answer.status or len(accounts) != len(order):
            raise failed(sqlite.commands.host, attempted, answer.stderr or "its answer has no end", 1)
        sqlite.require_sound(attempted, part)
        if not is_free and not sqlite.alike(part, into.name):
            raise occupied(sqlite.commands.host, into)
    except FlyttError:
        _clear(sqlite, part)
        raise
    if is_free:
        sqlite.files.rename(attempted, part, into.name)
    else:
        _clear(sqlite, part)
    return accounts


def _checked_columns(
    sqlite: Sqlite, first: str, second: str, order: tuple[MergedTable, ...]
) -> dict[str, list[str]]:
    columns, others = sqlite.columns(first), sqlite.columns(second)
    check_columns(columns, others, order)
    merged = {rule.table for rule in order}
    if triggers := names_in(sqlite.run(f"read {first}", first, sqlite_text.TRIGGERS)):
        raise bad_rules([f"trigger {name} would act on the merging itself" for name in triggers])
    if faults := check_foreign_keys(sqlite.foreign_keys(first), order):
        raise bad_rules(faults)
    if any(name not in merged for name in columns):
        here, there = sqlite.read(first), sqlite.read(second)
        undecided = sorted(name for name in here if name not in merged and here[name] != there[name])
        if undecided:
            raise bad_rules([f"no rule for table {name}" for name in undecided])
    return columns


def _clear(sqlite: Sqlite, part: str) -> None:
    """Remove what was built; if even that cannot be reached, the first error is the one to tell."""
    try:
        sqlite.drop(Database(engine="sqlite", name=part))
    except FlyttError:
        return
