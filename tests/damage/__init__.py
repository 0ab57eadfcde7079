"""Damage that a checker must see: every kind that is known, and what was left alone beside it."""
