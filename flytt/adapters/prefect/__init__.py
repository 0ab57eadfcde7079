"""Secrets that lie in Prefect's blocks."""
