"""The verification of a merge catches every kind of damage, whatever the merge itself says of it."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flytt.adapters.memory.hosts import MemoryHost, MemoryHosts
from flytt.adapters.memory.tables import Row, Scalar, Table
from flytt.migration.errors import ChangedByOthers
from flytt.migration.evidence import Verification
from flytt.migration.ports import World
from flytt.migration.settings import Database, MergedTable, Reference
from flytt.migration.step import Nothing
from tasks.merged.merge_databases import STEP, Merged, Want
from tests.worlds import twins

Tables: TypeAlias = dict[str, Table]
Rows: TypeAlias = tuple[Row, ...]
Change: TypeAlias = Callable[[Rows], Rows]
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
FIRST: Tables = {
    "persons": Table(("id", "number", "name"), ((1, "n1", "A"), (2, None, "B"), (3, "n3", "C"))),
    "cases": Table(("id", "person", "title", "parent"), ((10, 1, "x", None), (11, 3, "y", 10))),
    "codes": Table(("code",), (("a",), ("b",))),
}
SECOND: Tables = {
    "persons": Table(("id", "number", "name"), ((1, "n9", "D"), (2, None, "E"), (7, "n1", "A new"))),
    "cases": Table(
        ("id", "person", "title", "parent"), ((10, 1, "x", None), (11, 7, "x", 10), (12, 7, "z", 11))
    ),
    "codes": Table(("code",), (("b",), ("a",))),
}
"""Merged: persons 8 (n9) and 9 (E) are new, 7 is 1; cases 10 becomes 13, 11 is 10, 12 refers to person 1."""


def _database(name: str) -> Database:
    return Database(engine="sqlite", name=f"/{name}.db")


WANT = Want(
    host="here",
    first_path="/first.dump",
    second_path="/second.dump",
    database=_database("one"),
    tables=(CASES, PERSONS),
    first_host="here",
    first_database=_database("first"),
    second_host="here",
    second_database=_database("second"),
)


class Scene:
    """Two instances, merged in a twin."""

    def __init__(self, first: Tables, second: Tables, want: Want = WANT) -> None:
        self.hosts, self.want = MemoryHosts({"here": MemoryHost()}), want
        self.world: World = replace(twins().world, hosts=self.hosts)
        databases = self.hosts.on("here").databases
        for name, tables in (("first", first), ("second", second)):
            self.hosts.set_tables("here", _database(name), tables)
            databases.dump(_database(name), f"/{name}.dump")
        self.receipt = STEP.do(want, Nothing(), self.world)

    def verified(self, receipt: Merged | None = None) -> Verification:
        """Verify it as it stands."""
        return STEP.verify(self.want, Nothing(), receipt or self.receipt, self.world)

    def damage(self, table: str, change: Change, name: str = "one") -> None:
        """Change the rows of a table of the merged database."""
        tables = self.hosts.tables("here", _database(name))
        tables[table] = Table(tables[table].columns, change(tables[table].rows))
        self.hosts.set_tables("here", _database(name), tables)


def _put(old: Row, new: Row) -> Change:
    def change(rows: Rows) -> Rows:
        assert old in rows
        return tuple(new if row == old else row for row in rows)

    return change


def _add(row: Row) -> Change:
    return lambda rows: (*rows, row)


def _drop(row: Row) -> Change:
    return lambda rows: tuple(kept for kept in rows if kept != row)


def _exchange(rows: Rows) -> Rows:
    first = _put((9, None, "E"), (2, None, "E"))(rows)
    return _put((2, None, "B"), (9, None, "B"))(first)


def _note(new: Row) -> Change:
    return lambda rows: tuple(new if row[:2] == new[:2] else row for row in rows)


DAMAGE: dict[str, tuple[str, Change, str, str]] = {
    "a row of the first is dropped": ("persons", _drop((2, None, "B")), "rows are not in", ": 2"),
    "a row of the second is dropped": ("cases", _drop((13, 8, "x", None)), "rows are not in", ": 13"),
    "a value is changed": ("persons", _put((3, "n3", "C"), (3, "n3", "c")), "other values", ": 3"),
    "a value becomes nothing": ("persons", _put((8, "n9", "D"), (8, None, "D")), "other values", ": 8"),
    "a number becomes a text": ("cases", _put((10, 1, "x", None), (10, 1, 1, None)), "other values", ": 10"),
    "the newer of the same is kept": (
        "persons",
        _put((1, "n1", "A"), (1, "n1", "A new")),
        "other values",
        ": 1",
    ),
    "a reference did not follow": (
        "cases",
        _put((13, 8, "x", None), (13, 1, "x", None)),
        "in person",
        ": 13",
    ),
    "a reference is lost": ("cases", _put((12, 1, "z", 10), (12, None, "z", 10)), "in person", ": 12"),
    "a parent is another": ("cases", _put((12, 1, "z", 10), (12, 1, "z", 11)), "in parent", ": 12"),
    "a row is there twice": ("persons", _add((3, "n3", "C")), "several rows in the target", ": 3"),
    "a row is there under another key": ("persons", _add((99, "n3", "C")), "of neither source", ": 99"),
    "two keys are exchanged": ("persons", _exchange, "other values", ": 2, 9"),
    "a table without a rule is changed": ("codes", _add(("c",)), "has no rule", "codes"),
    "a note says something else": (
        "flytt_merge",
        _note(("persons", 2, 98, "renumbered")),
        "notes say something else",
        "2 notes",
    ),
    "a note is missing": ("flytt_merge", lambda rows: rows[1:], "notes say something else", "1 note"),
}


def test_a_good_merge_is_verified() -> None:
    """Otherwise the damage tests below would find faults that they did not make."""
    scene = Scene(FIRST, SECOND)
    found = scene.verified()
    assert found.passed
    assert found.matched == 3 + 3 + 2 + 3 + 2 + 2
    assert scene.hosts.tables("here", _database("one"))["cases"].rows == (
        (10, 1, "x", None),
        (11, 3, "y", 10),
        (13, 8, "x", None),
        (12, 1, "z", 10),
    )


@pytest.mark.parametrize("what", DAMAGE)
def test_damage_is_caught_where_it_is(what: str) -> None:
    """Otherwise a record would be lost, changed or another's, and the register be opened as verified."""
    table, change, says, where = DAMAGE[what]
    scene = Scene(FIRST, SECOND)
    scene.damage(table, change)
    found = scene.verified()
    assert not found.passed
    assert any(says in line and where in line and line.startswith(table) for line in found.differing), found


