"""Names in one zone, at the server that answers for it."""

import base64
from typing import NoReturn, cast

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rrset
import dns.tsig
import dns.update
from dns.rdataclass import RdataClass
from dns.rdatatype import RdataType
from dns.rdtypes.ANY.CNAME import CNAME
from dns.rdtypes.ANY.TXT import TXT
from pydantic import SecretStr

from flytt.adapters.dns.exchange import Exchange
from flytt.migration.errors import (
    BadInput,
    ChangedByOthers,
    CommandFailed,
    FlyttError,
    Interrupted,
    Unreachable,
)
from flytt.migration.record import Record
from flytt.migration.zone import RecordKind, Rrset

_DEFAULT_TTL_SECONDS = 300
_UNMET = frozenset({dns.rcode.NXRRSET, dns.rcode.NXDOMAIN, dns.rcode.YXRRSET, dns.rcode.YXDOMAIN})


class Key(Record):
    """What updates are signed with: the TSIG key's name, its secret in base64, and its algorithm."""

    name: str
    secret: SecretStr
    algorithm: str = "hmac-sha256"


class ZoneNames:
    """Aliases of one zone. `address` is the authoritative server's own: nothing between may remember answers.

    Without a key it can be looked up in, not changed. BadInput when the zone or the key cannot be one.
    """

    def __init__(
        self, address: str, zone: str, *, port: int = 53, key: Key | None = None, timeout_seconds: float = 5.0
    ) -> None:
        self._exchange = Exchange(address, port, timeout_seconds)
        try:
            self._zone = dns.name.from_text(zone)
            self._key = _signing(key) if key else None
        except (ValueError, dns.exception.DNSException):
            raise BadInput(  # the cause could show the secret
                f"The zone {zone!a} or its TSIG key is not written as DNS writes them.",
                still_true="Nothing was touched.",
                next_command="give the zone as example.no, and the key's secret in base64",
            ) from None

    def lookup(self, alias: str) -> str | None:
        """Return the name that an alias points to: a label within the zone, or a whole name outside it.

        None when there is no such alias. Unreachable when the server did not say.
        """
        return self._read(alias)[0]

    def switch(self, alias: str, *, expected: str, target: str) -> None:
        """Point an alias elsewhere if it still points to `expected`, keeping its time to live.

        The server compares and changes in one go. ChangedByOthers when it points to neither; CommandFailed
        when the server refuses; Interrupted when its answer was lost and looking tells nothing.
        """
        now, ttl = self._read(alias)
        if now == target:
            return
        if now != expected:
            raise _changed(alias, now, expected, target)
        try:
            answer = self._exchange.ask(self._update(alias, expected, target, ttl))
        except Unreachable as cause:
            self._settle(alias, target, cause)
            return
        code = answer.rcode()
        if code in {dns.rcode.NXRRSET, dns.rcode.NXDOMAIN}:
            now = self.lookup(alias)
            if now != target:
                raise _changed(alias, now, expected, target)
        elif code not in {dns.rcode.NOERROR, dns.rcode.SERVFAIL}:
            self._refuse(f"point {alias} to {target}", code)
        elif code == dns.rcode.SERVFAIL or (self._key and not answer.had_tsig):
            self._settle(alias, target, None)  # it failed, or anybody could have said that it did not

    def records(self, name: str, kind: RecordKind) -> Rrset:
        """Return all records of a name and kind. Unreachable when the server did not say."""
        return _shown(self._all(name, kind))

    def replace(self, name: str, kind: RecordKind, *, expected: Rrset, wanted: Rrset) -> None:
        """Replace all records of a name and kind, if their values are still those expected.

        The server compares and changes in one go. Values that stay are not written anew. Errors as `switch`.
        """
        now = self._all(name, kind)
        if _shown(now) == wanted:
            return
        what = f"the {kind} records of {name}"
        if _shown(now).values != expected.values:
            raise _not_as_read(what)
        code = self._sent(self._swap(dns.name.from_text(name), kind, now, wanted))
        if code not in {dns.rcode.NOERROR, dns.rcode.SERVFAIL, *_UNMET}:
            self._refuse(f"change {what}", code)
        after = self.records(name, kind)
        if code in _UNMET and after != wanted:
            raise _not_as_read(what)
        if after.values != wanted.values:
            raise Interrupted(
                f"The name server did not confirm a change of {what}.",
                still_true="It may still take effect: looking them up tells.",
                next_command="flytt resume",
            )

    def _all(self, name: str, kind: RecordKind) -> dns.rrset.RRset | None:
        return self._rrset(dns.name.from_text(name), RdataType.from_text(kind), f"{kind} of {name}")

    def _sent(self, update: dns.message.Message) -> int:
        """Return what the server said; SERVFAIL when its answer was lost: then looking tells."""
        try:
            return self._exchange.ask(update).rcode()
        except Unreachable:
            return dns.rcode.SERVFAIL

    def _swap(
        self, name: dns.name.Name, kind: RecordKind, now: dns.rrset.RRset | None, wanted: Rrset
    ) -> dns.message.Message:
        update = dns.update.UpdateMessage(self._zone, keyring=self._key)
        rdtype = RdataType.from_text(kind)
        stay = {_plain(one): one for one in _rdatas(now)}
        if now is None:
            update.absent(name, rdtype)
        else:
            update.present(name, *_rdatas(now))
        update.delete(name, rdtype)
        for value in wanted.values:
            written = stay.get(value) or dns.rdata.from_text(RdataClass.IN, rdtype, _text(kind, value))
            update.add(name, wanted.ttl_seconds, written)
        return update

    def _read(self, alias: str) -> tuple[str | None, int]:
        found = self._rrset(self._name(alias), RdataType.CNAME, alias)
        if found is None:
            return None, _DEFAULT_TTL_SECONDS
        (record,) = cast("list[CNAME]", list(found))
        return self._label(record.target), found.ttl

    def _rrset(self, name: dns.name.Name, kind: RdataType, what: str) -> dns.rrset.RRset | None:
        query = dns.message.make_query(name, kind)
        query.flags &= ~dns.flags.RD
        answer = self._exchange.ask(query)
        code = answer.rcode()
        if code == dns.rcode.SERVFAIL:
            raise Unreachable(
                f"{self._exchange.place} failed when asked for {what}.",
                still_true="Nothing was changed.",
                next_command="flytt resume, when it answers",
            )
        if code not in {dns.rcode.NOERROR, dns.rcode.NXDOMAIN}:
            self._refuse(f"look up {what}", code)
        if not answer.flags & dns.flags.AA:
            self._refuse(f"look up {what} for the zone it is said to answer for", code)
        return answer.get_rrset(answer.answer, name, RdataClass.IN, kind)

    def _update(self, alias: str, expected: str, target: str, ttl: int) -> dns.message.Message:
        name = self._name(alias)
        update = dns.update.UpdateMessage(self._zone, keyring=self._key)
        update.present(name, RdataType.CNAME, self._name(expected).to_text())
        update.replace(name, ttl, RdataType.CNAME, self._name(target).to_text())
        return update

    def _settle(self, alias: str, target: str, cause: Unreachable | None) -> None:
        """The answer to an update was lost, or was none: look what became of it."""
        try:
            now = self.lookup(alias)
        except FlyttError:
            now = None
        if now != target:
            raise Interrupted(
                f"{alias} was to point to {target}, and the name server did not confirm it.",
                still_true="It may still take effect: looking it up tells.",
                next_command="flytt resume",
            ) from cause

    def _refuse(self, attempted: str, code: int) -> NoReturn:
        said = dns.rcode.to_text(dns.rcode.Rcode(code))
        raise CommandFailed(
            f"{self._exchange.place} was asked to {attempted} in {self._zone} and would not.",
            exit_status=code,
            stderr=said,
        )

    def _name(self, label: str) -> dns.name.Name:
        try:
            return dns.name.from_text(label, None if label.endswith(".") else self._zone)
        except dns.exception.DNSException as cause:
            raise BadInput(
                f"{label!a} is no name that DNS knows.", still_true="Nothing was touched."
            ) from cause

    def _label(self, name: dns.name.Name) -> str:
        if name.is_subdomain(self._zone) and name != self._zone:
            return name.relativize(self._zone).to_text().lower()
        return name.to_text().lower()


