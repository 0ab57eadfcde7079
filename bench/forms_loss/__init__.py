"""Faults injected between inventory and proof, and how many of them the proof sees."""
