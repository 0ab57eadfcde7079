"""Aliases in a DNS zone: read at its own server, changed by signed, conditional updates (RFC 2136, TSIG)."""

from flytt.adapters.dns.memory import MemoryNames
from flytt.adapters.dns.server import Key, ZoneNames

__all__ = ["Key", "MemoryNames", "ZoneNames"]
