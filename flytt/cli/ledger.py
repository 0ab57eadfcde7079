"""`flytt ledger`."""

from flytt.cli import later
from flytt.cli.command import Command

COMMAND = Command("ledger", "not yet", later.add, later.run)
