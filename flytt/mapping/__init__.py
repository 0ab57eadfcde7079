"""Mappings and runbooks as reviewed data: models, loader, line-exact errors."""

from flytt.mapping.faults import Fault, MappingFaults
from flytt.mapping.merging import Collision, collisions
from flytt.mapping.municipality import load_municipality
from flytt.mapping.pages import page_faults
from flytt.mapping.runbooks import load_runbooks

__all__ = [
    "Collision",
    "Fault",
    "MappingFaults",
    "collisions",
    "load_municipality",
    "load_runbooks",
    "page_faults",
]
