"""`flytt report`."""

from flytt.cli import later
from flytt.cli.command import Command

COMMAND = Command("report", "not yet", later.add, later.run)
