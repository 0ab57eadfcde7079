"""Documents of the practice municipality and their twin; and servers that misbehave."""

import json
import threading
from collections.abc import Generator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from pydantic import SecretStr

from flytt.adapters.documents.http import HttpDocuments
from flytt.adapters.documents.memory import MemoryDocuments
from flytt.migration.errors import (
    BadInput,
    ChangedByOthers,
    CommandFailed,
    FlyttError,
    Interrupted,
    NotFound,
    TimedOut,
    Unreachable,
)
from flytt.migration.ports import Documents
from flytt.migration.record import Json
from practice import running
from practice.world import World
from tests.postgres import free_port

NAME = "hub/svarut"
OLD: dict[str, Json] = {"route": {"host": "gammel"}, "count": 12}
NEW: dict[str, Json] = {"route": {"host": "ny"}, "count": 12, "sted": "Bud ✓"}
TOKEN = SecretStr("hush-hush")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Generator[tuple[str, SecretStr]]:
    """A running practice municipality's address and token."""
    world = World.model_validate({"seed": 1, "hosts": {}, "documents": {NAME: OLD}})
    with running.start(world, tmp_path_factory.mktemp("town")) as town:
        http = town.addresses.http
        yield f"{http.base}/documents", SecretStr(http.token_file.read_text())


@pytest.fixture(params=["memory", "practice"])
def documents(request: pytest.FixtureRequest) -> Generator[Documents]:
    """A place with one document in it, as it was at first."""
    if request.param == "memory":
        yield MemoryDocuments({NAME: OLD})
        return
    address, token = request.getfixturevalue("base")
    made = HttpDocuments(address, token)
    yield made
    made.write(NAME, OLD, version=made.read(NAME).version)
    made.close()


def test_a_document_is_read_changed_and_read_again(documents: Documents) -> None:
    """If a write did not stick, a vendor's system would still point to the old side."""
    before = documents.read(NAME)
    assert before.value == OLD
    written = documents.write(NAME, NEW, version=before.version)
    assert written == documents.read(NAME)
    assert written.value == NEW
    assert written.version != before.version


def test_what_others_changed_is_left_alone(documents: Documents) -> None:
    """If it were overwritten, the vendor's own change would be lost."""
    before = documents.read(NAME)
    others = documents.write(NAME, {"changed": "by others"}, version=before.version)
    with pytest.raises(ChangedByOthers):
        documents.write(NAME, NEW, version=before.version)
    assert documents.read(NAME) == others


def test_a_write_repeated_is_success(documents: Documents) -> None:
    """If repeating failed, a move could not be resumed after its answer was lost."""
    before = documents.read(NAME)
    first = documents.write(NAME, NEW, version=before.version)
    assert documents.write(NAME, NEW, version=before.version) == first


def test_an_absent_document_is_not_found(documents: Documents) -> None:
    """If it were made, Flytt would create settings that nobody planned."""
    with pytest.raises(NotFound):
        documents.read("hub/absent")
    with pytest.raises(NotFound):
        documents.write("hub/absent", NEW, version='"x"')


def test_the_twin_counts_what_really_changed() -> None:
    """If the twin counted repeats, sweeps would see effects that are none."""
    twin = MemoryDocuments({NAME: OLD})
    version = twin.read(NAME).version
    for _ in range(2):
        twin.write(NAME, NEW, version=version)
    assert twin.effects == {("write", NAME): 1}
    assert twin.snapshot() == {NAME: NEW}


def test_a_wrong_token_is_a_refusal_and_unsaid(base: tuple[str, SecretStr]) -> None:
    """If it looked like an outage, Flytt would try again for ever; if quoted, it would be in logs."""
    with pytest.raises(CommandFailed, match="would not") as told:
        HttpDocuments(base[0], TOKEN).read(NAME)
    assert told.value.exit_status == 401
    assert "hush" not in str(told.value)


def test_an_absent_server_is_unreachable() -> None:
    """If a write that was never sent were called unknown, people would look for what cannot be."""
    nobody = HttpDocuments(f"http://127.0.0.1:{free_port()}", TOKEN)
    with pytest.raises(Unreachable):
        nobody.read(NAME)
    with pytest.raises(Unreachable):
        nobody.write(NAME, NEW, version='"1"')


