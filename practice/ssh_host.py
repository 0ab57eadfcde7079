"""A practice host's SSH server: listens on loopback, one thread for each connection."""

from __future__ import annotations

import contextlib
import logging
import socket
import threading

import paramiko

from practice.sftp import SftpFiles
from practice.ssh_door import Door, Line, Site

__all__ = ["SshHost"]

_LOG = logging.getLogger("practice.ssh")
_LOG.addHandler(logging.NullHandler())
_LOG.propagate = False


class SshHost:
    """Serves one site on one port until it is closed."""

    def __init__(self, site: Site, port: int, host_key: paramiko.PKey) -> None:
        self._site = site
        self._host_key = host_key
        self._lines: set[Line] = set()
        self._lock = threading.Lock()
        self._socket = socket.create_server(("127.0.0.1", port), backlog=128)
        self._thread = threading.Thread(target=self._accept, name=f"ssh {site.machine.id}", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Take no more connections and cut those that are open."""
        self._site.stopping.set()
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits in accept
        self._socket.close()
        with self._lock:
            lines = [*self._lines]
        for line in lines:
            line.cut()
        self._thread.join(2)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(
                target=self._serve, args=(connection,), name="ssh connection", daemon=True
            ).start()

    def _serve(self, connection: socket.socket) -> None:
        if self._site.faults.take(self._site.machine.id, "connect", kinds={"refuse"}) is not None:
            connection.close()
            return
        # Answers are several small packets: without this each waits until the caller acknowledges the last.
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line = Line(connection)
        line.set_log_channel("practice.ssh")
        line.add_server_key(self._host_key)
        line.set_subsystem_handler("sftp", paramiko.SFTPServer, SftpFiles)
        with self._lock:
            self._lines = {known for known in self._lines if known.is_active()} | {line}
        try:
            line.start_server(server=Door(self._site, line))
        except (paramiko.SSHException, EOFError, OSError):
            line.cut()
        if self._site.stopping.is_set():
            line.cut()
