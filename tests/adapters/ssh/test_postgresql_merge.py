"""What only PostgreSQL has: sequences, declared references, triggers, types; and what SQLite has of them."""

from collections.abc import Iterator

import pytest

from flytt.migration.errors import BadInput, CommandFailed
from flytt.migration.settings import Database, MergedTable, Reference
from tests.conformance.hosts.openssh_ground import PROGRAMS, OpenSsh, openssh

pytestmark = pytest.mark.server(*PROGRAMS)

PERSONS = MergedTable(
    table="persons",
    key="id",
    same_when=("number",),
    on_collision="renumber",
    references=(Reference(table="notes", column="person"),),
)
NOTES = MergedTable(table="notes", key="id", on_collision="renumber")
SCHEMA = (
    (
        "CREATE TABLE persons (id bigserial PRIMARY KEY, number text UNIQUE, name char(9),"
        " shown text GENERATED ALWAYS AS (upper(number)) STORED)"
    ),
    (
        "CREATE TABLE notes (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
        " person bigint REFERENCES persons (id), body jsonb)"
    ),
    "CREATE SEQUENCE shared_numbers",
)
ROWS = (
    "INSERT INTO persons (number, name) VALUES ('{0}1', 'En'), ('both', 'To'), ('{0}3', 'Tre')",
    "INSERT INTO notes (person, body) VALUES (1, '{{\"of\": \"{0}\"}}'), (2, '[]'), (NULL, NULL)",
)


@pytest.fixture(scope="module")
def ground() -> Iterator[OpenSsh]:
    """Run OpenSSH and PostgreSQL."""
    with openssh() as (root, port):
        started = OpenSsh(root, port, "postgresql")
        yield started
        started.connections.close()


def filled(ground: OpenSsh, name: str, *sql: str) -> str:
    """Make a database with SQL, dump it, and return the dump's path."""
    database = Database(engine="postgresql", name=name)
    ground.psql("postgres", f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}"')
    ground.psql(name, *sql)
    path = f"{ground.root}/{name}.dump"
    ground.hosts.on(ground.here).databases.dump(database, path)
    return path


def both(ground: OpenSsh) -> tuple[str, str]:
    """Make two instances that have one person in common, and return their dumps."""
    one, two = (filled(ground, name, *SCHEMA, *(row.format(name) for row in ROWS)) for name in ("a", "b"))
    return one, two


def test_an_application_goes_on_numbering_above_all(ground: OpenSsh) -> None:
    """Otherwise the first new person after the merge would be refused, or get a number that is taken."""
    dumps = both(ground)
    into = Database(engine="postgresql", name="numbered")
    databases = ground.hosts.on(ground.here).databases
    accounts = databases.merge(dumps[0], dumps[1], into, (PERSONS, NOTES))
    assert {a.table: (a.same, a.renumbered, a.target) for a in accounts} == {
        "persons": (1, 2, 5),
        "notes": (0, 3, 6),
    }
    found: list[tuple[str | None, ...]] = []
    databases.rows(into, "notes", ("id", "person", "body"), found.append)
    assert found == [
        ("1", "1", '{"of": "a"}'),
        ("2", "2", "[]"),
        ("3", None, None),
        ("4", "4", '{"of": "b"}'),
        ("5", "2", "[]"),
        ("6", None, None),
    ]
    ground.psql(
        "numbered",
        "INSERT INTO persons (number) VALUES ('new')",
        "INSERT INTO notes (person) VALUES (6)",
        "DO $$ BEGIN ASSERT (SELECT id FROM persons WHERE number = 'new') = 6; "
        "ASSERT (SELECT max(id) FROM notes) = 7; ASSERT nextval('shared_numbers') > 5; "
        "ASSERT (SELECT shown FROM persons WHERE id = 4) = 'B1'; "
        "ASSERT NOT EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = 'flytt_second'); END $$",
    )


def test_a_declared_reference_without_a_rule_stops_it(ground: OpenSsh) -> None:
    """Otherwise a renumbered person's notes would lie with whoever had that number first."""
    dumps = both(ground)
    into = Database(engine="postgresql", name="torn")
    databases = ground.hosts.on(ground.here).databases
    with pytest.raises(BadInput, match=r"notes\.person refers to persons, and no rule says so"):
        databases.merge(*dumps, into, (PERSONS.changed(references=()), NOTES))
    assert not databases.exists(into)


@pytest.mark.parametrize(
    ("differs", "says"),
    [
        ("ALTER TABLE notes ALTER body TYPE text", "notes has other types"),
        ("ALTER TABLE notes ADD more text", "notes is not the same"),
    ],
)
def test_instances_of_different_make_stop_it(ground: OpenSsh, differs: str, says: str) -> None:
    """Otherwise a column of the second would be lost, or its values become others on the way."""
    dumps = filled(ground, "a", *SCHEMA), filled(ground, "b", *SCHEMA, differs)
    databases = ground.hosts.on(ground.here).databases
    with pytest.raises(BadInput, match=says):
        databases.merge(*dumps, Database(engine="postgresql", name="mixed"), (PERSONS, NOTES))


def test_a_trigger_stops_it(ground: OpenSsh) -> None:
    """Otherwise a trigger would change rows while they are merged, and nobody would have decided it."""
    trigger = (
        "CREATE FUNCTION act() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        "CREATE TRIGGER acting BEFORE INSERT ON notes FOR EACH ROW EXECUTE FUNCTION act()",
    )
    dumps = filled(ground, "a", *SCHEMA, *trigger), filled(ground, "b", *SCHEMA, *trigger)
    databases = ground.hosts.on(ground.here).databases
    with pytest.raises(BadInput, match="trigger acting"):
        databases.merge(*dumps, Database(engine="postgresql", name="acted"), (PERSONS, NOTES))


def test_what_the_database_itself_refuses_is_told_without_the_values(ground: OpenSsh) -> None:
    """Otherwise an identity number would come out in an error because two rows share it."""
    dumps = both(ground)
    into = Database(engine="postgresql", name="refused")
    databases = ground.hosts.on(ground.here).databases
    with pytest.raises(CommandFailed) as refusal:
        databases.merge(*dumps, into, (PERSONS.changed(same_when=()), NOTES))
    assert "persons_number_key" in refusal.value.stderr
    assert "both" not in refusal.value.stderr
    assert not databases.exists(into)
    assert ground.hosts.on(ground.here).files.digest(f"{dumps[1]}.flytt-part") is None
