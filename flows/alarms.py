"""Telling the people on duty, once for each alarm, and keeping that they were told."""

from flytt.migration.errors import FlyttError
from flytt.migration.move import Move


def tell_duty(move: Move, alarm: str, says: str, *, workload: str = "") -> bool:
    """Tell them unless they were told already. False when the channel could not be reached."""
    if alarm in move.journal.refresh().told:
        return True
    try:
        move.duty.tell(f"Flytt {move.plan.name}", says)
    except FlyttError:
        move.journal.told(alarm, says, delivered=False, workload=workload)
        return False
    move.journal.told(alarm, says, delivered=True, workload=workload)
    return True
