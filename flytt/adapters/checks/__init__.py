"""Looks from outside, changing nothing."""
