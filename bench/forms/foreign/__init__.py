"""Estates by another hand: other words, habits, layouts and people than `practice/forms` has."""
