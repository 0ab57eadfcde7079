"""`flytt rollback`."""

from flytt.cli import later
from flytt.cli.command import Command

COMMAND = Command("rollback", "not yet", later.add, later.run)