def test_an_address_that_is_none_is_bad_input() -> None:
    """If it came up in the middle of a window, the evening would be lost."""
    with pytest.raises(BadInput):
        HttpDocuments("ftp://somewhere", TOKEN)


class Odd(BaseHTTPRequestHandler):
    """Does what its server's `mode` says, and notes what it was asked."""

    protocol_version = "HTTP/1.1"

    @property
    def odd(self) -> "OddServer":
        """The server, as what it is."""
        assert isinstance(self.server, OddServer)
        return self.server

    def do_GET(self) -> None:
        """Answer a reading."""
        mode = self.odd.mode
        self.odd.asked.append(self.headers.get("Authorization"))
        if mode == "redirect":
            self._say(302, b"", Location=f"http://127.0.0.1:{self.odd.server_port}/elsewhere")
        elif mode == "fails":
            self._say(503, b"")
        elif mode == "large":
            self._say(200, json.dumps({"a": "x" * 6_000_000}).encode(), ETag='"1"')
        elif mode == "weak":
            self._say(200, b"{}", ETag='W/"1"')
        elif mode == "page":
            self._say(200, b"<html>Sign in</html>", ETag='"1"')
        else:
            self._say(200, json.dumps(OLD).encode(), ETag='"1"')

    def do_PUT(self) -> None:
        """Answer a writing."""
        mode = self.odd.mode
        self.rfile.read(int(self.headers["Content-Length"]))
        if mode == "cut":
            self.close_connection = True
        elif mode == "slow":
            self.odd.release.wait(120)
            self.close_connection = True
        elif mode == "fails":
            self._say(500, b"")
        else:
            self._say(204, b"")

    def _say(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base's
        """Say nothing."""


class OddServer(ThreadingHTTPServer):
    """A server whose behaviour a test chooses."""

    daemon_threads = True

    def __init__(self) -> None:
        self.mode = ""
        self.asked: list[str | None] = []
        self.release = threading.Event()
        super().__init__(("127.0.0.1", 0), Odd)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of callers that hang up."""


@pytest.fixture
def odd() -> Generator[OddServer]:
    """A server that misbehaves as told."""
    server = OddServer()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield server
    server.release.set()
    server.shutdown()
    server.server_close()


READINGS: dict[str, type[FlyttError]] = {
    "redirect": CommandFailed,
    "fails": Unreachable,
    "large": CommandFailed,
    "weak": CommandFailed,
    "page": CommandFailed,
}


@pytest.mark.parametrize("mode", READINGS)
def test_a_reading_that_is_no_document_is_never_taken_for_one(odd: OddServer, mode: str) -> None:
    """If a sign-in page or an error were read as settings, unknown would have become empty."""
    odd.mode = mode
    with pytest.raises(READINGS[mode]):
        HttpDocuments(f"http://127.0.0.1:{odd.server_port}", TOKEN).read(NAME)
    assert len(odd.asked) == 1


WRITINGS: dict[str, type[FlyttError]] = {"cut": Interrupted, "slow": TimedOut, "fails": Interrupted}


@pytest.mark.parametrize("mode", WRITINGS)
def test_a_write_without_an_answer_is_unknown(odd: OddServer, mode: str) -> None:
    """If it were called failed, one that took effect would be taken for not done."""
    odd.mode = mode
    documents = HttpDocuments(
        f"http://127.0.0.1:{odd.server_port}", TOKEN, timeout_seconds=0.5 if mode == "slow" else 60
    )
    with pytest.raises(WRITINGS[mode]):
        documents.write(NAME, NEW, version='"1"')


def test_a_write_that_says_yes_and_does_nothing_is_found_out(odd: OddServer) -> None:
    """If a vendor's polite answer were believed, the old route would stay in use unseen."""
    with pytest.raises(ChangedByOthers, match="says something else"):
        HttpDocuments(f"http://127.0.0.1:{odd.server_port}", TOKEN).write(NAME, NEW, version='"1"')


def test_the_environment_neither_diverts_nor_replaces_the_token(
    odd: OddServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """If it did, the token would go to a proxy, or a password from .netrc in its place."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login a password b\n")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    HttpDocuments(f"http://127.0.0.1:{odd.server_port}", TOKEN).read(NAME)
    assert odd.asked == ["Bearer hush-hush"]
