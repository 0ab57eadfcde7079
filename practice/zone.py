"""The municipality's DNS zone: its records, lookups in it, and signed changes as RFC 2136 orders them."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from pathlib import Path

import dns.name
import dns.node
import dns.rcode
import dns.rdataclass
import dns.rdataset
import dns.rdatatype
import dns.rdtypes.ANY.SOA
import dns.rrset
import dns.update
import dns.zone
from dns.rdatatype import RdataType

from practice.disk import write_whole

__all__ = ["Zone", "records_of"]

_TTL_SECONDS = 60
_MOST_ALIASES = 8
_NO_CHANGE = frozenset({RdataType.SOA, RdataType.NS})


class Zone:
    """One zone, kept in a file. Changes are all or nothing, and on disk before they are answered."""

    def __init__(self, path: Path, origin: str, addresses: Iterable[str], aliases: Mapping[str, str]) -> None:
        self._path = path
        self._lock = threading.RLock()
        self.origin = dns.name.from_text(origin)
        text = path.read_text(encoding="utf-8") if path.exists() else _first(addresses, aliases)
        self._zone = dns.zone.from_text(text, origin=self.origin, relativize=False)
        self._save(self._zone)

    def find(self, name: dns.name.Name, kind: RdataType) -> tuple[dns.rcode.Rcode, list[dns.rrset.RRset]]:
        """The answer to a question: aliases are followed inside the zone."""
        if not name.is_subdomain(self.origin):
            return dns.rcode.REFUSED, []
        with self._lock:
            answer: list[dns.rrset.RRset] = []
            for _ in range(_MOST_ALIASES):
                node = self._zone.get_node(name)
                if node is None:
                    return (
                        dns.rcode.NOERROR if answer or self._has_below(name) else dns.rcode.NXDOMAIN
                    ), answer
                found = self._rrset(name, kind)
                alias = None if found is not None else self._rrset(name, RdataType.CNAME)
                answer.extend(rrset for rrset in (found, alias) if rrset is not None)
                if alias is None:
                    break
                name = dns.name.from_text(alias[0].to_text().rsplit(" ", 1)[-1])
                if not name.is_subdomain(self.origin):
                    break
            return dns.rcode.NOERROR, answer

    def soa(self) -> dns.rrset.RRset | None:
        """The zone's own record."""
        return self._rrset(self.origin, RdataType.SOA)

    def update(self, message: dns.update.UpdateMessage) -> tuple[dns.rcode.Rcode, bool]:
        """Apply a change whose signature was checked. Returns the answer and whether any record is another now."""
        if len(message.zone) != 1 or message.zone[0].name != self.origin:
            return dns.rcode.NOTAUTH, False
        with self._lock:
            wrong = self._prerequisites(message.prerequisite)
            if wrong is not None:
                return wrong, False
            if any(not rrset.name.is_subdomain(self.origin) for rrset in message.update):
                return dns.rcode.NOTZONE, False
            before = self.records()
            text = self._zone.to_text(relativize=False)
            new = dns.zone.from_text(text, origin=self.origin, relativize=False)
            for rrset in message.update:
                _apply(new, rrset, self.origin)
            changed = records_of(new) != before
            if changed:
                _count_up(new, self.origin)
                self._save(new)
                self._zone = new
            return dns.rcode.NOERROR, changed

    def records(self) -> list[str]:
        """Every record in one line of text, sorted, without the zone's own (its serial only counts)."""
        with self._lock:
            return records_of(self._zone)

    def _prerequisites(self, wanted: Iterable[dns.rrset.RRset]) -> dns.rcode.Rcode | None:
        exact: dict[tuple[dns.name.Name, RdataType], dns.rrset.RRset] = {}
        for rrset in wanted:
            if not rrset.name.is_subdomain(self.origin):
                return dns.rcode.NOTZONE
            any_kind = rrset.rdtype == RdataType.ANY
            there = self._zone.get_node(rrset.name) if any_kind else self._rrset(rrset.name, rrset.rdtype)
            if rrset.deleting == dns.rdataclass.ANY and there is None:
                return dns.rcode.NXDOMAIN if any_kind else dns.rcode.NXRRSET
            if rrset.deleting == dns.rdataclass.NONE and there is not None:
                return dns.rcode.YXDOMAIN if any_kind else dns.rcode.YXRRSET
            if rrset.deleting is None:
                known = exact.setdefault(
                    (rrset.name, rrset.rdtype), dns.rrset.RRset(rrset.name, rrset.rdclass, rrset.rdtype)
                )
                known.update(rrset)
        for (name, kind), rrset in exact.items():
            there = self._rrset(name, kind)
            if there is None or set(there) != set(rrset):
                return dns.rcode.NXRRSET
        return None

    def _rrset(self, name: dns.name.Name, kind: RdataType) -> dns.rrset.RRset | None:
        return self._zone.get_rrset(name, kind)

    def _has_below(self, name: dns.name.Name) -> bool:
        return any(known.is_subdomain(name) for known in self._zone)

    def _save(self, zone: dns.zone.Zone) -> None:
        write_whole(self._path, zone.to_text(relativize=False).encode())


