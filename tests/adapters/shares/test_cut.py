"""A line that is cut while a program on a host is read."""

from typing import cast

import paramiko
import pytest

from flytt.adapters.shares.ssh_shell import SshProcess, SshShell
from flytt.adapters.ssh.connection import Connection
from flytt.adapters.ssh.endpoint import Endpoint, FromAgent
from flytt.migration.errors import Interrupted


class CutChannel:
    """Greets, and fails from then on, as paramiko does when it cannot send that there is room for more."""

    exit_status = -1
    eof_received = False

    def __init__(self, error: Exception) -> None:
        self.error = error
        self.left = b"flytt-process 7\n"

    def settimeout(self, seconds: float) -> None:
        """Wait as long as the caller likes: nothing here waits."""

    def recv(self, size: int) -> bytes:
        """Give the greeting, and then what went wrong."""
        if not self.left:
            raise self.error
        data, self.left = self.left[:size], self.left[size:]
        return data

    def recv_stderr(self, size: int) -> bytes:
        """Fail at once."""
        del size
        raise self.error


class CutConnection(Connection):
    """Whose programs lose their line."""

    def __init__(self, error: Exception) -> None:
        super().__init__("old", Endpoint(address="127.0.0.1", user="flytt"), FromAgent(), None)
        self.error = error

    def start(self, line: str, seconds: float) -> paramiko.Channel:
        """Start what will be cut."""
        del line, seconds
        return cast("paramiko.Channel", CutChannel(self.error))


@pytest.mark.parametrize("error", [EOFError(), OSError("gone"), paramiko.SSHException("gone")])
def test_a_line_cut_while_it_is_read_is_told_as_such(error: Exception) -> None:
    """A cut link would end a night's copy as a fault of Flytt's own, and no run would begin it again."""
    program = SshProcess(SshShell(CutConnection(error)), "Copy", ("cat",), 60)
    with pytest.raises(Interrupted):
        program.read()
