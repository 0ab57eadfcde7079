"""What a merge's rules must satisfy before any row is read, and the order that references give."""

from collections.abc import Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from flytt.migration.errors import BadInput, ChangedByOthers
from flytt.migration.ports import ACCOUNT_TABLE, MergeAccount
from flytt.migration.settings import MergedTable

NAMED_AT_MOST = 20
_COUNTS = 5
_WHY = {
    "taken": "the key is taken in both instances",
    "number": "the key is taken and no number",
    "dangling": "refers to records that the second instance does not have",
}


class ForeignKey(NamedTuple):
    """A reference that a database itself knows of. An empty parent column is the parent's key."""

    child: str
    child_columns: tuple[str, ...]
    parent: str
    parent_columns: tuple[str, ...]


def in_order(rules: Sequence[MergedTable]) -> tuple[MergedTable, ...]:
    """Return the rules with each table after those it refers to. BadInput when they contradict themselves."""
    by_name = {rule.table: rule for rule in rules}
    faults = [f"{rule.table} is named twice" for rule in rules if by_name[rule.table] is not rule]
    for rule in rules:
        for reference in rule.references:
            child = by_name.get(reference.table)
            if child is None:
                faults.append(f"{reference.table} refers to {rule.table} and has no rule of its own")
            elif child.key == reference.column:
                faults.append(f"{reference.table}.{reference.column} is both a key and a reference")
            elif child is rule and reference.column in rule.same_when:
                faults.append(f"{rule.table}.{reference.column} refers to its own table and decides sameness")
    if faults:
        raise bad_rules(faults)
    parents = {
        name: {parent for parent in parents_of(name, rules).values() if parent != name} for name in by_name
    }
    try:
        order = tuple(TopologicalSorter(parents).static_order())
    except CycleError as error:
        raise bad_rules(["the tables refer to each other in a ring"]) from error
    return tuple(by_name[name] for name in order)


def parents_of(table: str, rules: Sequence[MergedTable]) -> dict[str, str]:
    """Return the reference columns of a table, each with the table whose keys it holds."""
    return {r.column: rule.table for rule in rules for r in rule.references if r.table == table}


def check_columns(
    first: Mapping[str, Sequence[str]], second: Mapping[str, Sequence[str]], rules: Sequence[MergedTable]
) -> None:
    """Raise BadInput unless both have the same tables and columns, and the rules name only those."""
    faults = [
        f"table {name} is not the same in both instances"
        for name in sorted({*first, *second} - {ACCOUNT_TABLE})
        if list(first.get(name, ())) != list(second.get(name, ()))
    ]
    for rule in rules:
        columns = first.get(rule.table, ())
        named = [rule.key, *rule.same_when, *parents_of(rule.table, rules)]
        faults += [f"there is no column {rule.table}.{column}" for column in named if column not in columns]
    if faults:
        raise bad_rules(faults)


def check_foreign_keys(keys: Iterable[ForeignKey], rules: Sequence[MergedTable]) -> list[str]:
    """Return what a merge would tear apart: references that the database knows of and no rule follows."""
    by_name = {rule.table: rule for rule in rules}
    faults: list[str] = []
    for key in keys:
        rule = by_name.get(key.parent)
        if rule is None or not {rule.key, ""} & {*key.parent_columns}:
            continue
        named = ", ".join(f"{key.child}.{column}" for column in key.child_columns)
        if len(key.child_columns) > 1:
            faults.append(f"{named} refer together to {key.parent}, which no rule can follow")
        elif parents_of(key.child, rules).get(next(iter(key.child_columns), "")) != key.parent:
            faults.append(f"{named} refers to {key.parent}, and no rule says so")
    return sorted(faults)


def read_accounts(lines: Iterable[str], order: Sequence[MergedTable]) -> tuple[MergeAccount, ...]:
    """Read what a merge's SQL printed: accounts, or the records that stop it.

    Lines: `P TABLE KIND HEXKEY`, `A TABLE FIRST SECOND SAME RENUMBERED TARGET`.
    """
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


def bad_rules(faults: Sequence[str]) -> BadInput:
    """Return the error that names every fault."""
    return BadInput(
        f"The two instances cannot be merged by these rules: {'; '.join(faults)}.",
        still_true="Nothing was created.",
        next_command="correct the workload's tables in the mapping, then flytt check",
    )


def refused(table: str, why: str, records: Sequence[str]) -> ChangedByOthers:
    """Return the refusal that names the first records it is about."""
    named = ", ".join(records[:NAMED_AT_MOST])
    more = f" and {len(records) - NAMED_AT_MOST} more" if len(records) > NAMED_AT_MOST else ""
    return ChangedByOthers(
        f"Merging {table}: {why}: {named}{more}.",
        still_true="Nothing was created.",
        next_command="let the owner decide these records, then plan again",
    )


def checked(account: MergeAccount) -> MergeAccount:
    """Return the account if it adds up; a record that is unaccounted for stops the merge."""
    if account.first + account.second != account.target + account.same:
        raise refused(account.table, "the records do not add up", [repr(account)])
    return account
