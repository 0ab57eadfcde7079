"""One host's connection: made when needed, used again, never shared with a forked child."""

import contextlib
import logging
import os
import socket
import threading
import weakref
from collections.abc import Callable, Generator
from pathlib import Path

import paramiko

from flytt.adapters.host_errors import failed
from flytt.adapters.ssh.endpoint import Credentials, Endpoint
from flytt.adapters.ssh.host_keys import ExpectedKeys
from flytt.adapters.ssh.sftp import Sftp
from flytt.adapters.ssh.sign_in import keys_of
from flytt.migration.errors import AccessRefused, FlyttError, Interrupted, Remedy, TimedOut, Unreachable

LOG = "flytt.ssh"
logging.getLogger(LOG).addHandler(logging.NullHandler())
_REFUSED_SECONDS = 0.5
CUT = (EOFError, OSError, paramiko.SSHException)
"""What paramiko raises when the line is gone. Reading sends too, that there is room for more."""


class NoMoreSessions(FlyttError):
    """The host lets no more sessions into a connection over which others run. Nothing was sent."""

    remedy = Remedy.TRANSIENT

    def __init__(self, host: str, running: int) -> None:
        self.host = host
        super().__init__(
            f"{host} lets no more sessions into a connection over which {running} run.",
            still_true="Those go on; nothing was sent for this one.",
            next_command=f"copy in fewer streams, or raise MaxSessions of sshd on {host}",
        )


