"""A mail server that takes mail for the practice domain alone, keeps it, and delivers it to nobody."""

from __future__ import annotations

import contextlib
import socketserver
import ssl
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

from practice.listening import Listener

__all__ = ["Fault", "Kept", "MailServer"]

Fault: TypeAlias = Literal["connect", "rcpt", "before-data", "in-data", "after-data", "busy", "no"]
"""Where it breaks off, or what it answers: `busy` 451 and `no` 554 to the whole mail."""
ZONE = ".practice"
_LONGEST_LINE, _LONGEST_MAIL = 4096, 10_000_000


@dataclass(frozen=True)
class Kept:
    """One mail as it was handed in."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes
    encrypted: bool


@dataclass
class _Envelope:
    sender: str = ""
    recipients: list[str] = field(default_factory=list[str])


class MailServer:
    """Listens on loopback until it is closed. `faults` happen to the next mails, one each."""

    def __init__(self, certificate: Path | None, port: int = 0, *, keep_in: Path | None = None) -> None:
        self.kept: list[Kept] = []
        self.faults: list[Fault] = []
        self.directory = keep_in
        self.lock = threading.Lock()
        self.tls: ssl.SSLContext | None = None
        if certificate is not None:
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.tls.load_cert_chain(certificate)
        self._server = Listener(self, _Conversation, port)
        self.port = self._server.port
        self._server.start()

    def close(self) -> None:
        """Take no more."""
        self._server.close()

    def keep(self, mail: Kept) -> None:
        """Keep a mail; also as a file where there is a folder for it."""
        with self.lock:
            self.kept.append(mail)
            number = len(self.kept)
        if self.directory is not None:
            self.directory.mkdir(parents=True, exist_ok=True)
            head = f"X-Practice-To: {', '.join(mail.recipients)}\r\n".encode()
            (self.directory / f"{number:05}.eml").write_bytes(head + mail.content)

    def fault(self) -> Fault | None:
        """The next fault, once."""
        with self.lock:
            return self.faults.pop(0) if self.faults else None


class _Conversation(socketserver.StreamRequestHandler):
    timeout = 120
    server: Listener[MailServer]  # pyright: ignore[reportIncompatibleVariableOverride]

    def handle(self) -> None:
        """Talk until QUIT or until the line breaks."""
        self._fault = self.server.own.fault()
        self._encrypted, self._envelope = False, _Envelope()
        if self._fault == "connect":
            return
        self._say("220 post.practice ESMTP, and nothing leaves this machine")
        with contextlib.suppress(OSError, ValueError):
            while line := self.rfile.readline(_LONGEST_LINE):
                words = line.decode("ascii", "replace").strip()
                if not self._answer(words.partition(" ")[0].upper(), words):
                    return

    def _answer(self, verb: str, words: str) -> bool:  # noqa: PLR0911 - a line for each word of the protocol
        match verb:
            case "EHLO" | "HELO":
                return self._hello()
            case "STARTTLS":
                return self._start_tls()
            case "AUTH":
                return self._say("235 2.7.0 anybody may be anybody here")
            case "MAIL":
                self._envelope = _Envelope(sender=_address(words))
                return self._say(
                    "250 2.1.0 ok" if self._encrypted or self.server.own.tls is None else "530 STARTTLS first"
                )
            case "RCPT":
                return self._recipient(_address(words))
            case "DATA":
                return self._data()
            case "QUIT":
                self._say("221 2.0.0 goodbye")
                return False
            case _:
                return self._say("250 2.0.0 ok" if verb in {"NOOP", "RSET"} else "502 5.5.1 not here")

    def _hello(self) -> bool:
        offers = ["post.practice", "8BITMIME"]
        if self.server.own.tls is not None:
            offers += ["AUTH PLAIN LOGIN"] if self._encrypted else ["STARTTLS"]
        for offer in offers[:-1]:
            self._say(f"250-{offer}")
        return self._say(f"250 {offers[-1]}")

    def _start_tls(self) -> bool:
        tls = self.server.own.tls
        if tls is None:
            return self._say("502 5.5.1 not here")
        self._say("220 2.0.0 go on")
        self.request = tls.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", 0)
        self._encrypted = True
        return True

    def _recipient(self, address: str) -> bool:
        if self._fault == "rcpt":
            return False
        if not address.lower().endswith(ZONE):
            return self._say("550 5.7.1 only addresses of the practice world are taken here")
        if address.startswith("ukjent"):
            return self._say("550 5.1.1 nobody has this address")
        self._envelope.recipients.append(address)
        return self._say("250 2.1.5 ok")

    def _data(self) -> bool:  # noqa: PLR0911 - and one for each place where it may break off
        if self._fault == "before-data":
            return False
        if not self._envelope.recipients:
            return self._say("503 5.5.1 to whom?")
        self._say("354 end with a dot on a line of its own")
        if self._fault == "in-data":
            return False
        content = bytearray()
        while (line := self.rfile.readline(_LONGEST_MAIL)) and line != b".\r\n":
            content += line[1:] if line.startswith(b".") else line
        if not line:
            return False
        if self._fault == "busy":
            return self._say("451 4.3.0 later")
        if self._fault == "no":
            return self._say("554 5.7.0 not this one")
        envelope = self._envelope
        self.server.own.keep(
            Kept(envelope.sender, tuple(envelope.recipients), bytes(content), self._encrypted)
        )
        if self._fault == "after-data":
            return False
        return self._say("250 2.0.0 kept")

    def _say(self, line: str) -> bool:
        self.wfile.write(f"{line}\r\n".encode())
        return True


def _address(words: str) -> str:
    return words.partition("<")[2].partition(">")[0]
