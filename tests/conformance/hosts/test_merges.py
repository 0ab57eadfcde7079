"""Two instances that become one: every record is accounted for, and references lead to their own."""

import pytest

from flytt.adapters.memory.tables import Row, Table, Tables
from flytt.migration.errors import BadInput, ChangedByOthers, NotFound
from flytt.migration.ports import MergeAccount
from flytt.migration.settings import MergedTable, Reference
from tasks.merged.recount import recount
from tests.conformance.hosts.ground import Ground, named

PERSONS = MergedTable(
    table="persons",
    key="id",
    same_when=("number",),
    on_collision="renumber",
    references=(Reference(table="cases", column="person"),),
)
CASES = MergedTable(
    table="cases",
    key="id",
    same_when=("person", "title"),
    on_collision="renumber",
    references=(Reference(table="cases", column="parent"),),
)
NOTES = Table(("id", "text"), ((1, "alike"),))
FIRST: dict[str, Table] = {
    "persons": Table(("id", "number", "name"), ((1, "n1", "A"), (2, None, "B"), (3, "n3", "C"))),
    "cases": Table(("id", "person", "title", "parent"), ((10, 1, "x", None), (11, 3, "y", 10))),
    "notes": NOTES,
}
SECOND: dict[str, Table] = {
    "persons": Table(
        ("id", "number", "name"), ((1, "n9", "D"), (2, None, "E"), (7, "n1", "A new"), (8, "n8", "F"))
    ),
    "cases": Table(
        ("id", "person", "title", "parent"),
        ((10, 1, "x", None), (11, 7, "x", 10), (12, 8, "z", 11), (13, None, "q", 13)),
    ),
    "notes": NOTES,
}
MERGED_PERSONS: tuple[Row, ...] = (*FIRST["persons"].rows, (9, "n9", "D"), (10, None, "E"), (8, "n8", "F"))
MERGED_CASES: tuple[Row, ...] = (
    *FIRST["cases"].rows,
    (14, 9, "x", None),
    (12, 8, "z", 10),
    (13, None, "q", 13),
)


def merged(
    ground: Ground, folder: str, first: Tables, second: Tables, *rules: MergedTable
) -> list[MergeAccount]:
    """Dump both, merge them into `FOLDER/one.db`, and let the recount agree."""
    databases = ground.hosts.on(ground.here).databases
    for name, tables in (("first", first), ("second", second)):
        ground.fill(named(ground.engine, folder, name), tables)
        databases.dump(named(ground.engine, folder, name), f"{folder}/{name}.dump")
    into = named(ground.engine, folder, "one")
    accounts = databases.merge(f"{folder}/first.dump", f"{folder}/second.dump", into, rules)
    counted = recount(
        {
            "first": (databases, named(ground.engine, folder, "first")),
            "second": (databases, named(ground.engine, folder, "second")),
            "target": (databases, into),
        },
        rules,
    )
    assert counted.differing == ()
    assert {account.table: account for account in counted.accounts} == {a.table: a for a in accounts}
    return list(accounts)


def contains(ground: Ground, folder: str, tables: Tables) -> bool:
    """Say whether the merged database holds exactly these rows."""
    databases = ground.hosts.on(ground.here).databases
    wanted = named(ground.engine, folder, "wanted")
    ground.fill(wanted, tables)
    return databases.content(named(ground.engine, folder, "one")) == databases.content(wanted)


def test_every_record_is_accounted_for_and_references_follow(ground: Ground, folder: str) -> None:
    """Otherwise a child's case would be lost, or come to lie with another child."""
    # Rules in the wrong order on purpose: cases refer to persons and must come after them.
    accounts = merged(ground, folder, FIRST, SECOND, CASES, PERSONS)
    assert {account.table: account for account in accounts} == {
        "persons": MergeAccount(table="persons", first=3, second=4, same=1, renumbered=2, target=6),
        "cases": MergeAccount(table="cases", first=2, second=4, same=1, renumbered=1, target=5),
    }
    assert contains(
        ground,
        folder,
        {
            "persons": Table(FIRST["persons"].columns, MERGED_PERSONS),
            "cases": Table(FIRST["cases"].columns, MERGED_CASES),
            "notes": NOTES,
        },
    )


def test_a_merge_may_be_repeated_and_never_replaces(ground: Ground, folder: str) -> None:
    """Otherwise a resumed merge would fail, or what users wrote into the merged database would be lost."""
    accounts = merged(ground, folder, FIRST, SECOND, PERSONS, CASES)
    assert merged(ground, folder, FIRST, SECOND, PERSONS, CASES) == accounts
    ground.fill(named(ground.engine, folder, "one"), FIRST)
    with pytest.raises(ChangedByOthers):
        merged(ground, folder, FIRST, SECOND, PERSONS, CASES)
    assert contains(ground, folder, FIRST)