class Connection:
    """Channels to one host. Safe for threads; what is raised says whether anything can have happened."""

    def __init__(
        self, host: str, endpoint: Endpoint, credentials: Credentials, known_hosts: Path | None
    ) -> None:
        self.host = host
        self.endpoint = endpoint
        self._credentials = credentials
        self._known_hosts = known_hosts
        self._lock = threading.RLock()
        self._transport: paramiko.Transport | None = None
        self._channels: weakref.WeakSet[paramiko.Channel] = weakref.WeakSet()
        self._owner = os.getpid()

    def another(self) -> "Connection":
        """Return one more to the same host, not made yet: a line carries no more than its window."""
        return Connection(self.host, self.endpoint, self._credentials, self._known_hosts)

    def close(self) -> None:
        """Close it; the next use opens a new one."""
        with self._lock:
            transport, self._transport = self._transport, None
            if transport is not None and self._owner == os.getpid():
                transport.close()

    def start(self, line: str, seconds: float) -> paramiko.Channel:
        """Begin a command. Unreachable or NoMoreSessions: it was not sent. Interrupted: nobody can know."""
        # A file's name can be bytes that are no text; Python keeps them as surrogates.
        sent = line.encode(errors="surrogateescape")
        return self._begun(line, seconds, lambda channel: channel.exec_command(sent))

    @contextlib.contextmanager
    def sftp(self, attempted: str) -> Generator[Sftp]:
        """Open file transfer. FileNotFoundError passes; all else comes out as one of Flytt's own errors."""
        idle = self.endpoint.limits.idle_seconds
        channel = self._begun("sftp", idle, lambda channel: channel.invoke_subsystem("sftp"))
        channel.settimeout(idle)
        try:
            yield Sftp(channel)
        except FileNotFoundError:
            raise
        except TimeoutError as error:
            raise self.timed_out(attempted, idle) from error
        except (EOFError, paramiko.SSHException) as error:
            raise self.interrupted(attempted) from error
        except OSError as error:
            if channel.closed or channel.eof_received:
                raise self.interrupted(attempted) from error
            raise failed(self.host, attempted, error.strerror or str(error), error.errno or 1) from error
        finally:
            channel.close()

    def interrupted(self, attempted: str) -> Interrupted:
        """Return the error of a connection lost in mid-command."""
        return Interrupted(
            f"The connection to {self.host} was lost while trying to {attempted}.",
            still_true="Whether it took effect is not known until it has been looked at.",
        )

    def timed_out(self, attempted: str, seconds: float) -> TimedOut:
        """Return the error of a command that took too long."""
        return TimedOut(
            f"{self.host} did not finish within {seconds:g} seconds: {attempted}.",
            still_true="It may still be running there; whether it took effect is not known until looked at.",
        )

    def _begun(
        self, what: str, seconds: float, begin: Callable[[paramiko.Channel], None]
    ) -> paramiko.Channel:
        channel = self._session()
        # paramiko waits for the answer without end; closing the channel is what wakes it.
        late = threading.Event()
        timer = threading.Timer(seconds, lambda: (late.set(), channel.close()))
        timer.daemon = True
        timer.start()
        try:
            begin(channel)
        except CUT as error:
            if late.is_set():
                raise self.timed_out(what, seconds) from error
            transport = channel.get_transport()
            transport.join(_REFUSED_SECONDS)
            if transport.is_active():
                raise failed(self.host, what, "the host refuses to begin this", 126) from error
            raise self.interrupted(what) from error
        finally:
            timer.cancel()
        return channel

    def _session(self) -> paramiko.Channel:
        with self._lock:
            if self._owner != os.getpid():
                # The parent still talks on that socket: forget it without a word.
                self._transport, self._owner = None, os.getpid()
                self._channels = weakref.WeakSet()
            for transport in (self._transport, None):
                if transport is not None and not transport.is_active():
                    continue
                self._transport = transport or self._connected()
                try:
                    channel = self._transport.open_session(timeout=self.endpoint.limits.connect_seconds)
                except CUT as error:
                    if self._refused(self._transport, error):
                        raise NoMoreSessions(self.host, self._running()) from error
                    self.close()
                    cause = error
                    if transport is None:
                        raise self._unreachable("did not open a session") from cause
                else:
                    self._channels.add(channel)
                    return channel
        raise self._unreachable("was not connected")

    def _running(self) -> int:
        return sum(not channel.closed for channel in self._channels)

    def _refused(self, transport: paramiko.Transport, error: Exception) -> bool:
        """Tell whether a new connection, the cure of all else, would end what runs over this one."""
        refused = isinstance(error, paramiko.ChannelException) and transport.is_active()
        return refused and self._running() > 0

    def _connected(self) -> paramiko.Transport:
        limits = self.endpoint.limits
        expected = ExpectedKeys(self.host, self.endpoint, self._known_hosts)
        keys = keys_of(self._credentials)
        try:
            sock = socket.create_connection(
                (self.endpoint.address, self.endpoint.port), limits.connect_seconds
            )
        except OSError as error:
            raise self._unreachable(error.strerror or "did not answer in time") from error
        # Small questions and answers: waiting to fill a packet costs 40 ms each time.
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, round(limits.idle_seconds * 1000))
        try:
            transport = paramiko.Transport(sock)
        except CUT as error:
            sock.close()
            raise self._unreachable("closed the connection") from error
        try:
            self._introduce(transport, expected, keys)
        except BaseException:
            transport.close()
            raise
        return transport

    def _introduce(
        self, transport: paramiko.Transport, expected: ExpectedKeys, keys: tuple[paramiko.PKey, ...]
    ) -> None:
        limits = self.endpoint.limits
        transport.set_log_channel(LOG)
        transport.banner_timeout = limits.connect_seconds
        transport.auth_timeout = limits.sign_in_seconds
        transport.handshake_timeout = limits.connect_seconds
        options = transport.get_security_options()
        options.key_types = expected.preferred(tuple(options.key_types))
        try:
            transport.start_client(timeout=limits.connect_seconds)
            shown = transport.get_remote_server_key()
        except CUT as error:
            raise self._unreachable("did not complete the SSH greeting") from error
        expected.check(shown)
        for key in keys:
            try:
                transport.auth_publickey(self.endpoint.user, key)
                break
            except paramiko.AuthenticationException as error:
                if not transport.is_active():
                    raise self._unreachable("closed the connection at sign-in") from error
            except CUT as error:
                raise self._unreachable("closed the connection at sign-in") from error
        if not transport.is_authenticated():
            raise AccessRefused(
                f"{self.host} does not let {self.endpoint.user} in with the key given.",
                still_true="Nothing was done there.",
                next_command=f"see that {self.endpoint.user}@{self.host} has Flytt's public key",
            )
        transport.set_keepalive(limits.keepalive_seconds)

    def _unreachable(self, why: str) -> Unreachable:
        return Unreachable(
            f"{self.host} ({self.endpoint.address} port {self.endpoint.port}) cannot be reached: {why}.",
            still_true="Nothing was sent to it.",
        )
