"""One question to one name server: over UDP first, over TCP when that is too small or stays silent."""

from contextlib import suppress

import dns.exception
import dns.message
import dns.query
import dns.tsig

from flytt.migration.errors import CommandFailed, Unreachable

_NOT_OURS = (dns.tsig.PeerError, dns.tsig.BadSignature, dns.tsig.BadTime, dns.message.UnknownTSIGKey)


class Exchange:
    """The way to one server. What is sent may be sent twice, so it must be safe to repeat."""

    def __init__(self, address: str, port: int, timeout_seconds: float) -> None:
        self._address = address
        self._port = port
        self._timeout_seconds = timeout_seconds

    @property
    def place(self) -> str:
        """The server, for sentences."""
        return f"The name server {self._address}:{self._port}"

    def ask(self, message: dns.message.Message) -> dns.message.Message:
        """Return the answer. Unreachable without one, CommandFailed when the signatures do not fit."""
        where, port, timeout = self._address, self._port, self._timeout_seconds
        try:
            with suppress(dns.message.Truncated, dns.exception.Timeout):
                return dns.query.udp(
                    message, where, timeout, port, raise_on_truncation=True, ignore_unexpected=True
                )
            return dns.query.tcp(message, where, timeout, port)
        except _NOT_OURS as cause:
            raise CommandFailed(
                f"{self.place} and Flytt do not accept each other's signatures.",
                exit_status=9,
                stderr=f"{type(cause).__name__}: compare the TSIG keys, and the clocks",
            ) from cause
        except (OSError, EOFError, dns.exception.DNSException) as cause:
            raise Unreachable(
                f"{self.place} gave no answer within {timeout:.0f} seconds.",
                still_true="What it holds now is not known.",
                next_command="flytt resume, when it answers",
            ) from cause
