"""The socket that the practice servers share: who broke off is not reported, what is our fault is."""

import socket
from socketserver import BaseRequestHandler

import pytest

from practice.listening import Listener


class Raising(BaseRequestHandler):
    """Ends as it was told."""

    server: Listener[Exception]  # pyright: ignore[reportIncompatibleVariableOverride]

    def handle(self) -> None:
        raise self.server.own


def said(fault: Exception, capsys: pytest.CaptureFixture[str]) -> str:
    """Return what is told of a conversation that ended so."""
    listener = Listener(fault, Raising)
    listener.start()
    try:
        with socket.create_connection(("127.0.0.1", listener.port)) as line:
            assert line.recv(1) == b""  # the other side has ended, and has told before it did
    finally:
        listener.close()
    return capsys.readouterr().err


def test_a_broken_line_is_not_told(capsys: pytest.CaptureFixture[str]) -> None:
    """A rehearsal that practises lost connections would fill the terminal with tracebacks."""
    assert said(ConnectionResetError("gone"), capsys) == ""


def test_a_fault_of_a_practice_server_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """A practice server that is wrong would look like a line that broke."""
    assert "KeyError: 'room'" in said(KeyError("room"), capsys)