def _first(addresses: Iterable[str], aliases: Mapping[str, str]) -> str:
    lines = ["@ SOA ns hostmaster 1 60 60 600 60", "@ NS ns", "ns A 127.0.0.1"]
    lines += [f"{name} A 127.0.0.1" for name in addresses]
    lines += [f"{name} CNAME {target}" for name, target in aliases.items()]
    return f"$TTL {_TTL_SECONDS}\n" + "\n".join(lines) + "\n"


def records_of(zone: dns.zone.Zone) -> list[str]:
    """Every record in one line of text, sorted, without the zone's own (its serial only counts)."""
    return sorted(
        f"{name} {ttl} {RdataType(rdata.rdtype).name} {rdata.to_text()}"
        for name, ttl, rdata in zone.iterate_rdatas()
        if rdata.rdtype != RdataType.SOA
    )


def _apply(zone: dns.zone.Zone, rrset: dns.rrset.RRset, origin: dns.name.Name) -> None:
    """One line of an update. Lines that a server must leave aside (RFC 2136, 3.4.2) change nothing."""
    name, kind = rrset.name, rrset.rdtype
    is_own = name == origin
    if rrset.deleting == dns.rdataclass.ANY:
        kinds = [found.rdtype for found in zone.nodes[name]] if name in zone.nodes else []
        for found in kinds:
            if kind in {RdataType.ANY, found} and not (is_own and found in _NO_CHANGE):
                zone.delete_rdataset(name, found)
    elif rrset.deleting == dns.rdataclass.NONE:
        known = zone.get_rdataset(name, kind)
        if known is not None and not (is_own and kind in _NO_CHANGE):
            left = [rdata for rdata in known if rdata not in rrset]
            zone.delete_rdataset(name, kind)
            for rdata in left:
                zone.find_rdataset(name, kind, create=True).add(rdata, known.ttl)
    elif kind != RdataType.SOA:
        others = (
            {found.rdtype for found in zone.nodes[name]} - {kind} if name in zone.nodes else set[RdataType]()
        )
        if RdataType.CNAME in others or (kind == RdataType.CNAME and others):
            return
        if kind == RdataType.CNAME and name in zone.nodes:
            zone.delete_rdataset(name, kind)
        known = zone.find_rdataset(name, kind, create=True)
        for rdata in rrset:
            known.add(rdata, rrset.ttl)
        known.update_ttl(rrset.ttl)


def _count_up(zone: dns.zone.Zone, origin: dns.name.Name) -> None:
    own = zone.find_rdataset(origin, RdataType.SOA)
    soa = own[0]
    if isinstance(soa, dns.rdtypes.ANY.SOA.SOA):
        zone.replace_rdataset(origin, dns.rdataset.from_rdata(own.ttl, soa.replace(serial=soa.serial + 1)))