def test_a_row_wrongly_declared_the_same_is_caught() -> None:
    """Otherwise one person would vanish into another, and the merge's own count would call it right."""
    scene = Scene(FIRST, SECOND)
    scene.damage("persons", _drop((8, "n9", "D")))
    scene.damage("cases", _put((13, 8, "x", None), (13, 1, "x", None)))
    scene.damage("flytt_merge", _note(("persons", 1, 1, "same")))
    claimed = tuple(
        a.changed(same=a.same + 1, renumbered=a.renumbered - 1, target=a.target - 1)
        if a.table == "persons"
        else a
        for a in scene.receipt.accounts
    )
    found = scene.verified(scene.receipt.changed(accounts=claimed, content={}))
    assert any("persons: 1 rows are not in the merged database: 8" in line for line in found.differing), found
    assert any("persons: the merge counted 3 + 3 rows, 2 the same" in line for line in found.differing), found


def test_a_source_that_changed_since_is_caught() -> None:
    """Otherwise what somebody wrote on an old side that was started again would be left behind."""
    scene = Scene(FIRST, SECOND)
    scene.damage("persons", _add((50, "n50", "late")), "second")
    found = scene.verified()
    assert any("rows are not in the merged database: 50" in line for line in found.differing), found


def test_the_sides_must_have_the_same_columns() -> None:
    """Otherwise a column that is gone from the merged database would never be looked at."""
    scene = Scene(FIRST, SECOND)
    tables = scene.hosts.tables("here", _database("one"))
    tables["persons"] = Table(("id", "number"), tuple(row[:2] for row in tables["persons"].rows))
    scene.hosts.set_tables("here", _database("one"), tables)
    (says,) = scene.verified().differing
    assert says.startswith("persons: not the same columns")


def test_no_value_of_a_register_is_told() -> None:
    """Otherwise a name or an identity number would stand in the ledger and the report."""
    codes = MergedTable(table="codes", key="code", same_when=("code",), on_collision="refuse")
    scene = Scene(FIRST, SECOND, WANT.changed(tables=(CASES, PERSONS, codes)))
    for table, row in (("codes", ("b",)), ("persons", (3, "n3", "C"))):
        scene.damage(table, _drop(row))
    told = scene.verified().differing
    assert "codes: 1 rows are not in the merged database" in told
    assert "n3" not in " ".join(told)


KEYS = st.integers(1, 9)
FACTS = st.sampled_from(["a", "b", "1", "", None])


def _table(columns: tuple[str, ...], data: st.DataObject, *values: st.SearchStrategy[Scalar]) -> Table:
    """Draw at most six rows, each with a key of its own."""
    keys = data.draw(st.lists(KEYS, max_size=6, unique=True))
    return Table(columns, tuple((key, *(data.draw(value) for value in values)) for key in keys))


def _keys(table: Table) -> st.SearchStrategy[Scalar]:
    return st.sampled_from([None, *(row[0] for row in table.rows)])


def _instance(data: st.DataObject) -> Tables:
    persons = _table(("id", "number", "name"), data, FACTS, FACTS)
    cases = _table(("id", "person", "title"), data, _keys(persons), FACTS)
    parented = tuple((*row, data.draw(_keys(cases))) for row in cases.rows)
    return {"persons": persons, "cases": Table((*cases.columns, "parent"), parented)}


@pytest.mark.slow
@settings(deadline=None, max_examples=150)
@given(st.data())
def test_the_recount_agrees_with_every_good_merge(data: st.DataObject) -> None:
    """Otherwise a good merge would be stopped while users are down, and people learn not to believe it."""
    keep = data.draw(st.sampled_from(["first", "second"]))
    rules = (CASES.changed(keep=keep), PERSONS.changed(keep=keep))
    try:
        scene = Scene(_instance(data), _instance(data), WANT.changed(tables=rules))
    except ChangedByOthers:
        return
    assert scene.verified().passed, scene.verified()
