"""Two SQLite dumps made one database on their host: built aside, accounted for, then given its name."""

from collections.abc import Iterable

from flytt.adapters.host_errors import failed, missing, occupied
from flytt.adapters.merge_rules import bad_rules, check_columns, checked, in_order, refused
from flytt.adapters.ssh import posix, sqlite_text
from flytt.adapters.ssh.files import PART
from flytt.adapters.ssh.sqlite import Sqlite, names_in
from flytt.adapters.ssh.sqlite_merge_text import script
from flytt.migration.errors import FlyttError
from flytt.migration.ports import MergeAccount
from flytt.migration.settings import Database, MergedTable

_WHY = {
    "taken": "the key is taken in both instances",
    "number": "the key is taken and no number",
    "dangling": "refers to records that the second instance does not have",
}
_COUNTS = 5


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
        accounts = _read(answer.text.splitlines(), order)
        if answer.status or len(accounts) != len(order):
            raise failed(sqlite.commands.host, attempted, answer.stderr or "its answer has no end", 1)
        sqlite.require_sound(attempted, part)
        if not is_free and not sqlite.alike(part, into.name):
            raise occupied(sqlite.commands.host, into)
    except FlyttError:
        _clear(sqlite, part)
        raise
    if is_free:
        sqlite.commands.run(attempted, posix.move(part, into.name))
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
    if any(name not in merged for name in columns):
        here, there = sqlite.read(first), sqlite.read(second)
        undecided = sorted(name for name in here if name not in merged and here[name] != there[name])
        if undecided:
            raise bad_rules([f"no rule for table {name}" for name in undecided])
    return columns


def _read(lines: Iterable[str], order: tuple[MergedTable, ...]) -> tuple[MergeAccount, ...]:
    problems: dict[tuple[int, str], list[str]] = {}
    accounts: list[MergeAccount] = []
    for line in lines:
        letter, number, *rest = line.split(" ")
        if letter == "P":
            problems.setdefault((int(number), rest[0]), []).append(bytes.fromhex(rest[1]).decode())
        elif letter == "A" and len(rest) == _COUNTS:
            one, two, same, renumbered, target = map(int, rest)
            accounts.append(
                MergeAccount(
                    table=order[int(number)].table,
                    first=one,
                    second=two,
                    same=same,
                    renumbered=renumbered,
                    target=target,
                )
            )
    for (number, kind), keys in problems.items():
        rule = order[number]
        if kind == "key":
            raise bad_rules([f"{rule.table}.{rule.key} is not a key: it is empty or used twice"])
        raise refused(rule.table, _WHY[kind], keys)
    return tuple(map(checked, accounts))


def _clear(sqlite: Sqlite, part: str) -> None:
    """Remove what was built; if even that cannot be reached, the first error is the one to tell."""
    try:
        sqlite.drop(Database(engine="sqlite", name=part))
    except FlyttError:
        return