def test_the_second_instance_may_be_the_one_to_believe(ground: Ground, folder: str) -> None:
    """Otherwise the newer address of a person would be lost to the older one."""
    rule = PERSONS.changed(keep="second")
    merged(ground, folder, FIRST, SECOND, rule, CASES)
    persons = tuple((1, "n1", "A new") if row[0] == 1 else row for row in MERGED_PERSONS)
    cases = Table(FIRST["cases"].columns, MERGED_CASES)
    assert contains(
        ground, folder, {"persons": Table(FIRST["persons"].columns, persons), "cases": cases, "notes": NOTES}
    )


def test_undecided_collisions_stop_it_and_are_named(ground: Ground, folder: str) -> None:
    """Otherwise two people would become one, or one of them nobody, without anybody having said so."""
    rule = PERSONS.changed(on_collision="refuse")
    with pytest.raises(ChangedByOthers, match=r"persons.*taken.*: 1, 2\."):
        merged(ground, folder, FIRST, SECOND, rule, CASES)
    assert not ground.hosts.on(ground.here).databases.exists(named(ground.engine, folder, "one"))
    for left in ("one.db.flytt-part", "second.dump.flytt-part"):
        assert ground.hosts.on(ground.here).files.digest(f"{folder}/{left}") is None


def test_at_most_twenty_collisions_are_named(ground: Ground, folder: str) -> None:
    """Otherwise the message would bury the person who must decide."""
    rows: tuple[Row, ...] = tuple((number,) for number in range(1, 51))
    table = {"t": Table(("id",), rows)}
    rule = MergedTable(table="t", key="id", on_collision="refuse")
    with pytest.raises(ChangedByOthers) as refusal:
        merged(ground, folder, table, table, rule)
    assert ", 20 and " in str(refusal.value)
    assert "21" not in str(refusal.value)


@pytest.mark.parametrize(
    "change",
    ["no rule", "no such column", "twice", "ring", "other columns", "no key"],
)
def test_rules_that_do_not_fit_are_bad_input(ground: Ground, folder: str, change: str) -> None:
    """Otherwise a merge would begin that cannot account for everything."""
    first, second, rules = FIRST, SECOND, [PERSONS, CASES]
    if change == "no rule":
        second = SECOND | {"notes": Table(("id", "text"), ((1, "another"),))}
    elif change == "no such column":
        rules = [PERSONS.changed(same_when=("nummer",)), CASES]
    elif change == "twice":
        rules = [PERSONS, CASES, PERSONS.changed(on_collision="refuse")]
    elif change == "ring":
        rules = [PERSONS, CASES.changed(references=(Reference(table="persons", column="name"),))]
    elif change == "other columns":
        second = SECOND | {"notes": Table(("id", "body"))}
    else:
        second = SECOND | {"cases": Table(FIRST["cases"].columns, ((10, 1, "x", None), (14, 1, None, None)))}
        rules = [PERSONS, CASES.changed(key="title")]
    with pytest.raises(BadInput):
        merged(ground, folder, first, second, *rules)
    assert not ground.hosts.on(ground.here).databases.exists(named(ground.engine, folder, "one"))


def test_a_reference_to_nobody_stops_it(ground: Ground, folder: str) -> None:
    """Otherwise a deleted person's case would come to lie with whoever has that number on the other side."""
    second = SECOND | {"cases": Table(FIRST["cases"].columns, ((20, 3, "x", 20),))}
    with pytest.raises(ChangedByOthers, match=r"cases.*refers.*3"):
        merged(ground, folder, FIRST, second, PERSONS, CASES)
    assert not ground.hosts.on(ground.here).databases.exists(named(ground.engine, folder, "one"))


def test_words_as_keys_cannot_be_renumbered(ground: Ground, folder: str) -> None:
    """Otherwise a code list's key would become a number that nothing else knows."""
    table: Tables = {"codes": Table(("code", "text"), (("A", "one"), ("B", "two")))}
    rule = MergedTable(table="codes", key="code", on_collision="renumber")
    with pytest.raises(ChangedByOthers, match="codes"):
        merged(ground, folder, table, table, rule)
    same = rule.changed(same_when=("code", "text"))
    assert merged(ground, folder, table, table, same)[0].same == 2


def test_both_dumps_must_be_there(ground: Ground, folder: str) -> None:
    """Otherwise half a merge would be called a whole one."""
    databases = ground.hosts.on(ground.here).databases
    source, into = named(ground.engine, folder, "first"), named(ground.engine, folder, "one")
    ground.fill(source, FIRST)
    databases.dump(source, f"{folder}/d")
    for pair in ((f"{folder}/d", f"{folder}/none"), (f"{folder}/none", f"{folder}/d")):
        with pytest.raises(NotFound):
            databases.merge(*pair, into, (PERSONS, CASES))
