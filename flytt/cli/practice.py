"""`flytt practice`."""

from flytt.cli import later
from flytt.cli.command import Command

COMMAND = Command("practice", "not yet", later.add, later.run)
