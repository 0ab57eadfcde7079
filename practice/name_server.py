"""The name server of the practice municipality: UDP and TCP on loopback, changes only when signed (TSIG)."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import struct
import threading
import time
from typing import cast

import dns.exception
import dns.flags
import dns.message
import dns.opcode
import dns.rcode
import dns.tsig
import dns.update
from dns.rdataclass import RdataClass
from dns.rdatatype import RdataType

from practice.faults import Effects
from practice.zone import Zone

__all__ = ["NameServer"]

_LARGEST_DATAGRAM_BYTES = 65_535
_HEADER_BYTES = 12


class NameServer:
    """Answers for one zone until it is closed."""

    def __init__(self, zone: Zone, key: dns.tsig.Key, port: int, effects: Effects) -> None:
        self._zone = zone
        self._key = key
        self._keys = {key.name: key}
        self._effects = effects
        self._udp = _Udp(port, self)
        try:
            self._tcp = _Tcp(port, self)
        except OSError:
            self._udp.server_close()
            raise
        self._servers: tuple[socketserver.BaseServer, ...] = (self._udp, self._tcp)
        for server in self._servers:
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self) -> None:
        """Answer no longer."""
        for server in self._servers:
            server.shutdown()
            server.server_close()

    def answer(self, wire: bytes, *, largest_bytes: int) -> bytes | None:
        """The reply to one message; nothing for what cannot even be refused."""
        try:
            query = dns.message.from_wire(wire, keyring=self._keys)
        except dns.exception.DNSException as error:
            return self._refusal(wire, error)
        if query.flags & dns.flags.QR:
            return None
        reply = self._reply(query)
        try:
            return reply.to_wire(max_size=largest_bytes)
        except dns.exception.TooBig:
            reply.answer.clear()
            reply.flags |= dns.flags.TC
            return reply.to_wire()

    def _reply(self, query: dns.message.Message) -> dns.message.Message:
        reply = dns.message.make_response(query)
        if isinstance(query, dns.update.UpdateMessage):
            reply.set_rcode(self._update(query))
        elif query.opcode() != dns.opcode.QUERY or len(query.question) != 1:
            reply.set_rcode(dns.rcode.NOTIMP)
        else:
            self._ask(query, reply)
        return reply

    def _update(self, query: dns.update.UpdateMessage) -> dns.rcode.Rcode:
        if not query.had_tsig:
            return dns.rcode.REFUSED
        code, changed = self._zone.update(query)
        if changed:
            self._effects.count("dns", "; ".join(rrset.to_text() for rrset in query.update))
        return code

    def _refusal(self, wire: bytes, error: dns.exception.DNSException) -> bytes | None:
        """The header alone, sent back with an error: enough for a caller to see why."""
        if len(wire) < _HEADER_BYTES:
            return None
        bad = dns.rcode.BADTIME if isinstance(error, dns.tsig.BadTime) else dns.rcode.BADSIG
        why = (
            self._unsigned(wire, bad) if isinstance(error, dns.tsig.BadSignature | dns.tsig.BadTime) else b""
        )
        is_key = why or isinstance(error, dns.message.UnknownTSIGKey | dns.tsig.PeerError)
        code = dns.rcode.NOTAUTH if is_key else dns.rcode.FORMERR
        (flags,) = struct.unpack("!H", wire[2:4])
        counts = bytes(7) + bytes([bool(why)])
        return wire[:2] + struct.pack("!H", (flags & 0x7800) | dns.flags.QR | code) + counts + why

    def _unsigned(self, wire: bytes, error: dns.rcode.Rcode) -> bytes:
        """The TSIG record that says why a signature was not accepted (RFC 8945, 5.3.2), not signed itself."""
        now, (number,) = int(time.time()), struct.unpack("!H", wire[:2])
        rest = struct.pack("!HIHHHHH", now >> 32, now & 0xFFFFFFFF, 300, 0, number, error, 0)
        name, algorithm = (part.to_digestable() for part in (self._key.name, self._key.algorithm))
        length = len(algorithm) + len(rest)
        return name + struct.pack("!HHIH", RdataType.TSIG, RdataClass.ANY, 0, length) + algorithm + rest

    def _ask(self, query: dns.message.Message, reply: dns.message.Message) -> None:
        question = query.question[0]
        code, found = self._zone.find(question.name, question.rdtype)
        reply.set_rcode(code)
        if code != dns.rcode.REFUSED:
            reply.flags |= dns.flags.AA
        reply.answer.extend(found)
        if not found and code != dns.rcode.REFUSED:
            reply.authority.append(self._zone.soa())


class _Datagram(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        wire, sock = cast("tuple[bytes, socket.socket]", self.request)
        answer = cast("_Udp", self.server).owner.answer(wire, largest_bytes=_LARGEST_DATAGRAM_BYTES)
        if answer is not None:
            sock.sendto(answer, self.client_address)


class _Conversation(socketserver.StreamRequestHandler):
    timeout = 10

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            while len(head := self.rfile.read(2)) == 2:  # noqa: PLR2004
                (length,) = struct.unpack("!H", head)
                answer = cast("_Tcp", self.server).owner.answer(
                    self.rfile.read(length), largest_bytes=_LARGEST_DATAGRAM_BYTES
                )
                if answer is None:
                    return
                self.wfile.write(struct.pack("!H", len(answer)) + answer)


class _Udp(socketserver.ThreadingUDPServer):
    daemon_threads = True
    max_packet_size = _LARGEST_DATAGRAM_BYTES

    def __init__(self, port: int, owner: NameServer) -> None:
        self.owner = owner
        super().__init__(("127.0.0.1", port), _Datagram)


class _Tcp(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    address_family = socket.AF_INET

    def __init__(self, port: int, owner: NameServer) -> None:
        self.owner = owner
        super().__init__(("127.0.0.1", port), _Conversation)