def _rdatas(found: dns.rrset.RRset | None) -> list[dns.rdata.Rdata]:
    return [] if found is None else cast("list[dns.rdata.Rdata]", list(found))


def _shown(found: dns.rrset.RRset | None) -> Rrset:
    if found is None:
        return Rrset()
    return Rrset(ttl_seconds=found.ttl, values=tuple(sorted(_plain(one) for one in _rdatas(found))))


def _plain(record: dns.rdata.Rdata) -> str:
    """Return a record as steps read it: a text without quotes, names without a dot at the end."""
    if isinstance(record, TXT):
        return b"".join(record.strings).decode(errors="backslashreplace")
    return record.to_text().lower().removesuffix(".")


def _text(kind: RecordKind, value: str) -> str:
    """Return a value as a zone file has it; a text in pieces of 255 letters."""
    if kind != "TXT":
        return f"{value}."
    pieces = (value[at : at + 255] for at in range(0, len(value), 255))
    return " ".join('"' + piece.replace("\\", "\\\\").replace('"', '\\"') + '"' for piece in pieces)


def _not_as_read(what: str) -> ChangedByOthers:
    return ChangedByOthers(
        f"{what[0].upper()}{what[1:]} were to be changed, and are not as they were read.",
        still_true="They were left as they are.",
        next_command="find out who changed them, set them back, then: flytt resume",
    )


def _signing(key: Key) -> dns.tsig.Key:
    secret = base64.b64decode(key.secret.get_secret_value().strip(), validate=True)
    return dns.tsig.Key(key.name, secret, key.algorithm.lower())


def _changed(alias: str, now: str | None, expected: str, target: str) -> ChangedByOthers:
    return ChangedByOthers(
        f"{alias} was to be changed from {expected} to {target}, but points to {now or 'nothing'}.",
        still_true="It was left as it is.",
        next_command="find out who changed it, set it back, then: flytt resume",
    )
