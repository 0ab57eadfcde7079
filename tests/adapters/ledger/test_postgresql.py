"""A ledger whose server goes away: nothing is lost, nothing is written twice, and the sentence says which."""

import socket
import threading
from collections.abc import Generator
from contextlib import suppress

import psycopg
import pytest

from flytt.adapters.ledger import open_store
from flytt.adapters.ledger.postgresql import PostgresqlSession
from flytt.migration.errors import BadInput, Interrupted, Unreachable
from tests.adapters.ledger.rows import events, fill
from tests.postgres import Postgres, free_port

pytestmark = pytest.mark.server("postgres", "initdb")


class Cutter:
    """Stands between client and server. When armed, it passes the next COMMIT on and swallows the answer."""

    def __init__(self, server_port: int) -> None:
        self._server_port = server_port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self.armed = False
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._server_port))
                cut = threading.Event()
                for source, target, watched in ((client, server, True), (server, client, False)):
                    threading.Thread(
                        target=self._pass_on,
                        args=(source, target, cut),
                        kwargs={"watched": watched},
                        daemon=True,
                    ).start()

    def _pass_on(
        self, source: socket.socket, target: socket.socket, cut: threading.Event, *, watched: bool
    ) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if watched and self.armed and b"COMMIT" in data:
                    self.armed = False
                    cut.set()
                if cut.is_set() and not watched:
                    break  # the server has answered the commit; the client never hears it
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@pytest.fixture
def cutter(postgres: Postgres) -> Generator[Cutter]:
    """A way to the server that can be cut."""
    standing = Cutter(postgres.port)
    yield standing
    standing.close()


def test_a_commit_whose_answer_is_lost_is_unknown_and_repeating_it_tells(
    postgres: Postgres, cutter: Cutter
) -> None:
    """If it were taken for failed, the event would be written twice; if for done, perhaps never."""
    url = postgres.database()
    store = open_store(url.replace(str(postgres.port), str(cutter.port)), "practice")
    first, second, third = events(3)
    assert store.append(first)
    cutter.armed = True
    with pytest.raises(Interrupted):
        store.append(second)
    assert store.append(second)
    assert store.append(third)
    assert list(store.rows()) == [first, second, third]
    store.close()


def test_a_connection_lost_while_idle_comes_back_by_itself(postgres: Postgres) -> None:
    """If a server restarted at night stopped the move, somebody would be woken for nothing."""
    url = postgres.database()
    store = open_store(url, "practice")
    rows = fill(store, 2)
    with psycopg.connect(url, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'flytt' AND datname = current_database()"
        )
    assert list(store.rows()) == rows
    store.close()


def test_an_absent_server_is_unreachable_and_its_password_unsaid() -> None:
    """If the sentence held the address, the password would be in every log."""
    with pytest.raises(Unreachable) as told:
        open_store(f"postgresql://flytt:hush-hush@127.0.0.1:{free_port()}/ledger", "practice")
    assert "hush" not in str(told.value)


@pytest.mark.parametrize("wrong", ["password", "database"])
def test_a_wrong_password_or_database_is_bad_input(postgres: Postgres, wrong: str) -> None:
    """If it were called transient, Flytt would try again for ever instead of saying what to correct."""
    url = {
        "password": postgres.url("postgres").replace("practice", "hush-hush"),
        "database": postgres.url("absent"),
    }[wrong]
    with pytest.raises(BadInput, match="knows no such user, password or database") as told:
        open_store(url, "practice")
    assert "hush" not in str(told.value)


def test_the_table_of_events_cannot_be_emptied(postgres: Postgres) -> None:
    """If TRUNCATE got past the row triggers, a whole ledger could vanish."""
    url = postgres.database()
    store = open_store(url, "practice")
    rows = fill(store, 2)
    with psycopg.connect(url) as connection, pytest.raises(psycopg.errors.RaiseException):
        connection.execute("TRUNCATE ledger_events")
    assert list(store.rows()) == rows
    store.close()


def test_commits_are_durable_whatever_the_server_is_set_to(postgres: Postgres) -> None:
    """If a server with synchronous_commit off were believed, a power cut would take events acted on."""
    url = postgres.database()
    with psycopg.connect(url, autocommit=True) as connection:
        name = connection.info.dbname
        connection.execute(f"ALTER DATABASE {name} SET synchronous_commit = off".encode())

    session = PostgresqlSession(url)
    assert session.read(lambda statements: statements.rows("SHOW synchronous_commit")) == [("on",)]
    session.close()
