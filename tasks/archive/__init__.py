"""Steps for a read-only archive."""
