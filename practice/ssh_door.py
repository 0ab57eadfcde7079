"""Who may come in to a practice host over SSH, and how a command is run for them."""

from __future__ import annotations

import contextlib
import hmac
import shlex
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import paramiko
from paramiko.common import (
    AUTH_FAILED,
    AUTH_SUCCESSFUL,
    OPEN_FAILED_ADMINISTRATIVELY_PROHIBITED,
    OPEN_SUCCEEDED,
)

from practice.commands import Call, Outcome, run, words
from practice.faults import Effects, Fault, Faults
from practice.machine import Machine

__all__ = ["USER", "Door", "Line", "Site"]

USER = "flytt"
_LONGEST_REPLY_SECONDS = 0.2
_TICK_SECONDS = 0.02


@dataclass(frozen=True)
class Site:
    """What every connection to one host shares."""

    machine: Machine
    client_key: paramiko.PKey
    faults: Faults
    effects: Effects
    stopping: threading.Event


class Line(paramiko.Transport):
    """One connection. It tells when the reply to a request has been sent.

    A command must not answer, and above all not end, before the caller has been told that it began;
    paramiko's server only offers the moment before that reply.
    """

    def __init__(self, sock: socket.socket) -> None:
        super().__init__(sock)
        self._unanswered: list[threading.Event] = []
        self.socket = sock

    def after_reply(self) -> threading.Event:
        """An event that is set once the request now being looked at is answered."""
        answered = threading.Event()
        self._unanswered.append(answered)
        return answered

    def _send_user_message(self, data: paramiko.Message) -> None:
        super()._send_user_message(data)  # type: ignore[misc]
        if threading.current_thread() is self:
            while self._unanswered:
                self._unanswered.pop().set()

    def cut(self) -> None:
        """End the connection as a pulled cable does: no farewell."""
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.close()


class Door(paramiko.ServerInterface):
    """Lets in one user with one key, and runs commands and file transfer, nothing else."""

    def __init__(self, site: Site, line: Line) -> None:
        self.site = site
        self.line = line

    def get_allowed_auths(self, username: str) -> str:  # noqa: ARG002
        """Keys only."""
        return "publickey"

    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:
        """The user and the key must be the right ones."""
        known = hmac.compare_digest(key.asbytes(), self.site.client_key.asbytes())
        return AUTH_SUCCESSFUL if known and username == USER else AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:  # noqa: ARG002
        """Sessions only: no forwarding."""
        return OPEN_SUCCEEDED if kind == "session" else OPEN_FAILED_ADMINISTRATIVELY_PROHIBITED

    def check_channel_exec_request(self, channel: paramiko.Channel, command: bytes) -> bool:
        """Begin a command, unless a fault refuses it."""
        argv = words(command.decode(errors="surrogateescape"))
        fault = self.site.faults.take(self.site.machine.id, argv[0])
        if fault is not None and fault.kind == "refuse":
            return False
        threading.Thread(
            target=self._run,
            args=(channel, argv, fault, self.line.after_reply()),
            name=f"ssh {argv[0]}",
            daemon=True,
        ).start()
        return True

    def around(
        self, command: str, what: str, do: Callable[[], Outcome], fault: Fault | None
    ) -> Outcome | None:
        """Do something with a fault around it, count it if it changed the world. None: the line is cut."""
        if fault is not None and fault.kind == "drop-before-command":
            self.line.cut()
            return None
        if fault is not None and fault.kind == "exit":
            return Outcome(fault.code)
        if fault is not None and fault.kind == "delay":
            end, cleared = time.monotonic() + fault.seconds, self.site.faults.clearings
            while time.monotonic() < end and cleared == self.site.faults.clearings:
                if self.site.stopping.wait(_TICK_SECONDS):
                    break
        outcome = do()
        if outcome.changed:
            self.site.effects.count(self.site.machine.id, what or command)
        if fault is not None and fault.kind == "drop-after-command":
            self.line.cut()
            return None
        return outcome

    def _run(
        self, channel: paramiko.Channel, argv: tuple[str, ...], fault: Fault | None, answered: threading.Event
    ) -> None:
        answered.wait(_LONGEST_REPLY_SECONDS)
        call = Call(
            machine=self.site.machine,
            argv=argv,
            take=channel.recv,
            out=partial(_send, channel.sendall),
            err=partial(_send, channel.sendall_stderr),
            gone=lambda: channel.closed or not self.line.is_active(),
            stopping=self.site.stopping.is_set,
        )
        with contextlib.suppress(OSError, EOFError, paramiko.SSHException), contextlib.closing(channel):
            outcome = self.around(argv[0], shlex.join(argv), lambda: run(call), fault)
            if outcome is not None:
                channel.send_exit_status(outcome.code)


def _send(send: Callable[[bytes], object], data: bytes) -> None:
    try:
        send(data)
    except OSError as error:
        raise BrokenPipeError from error
