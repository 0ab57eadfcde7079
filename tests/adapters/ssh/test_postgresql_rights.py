"""What only a server has: roles, rights and a setting, each given back as it was."""

from collections.abc import Iterator

import pytest

from flytt.migration.errors import ChangedByOthers
from flytt.migration.settings import Database
from tests.conformance.hosts.openssh_ground import PROGRAMS, OpenSsh, openssh

pytestmark = pytest.mark.server(*PROGRAMS)

ARCHIVE = Database(engine="postgresql", name="arkiv")


@pytest.fixture(scope="module")
def server() -> Iterator[OpenSsh]:
    """Run OpenSSH and PostgreSQL with two roles that are no superusers."""
    with openssh() as (root, port):
        started = OpenSsh(root, port, "postgresql")
        started.psql("postgres", "CREATE ROLE eier LOGIN", "CREATE ROLE leser LOGIN")
        yield started
        started.connections.close()


@pytest.fixture
def ground(server: OpenSsh) -> OpenSsh:
    """Return a server with an archive that its owner and a reader can write in, each in several ways."""
    server.psql(
        "postgres", 'DROP DATABASE IF EXISTS "arkiv" WITH (FORCE)', 'CREATE DATABASE "arkiv" OWNER eier'
    )
    server.psql(
        "arkiv",
        "SET ROLE eier",
        "CREATE TABLE sak (id bigserial PRIMARY KEY, tittel text)",
        "INSERT INTO sak (tittel) VALUES ('en')",
        "GRANT SELECT, INSERT ON sak TO leser WITH GRANT OPTION",
        "GRANT UPDATE (tittel) ON sak TO leser",
        "GRANT SELECT, DELETE ON sak TO PUBLIC",
        "GRANT CREATE ON SCHEMA public TO leser",
        "GRANT CREATE ON DATABASE arkiv TO leser",
    )
    return server


def test_nobody_but_a_superuser_can_write_and_all_is_given_back(ground: OpenSsh) -> None:
    """Otherwise an archive could be changed by a right that nobody thought of, or stay closed for ever."""
    databases = ground.hosts.on(ground.here).databases
    was = databases.protection(ARCHIVE)
    assert {right.role for right in was.rights} >= {"eier", "leser", ""}
    assert any(right.grantable for right in was.rights)
    assert databases.writers(ARCHIVE) == ("a new connection", "eier", "leser")
    databases.protect(ARCHIVE)
    assert databases.protection(ARCHIVE).rights == ()
    assert databases.writers(ARCHIVE) == ()
    ground.psql("arkiv", "SET ROLE leser", "SELECT * FROM sak")
    databases.put_back(ARCHIVE, was)
    assert databases.protection(ARCHIVE) == was
    ground.psql("arkiv", "SET ROLE leser", "INSERT INTO sak VALUES (9, 'ny')", "UPDATE sak SET tittel = 'x'")


def test_a_setting_of_its_own_is_put_back(ground: OpenSsh) -> None:
    """Otherwise a database that its owner had set would follow the server's setting afterwards."""
    databases = ground.hosts.on(ground.here).databases
    ground.psql("arkiv", "ALTER DATABASE arkiv SET default_transaction_read_only = off")
    was = databases.protection(ARCHIVE)
    assert was.setting == "off"
    databases.protect(ARCHIVE)
    databases.put_back(ARCHIVE, was)
    assert databases.protection(ARCHIVE) == was


@pytest.mark.parametrize(
    ("act", "writer"),
    [
        ("GRANT INSERT ON sak TO leser", "leser"),
        ("GRANT UPDATE (tittel) ON sak TO leser", "leser"),
        ("GRANT CREATE ON SCHEMA public TO leser", "leser"),
        ("ALTER DATABASE arkiv SET default_transaction_read_only = off", "a new connection"),
    ],
)
def test_who_can_write_again_is_named(ground: OpenSsh, act: str, writer: str) -> None:
    """Otherwise verification would believe what was set, and a later opening would not be seen."""
    databases = ground.hosts.on(ground.here).databases
    databases.protect(ARCHIVE)
    ground.psql("arkiv", "SET default_transaction_read_only = off", act)
    assert databases.writers(ARCHIVE) == (writer,)
    assert not databases.protection(ARCHIVE).read_only


def test_a_right_that_only_its_giver_can_give_back_stops_it(ground: OpenSsh) -> None:
    """Otherwise going back would give the right in another's name, and its giver could not take it away."""
    databases = ground.hosts.on(ground.here).databases
    ground.psql("arkiv", "SET ROLE leser", "GRANT INSERT ON sak TO PUBLIC")
    with pytest.raises(ChangedByOthers, match=r"public\.sak"):
        databases.protection(ARCHIVE)
