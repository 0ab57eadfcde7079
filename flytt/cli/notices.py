"""`flytt notices`."""

from flytt.cli import later
from flytt.cli.command import Command

COMMAND = Command("notices", "not yet", later.add, later.run)
