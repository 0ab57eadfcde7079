"""Twins of the world that live in memory: the same semantics, errors included, quick enough for sweeps."""
