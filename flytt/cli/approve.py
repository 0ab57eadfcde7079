"""`flytt approve`."""

from flytt.cli import later
from flytt.cli.command import Command

COMMAND = Command("approve", "not yet", later.add, later.run)
