"""The practice post for the tests of channels."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from practice.graph.certificates import server_certificate
from practice.graph.estate import Plan
from practice.graph.running import RunningGraph, start_graph
from practice.post.mail_server import MailServer
from practice.post.webhook import Webhook
from tests.adapters.sending.stage import hang_up


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The authority to trust, and a certificate of it."""
    return server_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def mail_server(certificates: tuple[Path, Path]) -> Iterator[MailServer]:
    """A mail server with STARTTLS."""
    server = MailServer(certificates[1])
    yield server
    server.close()


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    """A workflow's webhook."""
    hook = Webhook()
    yield hook
    hook.close()


@pytest.fixture(scope="session")
def shared_graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningGraph]:
    """Two small tenants."""
    with start_graph(Plan(people=4, people_there=2, files=0), tmp_path_factory.mktemp("graph")) as running:
        yield running


@pytest.fixture
def graph(shared_graph: RunningGraph) -> Iterator[RunningGraph]:
    """The shared one, calm and empty afterwards."""
    yield shared_graph
    hang_up()
    shared_graph.service.mailboxes.forget()
    shared_graph.service.sites.forget()
    shared_graph.service.faults.clear()
