"""Two twins' databases made one by a mapping's rules: the shortest statement of what a merge means."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from flytt.adapters.memory.tables import Row, Scalar, Table, Tables
from flytt.adapters.merge_rules import (
    bad_rules,
    check_columns,
    checked,
    in_order,
    parents_of,
    refused,
)
from flytt.migration.ports import ACCOUNT_TABLE, MergeAccount
from flytt.migration.settings import MergedTable


class Way(NamedTuple):
    """The key that a record of the second instance has afterwards."""

    key: Scalar
    became: Literal["kept", "same", "renumbered"]


@dataclass(frozen=True)
class Merged:
    """The one database, what became of each record, and the accounts."""

    tables: dict[str, Table] = field(default_factory=dict[str, Table])
    ways: dict[str, dict[Scalar, Way]] = field(default_factory=dict[str, dict[Scalar, Way]])
    accounts: list[MergeAccount] = field(default_factory=list[MergeAccount])


def merged(first: Tables, second: Tables, rules: Sequence[MergedTable]) -> Merged:
    """Merge. BadInput when the rules do not fit, ChangedByOthers for records that no rule decides."""
    order = in_order(rules)
    check_columns(_columns(first), _columns(second), rules)
    undecided = sorted({*first} - {rule.table for rule in rules} - {ACCOUNT_TABLE})
    if faults := [f"no rule for table {name}" for name in undecided if not _alike(first[name], second[name])]:
        raise bad_rules(faults)
    result = Merged()
    for name in undecided:
        result.tables[name] = first[name]
    for rule in order:
        _merge_table(rule, first[rule.table], second[rule.table], parents_of(rule.table, rules), result)
    rows = tuple(
        (table, old, way.key, way.became) for table, ways in result.ways.items() for old, way in ways.items()
    )
    result.tables[ACCOUNT_TABLE] = Table(("table_name", "old_key", "new_key", "became"), rows)
    return result


def _merge_table(
    rule: MergedTable, first: Table, second: Table, parents: dict[str, str], result: Merged
) -> None:
    at = {column: index for index, column in enumerate(first.columns)}
    key = at[rule.key]
    kept = _by_key(rule, first, key)
    arriving = _by_key(rule, second, key)
    foreign = {at[column]: parent for column, parent in parents.items() if parent != rule.table}
    own = [at[column] for column, parent in parents.items() if parent == rule.table]
    followed = {old: _follow(rule, row, foreign, result) for old, row in arriving.items()}
    ways = result.ways[rule.table] = _ways(rule, kept, followed, [at[column] for column in rule.same_when])
    target = dict(kept)
    for old, row in followed.items():
        for index in own:
            _known(rule, row[index], ways)
        moved = tuple(
            ways[value].key if i in own and value is not None else value for i, value in enumerate(row)
        )
        if ways[old].became != "same" or rule.keep == "second":
            target[ways[old].key] = (*moved[:key], ways[old].key, *moved[key + 1 :])
    result.tables[rule.table] = Table(first.columns, tuple(target.values()))
    same = sum(way.became == "same" for way in ways.values())
    result.accounts.append(
        checked(
            MergeAccount(
                table=rule.table,
                first=len(first.rows),
                second=len(second.rows),
                same=same,
                renumbered=sum(way.became == "renumbered" for way in ways.values()),
                target=len(target),
            )
        )
    )


def _ways(
    rule: MergedTable, kept: dict[Scalar, Row], arriving: dict[Scalar, Row], same: Sequence[int]
) -> dict[Scalar, Way]:
    alike: dict[Row, Scalar] = {}
    for old, row in kept.items() if same else ():
        alike.setdefault(tuple(row[index] for index in same), old)
    ways: dict[Scalar, Way] = {}
    taken: list[Scalar] = []
    for old, row in arriving.items():
        facts = tuple(row[index] for index in same)
        if facts in alike and None not in facts:
            ways[old] = Way(alike[facts], "same")
        elif old in kept:
            taken.append(old)
        else:
            ways[old] = Way(old, "kept")
    if not taken:
        return ways
    numbers = [number for number in (*kept, *arriving) if isinstance(number, int)]
    if rule.on_collision == "refuse":
        raise refused(rule.table, f"{rule.key} is taken in both instances", [str(old) for old in taken])
    if len(numbers) < len(kept) + len(arriving):
        raise refused(rule.table, f"{rule.key} is taken and no number", [str(old) for old in taken])
    new = range(max(numbers) + 1, max(numbers) + 1 + len(taken))
    return ways | {old: Way(number, "renumbered") for old, number in zip(taken, new, strict=True)}


def _by_key(rule: MergedTable, table: Table, key: int) -> dict[Scalar, Row]:
    rows = {row[key]: row for row in sorted(table.rows, key=lambda row: (str(type(row[key])), row[key] or 0))}
    if len(rows) < len(table.rows) or None in rows:
        raise bad_rules([f"{rule.table}.{rule.key} is not a key: it is empty or used twice"])
    return rows


def _follow(rule: MergedTable, row: Row, foreign: dict[int, str], result: Merged) -> Row:
    for index, parent in foreign.items():
        _known(rule, row[index], result.ways[parent])
    return tuple(
        result.ways[foreign[index]][value].key if index in foreign and value is not None else value
        for index, value in enumerate(row)
    )


def _known(rule: MergedTable, value: Scalar, ways: dict[Scalar, Way]) -> None:
    if value is not None and value not in ways:
        raise refused(rule.table, "refers to records that the second instance does not have", [str(value)])


def _alike(one: Table, other: Table) -> bool:
    return sorted(map(repr, one.rows)) == sorted(map(repr, other.rows))


def _columns(tables: Tables) -> dict[str, tuple[str, ...]]:
    return {name: table.columns for name, table in tables.items()}
