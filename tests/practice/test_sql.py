"""The sqlite3 command of a practice host: answers as the real one, reaches no file outside."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from practice.commands.sql_text import statements
from tests.practice.town import DATABASE, OLD, Town

pytestmark = pytest.mark.slow  # starts practice hosts; left out of `make fast`, never of `make test`

AWKWARD = """
CREATE TABLE t(id INTEGER PRIMARY KEY, x);
INSERT INTO t VALUES (1, 1.5), (2, NULL), (3, x'41004243'), (4, 1e300), (5, 'æøå|;''"'), (6, 'to
linjer'), (7, -0.0), (8, 9007199254740993), (9, ''), (10, 0.1);
SELECT id, x, typeof(x), x IS NULL FROM t; /* ; */ SELECT 'end' -- ;
"""


def test_output_is_that_of_the_real_command(town: Town, tmp_path: Path) -> None:
    """If this fails, what is parsed in practice is not what a real host prints."""
    program = shutil.which("sqlite3")
    if program is None:
        pytest.skip("no sqlite3 command on this machine to compare with")
    sql = AWKWARD
    real = subprocess.run(
        [program, "-batch", "-bail", tmp_path / "t.db", sql], capture_output=True, check=True
    )
    ended = town.sql(sql, file="/srv/awkward.db")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == real.stdout.decode()
    town.run("rm", "-f", "--", "/srv/awkward.db")


@pytest.mark.parametrize(
    ("sql", "options", "code", "says"),
    [
        ("SELECT * FROM nowhere", (), 1, "Error: in prepare, no such table: nowhere"),
        ("SELEC", (), 1, 'Error: in prepare, near "SELEC": syntax error'),
        (
            "INSERT INTO persons VALUES (1, 'x', NULL, NULL)",
            (),
            19,
            "Error: stepping, UNIQUE constraint failed",
        ),
        ("DELETE FROM persons", ("-readonly",), 8, "Error: stepping, attempt to write a readonly database"),
        (".shell uname", (), 1, "Error: unknown command"),
        ("SELECT load_extension('x')", (), 1, "Error: "),
        ("SELECT readfile('/etc/passwd')", (), 1, "Error: in prepare, no such function: readfile"),
        ("SELECT 1", ("-nonsense",), 1, "sqlite3: Error: unknown option: -nonsense"),
    ],
)
def test_faults_of_sql_are_told(town: Town, sql: str, options: tuple[str, ...], code: int, says: str) -> None:
    """If this fails, SQL that was not carried out looks as if it was."""
    ended = town.sql(sql, *options)
    assert ended.code == code
    assert ended.err.startswith(says)


def test_a_missing_database_is_not_made_for_reading(town: Town) -> None:
    """If this fails, reading what is not there gives nothing instead of an error."""
    ended = town.sql("SELECT 1", "-readonly", file="/srv/none.db")
    assert (ended.code, ended.err.startswith("Error: unable to open database")) == (1, True)
    assert town.run("stat", "-c", "%s", "--", "/srv/none.db").code == 1


def test_a_statement_that_fails_ends_the_rest(town: Town) -> None:
    """If this fails, SQL goes on after an error, where -bail promises it stops."""
    assert town.sql("SELECT 1; SELECT x; SELECT 2").out == "1\n"


def test_a_lock_is_waited_for_as_told(town: Town) -> None:
    """If this fails, `.timeout` is not obeyed and a busy database looks like a broken one."""
    assert town.sql("PRAGMA busy_timeout", "-cmd", ".timeout 1234").out == "1234\n"


def test_vacuum_into_and_attach_stay_inside(town: Town, directory: Path) -> None:
    """If this fails, a backup taken on a practice host lands on the machine it runs on."""
    root = directory / "hosts" / OLD / "root"
    assert town.sql("VACUUM INTO '/srv/copy.db'", "-readonly").code == 0
    assert (root / "srv/copy.db").exists()
    assert not Path("/srv/copy.db").exists()
    assert town.sql("VACUUM INTO '/srv/copy.db'").code == 1, "an existing file must not be replaced"
    compared = (
        "ATTACH '/srv/copy.db' AS other; "
        "SELECT count(*) FROM persons EXCEPT SELECT count(*) FROM other.persons"
    )
    assert town.sql(compared) == town.sql(compared.replace("'/srv/copy.db'", '"../srv/copy.db"'))
    assert town.sql(compared.replace("/srv/copy.db", "file:/srv/copy.db?mode=ro")).code == 0
    assert town.sql(compared).code == 0
    town.run("rm", "-f", "--", "/srv/copy.db")


@pytest.mark.parametrize(
    "sql",
    [
        "ATTACH '{}' || '' AS x",
        "VACUUM INTO '{}' || ''",
        "VACUUM INTO printf('%s', '{}')",
        "ATTACH (SELECT '{}') AS x",
        "/* */ ATTACH /* */ DATABASE /* */ ('{}') AS x; CREATE TABLE x.t(a)",
        "ATTACH 'file:///..{}' AS x; CREATE TABLE x.t(a)",
        "ATTACH '../../../../../../..{}' AS x; CREATE TABLE x.t(a)",
        "PRAGMA temp_store_directory = '{}'",
    ],
)
def test_no_sql_reaches_outside(town: Town, tmp_path: Path, sql: str) -> None:
    """If this fails, SQL on a practice host writes files on the machine it runs on."""
    target = tmp_path / "outside.db"
    town.sql(sql.format(target))
    assert not target.exists()
    assert [*tmp_path.iterdir()] == []


def test_statements_are_split_as_sqlite_splits_them() -> None:
    """If this fails, a semicolon in a text, comment or trigger breaks a statement in two."""
    trigger = "CREATE TRIGGER x AFTER INSERT ON t BEGIN SELECT 1; SELECT 2; END;"
    assert [*statements(f";; {trigger} SELECT 'a;''b' ; -- no; more\n /* ; */ ;")] == [
        f" {trigger}",
        " SELECT 'a;''b' ;",
    ]


def test_rows_of_a_large_table_all_come(town: Town) -> None:
    """If this fails, output longer than one packet is cut."""
    many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000) SELECT i FROM n"
    assert town.sql(many, "-readonly", file=DATABASE).out.splitlines() == [
        str(number) for number in range(1, 50001)
    ]
