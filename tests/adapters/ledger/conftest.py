"""The engines of the conformance suite, for tests of what lies under the port."""

from tests.conformance.conftest import database_url, ledger_url, postgres

__all__ = ["database_url", "ledger_url", "postgres"]
