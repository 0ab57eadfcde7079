"""The municipality's DNS zone: its records, lookups in it, and signed changes as RFC 2136 orders them."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeAlias, cast

import dns.name
import dns.rcode
import dns.rdata
import dns.rdataset
import dns.rrset
import dns.update
import dns.zone
from dns.rdataclass import RdataClass
from dns.rdatatype import RdataType

from practice.disk import write_whole

__all__ = ["Zone", "records_in"]

Records: TypeAlias = dict[tuple[dns.name.Name, RdataType], tuple[int, tuple[dns.rdata.Rdata, ...]]]

_TTL_SECONDS = 60
_MOST_ALIASES = 8
_OWN = frozenset({RdataType.SOA, RdataType.NS})


class Zone:
    """One zone, kept in a file. Changes are all or nothing, and on disk before they are answered."""

    def __init__(self, path: Path, origin: str, addresses: Iterable[str], aliases: Mapping[str, str]) -> None:
        self._path = path
        self._lock = threading.RLock()
        self.origin = dns.name.from_text(origin)
        if not path.exists():
            write_whole(path, _first(addresses, aliases).encode())
        self._records = _read(path.read_text(encoding="utf-8"), self.origin)

    def find(self, name: dns.name.Name, kind: RdataType) -> tuple[dns.rcode.Rcode, list[dns.rrset.RRset]]:
        """The answer to a question: aliases are followed inside the zone."""
        if not name.is_subdomain(self.origin):
            return dns.rcode.REFUSED, []
        answer: list[dns.rrset.RRset] = []
        with self._lock:
            for _ in range(_MOST_ALIASES):
                alias = self._records.get((name, RdataType.CNAME))
                found_kind = RdataType.CNAME if alias else kind
                if (found := self._records.get((name, found_kind))) is not None:
                    answer.append(dns.rrset.from_rdata_list(name, found[0], found[1]))
                if alias is None or kind == RdataType.CNAME:
                    break
                name = dns.name.from_text(alias[1][0].to_text())
            is_known = bool(answer) or any(known.is_subdomain(name) for known, _ in self._records)
        return (dns.rcode.NOERROR if is_known else dns.rcode.NXDOMAIN), answer

    def soa(self) -> dns.rrset.RRset:
        """The zone's own record."""
        with self._lock:
            ttl, rdatas = self._records[self.origin, RdataType.SOA]
            return dns.rrset.from_rdata_list(self.origin, ttl, rdatas)

    def update(self, message: dns.update.UpdateMessage) -> tuple[dns.rcode.Rcode, bool]:
        """Apply a change whose signature was checked: the answer, and whether any record is another now."""
        if len(message.zone) != 1 or message.zone[0].name != self.origin:
            return dns.rcode.NOTAUTH, False
        if any(
            not rrset.name.is_subdomain(self.origin) for rrset in (*message.prerequisite, *message.update)
        ):
            return dns.rcode.NOTZONE, False
        with self._lock:
            wrong = _unmet(self._records, message.prerequisite)
            if wrong is not None:
                return wrong, False
            new = dict(self._records)
            for rrset in message.update:
                _apply(new, rrset, self.origin)
            if new == self._records:
                return dns.rcode.NOERROR, False
            _count_up(new, self.origin)
            write_whole(self._path, _text(new).encode())
            self._records = new
        return dns.rcode.NOERROR, True


def records_in(path: Path, origin: str) -> tuple[str, ...]:
    """Every record of a zone file in one line each, sorted; without the SOA, whose serial only counts."""
    everything = _read(path.read_text(encoding="utf-8"), dns.name.from_text(origin))
    records = {key: value for key, value in everything.items() if key[1] != RdataType.SOA}
    return tuple(sorted(_text(records).splitlines()))


def _first(addresses: Iterable[str], aliases: Mapping[str, str]) -> str:
    lines = ["@ SOA ns hostmaster 1 60 60 600 60", "@ NS ns", "ns A 127.0.0.1"]
    lines += [f"{name} A 127.0.0.1" for name in addresses]
    lines += [f"{name} CNAME {target}" for name, target in aliases.items()]
    return f"$TTL {_TTL_SECONDS}\n" + "\n".join(lines) + "\n"


def _read(text: str, origin: dns.name.Name) -> Records:
    records: Records = {}
    for name, ttl, rdata in dns.zone.from_text(text, origin=origin, relativize=False).iterate_rdatas():
        before = records.get((name, rdata.rdtype), (ttl, ()))[1]
        records[name, rdata.rdtype] = (ttl, (*before, rdata))
    return records


def _text(records: Records) -> str:
    return "".join(
        f"{name} {ttl} IN {RdataType(kind).name} {rdata.to_text()}\n"
        for (name, kind), (ttl, rdatas) in records.items()
        for rdata in rdatas
    )


def _rdatas(rrset: dns.rdataset.Rdataset) -> tuple[dns.rdata.Rdata, ...]:
    return tuple(cast("Iterable[dns.rdata.Rdata]", rrset))


def _unmet(records: Records, wanted: Iterable[dns.rrset.RRset]) -> dns.rcode.Rcode | None:
    """The answer to the first prerequisite that is not so (RFC 2136, 3.2)."""
    exact: dict[tuple[dns.name.Name, RdataType], set[dns.rdata.Rdata]] = {}
    for rrset in wanted:
        of_name = rrset.rdtype == RdataType.ANY
        names = {name for name, _ in records}
        is_there = rrset.name in names if of_name else (rrset.name, rrset.rdtype) in records
        if rrset.deleting == RdataClass.ANY and not is_there:
            return dns.rcode.NXDOMAIN if of_name else dns.rcode.NXRRSET
        if rrset.deleting == RdataClass.NONE and is_there:
            return dns.rcode.YXDOMAIN if of_name else dns.rcode.YXRRSET
        if rrset.deleting is None:
            exact.setdefault((rrset.name, rrset.rdtype), set()).update(_rdatas(rrset))
    is_met = all(set(records.get(key, (0, ()))[1]) == rdatas for key, rdatas in exact.items())
    return None if is_met else dns.rcode.NXRRSET


def _apply(records: Records, rrset: dns.rrset.RRset, origin: dns.name.Name) -> None:
    """One line of an update. Lines that a server must leave aside (RFC 2136, 3.4.2) change nothing."""
    if rrset.deleting is None:
        _add(records, rrset)
        return
    for name, kind in [*records]:
        if (
            name != rrset.name
            or rrset.rdtype not in {RdataType.ANY, kind}
            or (name == origin and kind in _OWN)
        ):
            continue
        ttl, rdatas = records.pop((name, kind))
        left = tuple(rdata for rdata in rdatas if rdata not in _rdatas(rrset))
        if rrset.deleting == RdataClass.NONE and left:
            records[name, kind] = (ttl, left)


def _add(records: Records, rrset: dns.rrset.RRset) -> None:
    key = (rrset.name, rrset.rdtype)
    others = {kind for name, kind in records if name == rrset.name} - {rrset.rdtype}
    is_alias = rrset.rdtype == RdataType.CNAME
    if rrset.rdtype == RdataType.SOA or RdataType.CNAME in others or (is_alias and others):
        return
    before = () if is_alias else records.get(key, (0, ()))[1]
    added = tuple(rdata for rdata in _rdatas(rrset) if rdata not in before)
    records[key] = (rrset.ttl, (*before, *added))


def _count_up(records: Records, origin: dns.name.Name) -> None:
    ttl, (soa,) = records[origin, RdataType.SOA]
    serial = int(soa.to_text().split()[2])
    records[origin, RdataType.SOA] = (ttl, (soa.replace(serial=serial + 1),))
