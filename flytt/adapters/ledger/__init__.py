"""Where ledgers lie: SQLite for one machine, PostgreSQL for several, memory for tests."""

from flytt.adapters.ledger.opening import open_store

__all__ = ["open_store"]
