"""One practice server, as far as its own commands can see: its files and its units."""

from __future__ import annotations

from dataclasses import dataclass

from practice.jail import Jail
from practice.units import Units

__all__ = ["Machine"]


@dataclass(frozen=True)
class Machine:
    """A host by its id, with its file system and its applications."""

    id: str
    jail: Jail
    units: Units
