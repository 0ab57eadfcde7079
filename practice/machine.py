"""One practice server, as far as its own commands can see: its files, units, shares and programs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from practice.exports import Exports
from practice.jail import Jail
from practice.units import Units

__all__ = ["Machine"]


@dataclass(frozen=True)
class Machine:
    """A host by its id: its file system, its applications, what it shares, where its programs lie."""

    id: str
    jail: Jail
    units: Units
    exports: Exports
    tools: Path
