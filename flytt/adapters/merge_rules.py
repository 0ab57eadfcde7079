"""What a merge's rules must satisfy before any row is read, and the order that references give."""

from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from flytt.migration.errors import BadInput, ChangedByOthers
from flytt.migration.ports import MergeAccount
from flytt.migration.settings import MergedTable

ACCOUNT_TABLE = "flytt_merge"
"""Lies in a merged database: what became of each record of the second instance. Never content."""
NAMED_AT_MOST = 20


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
