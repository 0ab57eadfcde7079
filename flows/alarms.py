"""Telling the people on duty, once for each alarm, and keeping that they were told."""

from flows.commands import as_typed
from flytt.migration.errors import FlyttError
from flytt.migration.move import Move
from flytt.migration.owed import words_due
from flytt.migration.watch import alarms


def tell_duty(move: Move, alarm: str, says: str, *, workload: str = "") -> bool:
    """Tell them unless they were told already. False when the channel could not be reached.

    Commands in it get the flags that were given, so that they can be typed as they stand.
    """
    if alarm in move.journal.refresh().told:
        return True
    says = as_typed(says)
    try:
        move.duty.tell(f"Flytt {move.plan.name}", says)
    except FlyttError:
        move.journal.told(alarm, says, delivered=False, workload=workload)
        return False
    move.journal.told(alarm, says, delivered=True, workload=workload)
    return True


def tell_standing(move: Move) -> None:
    """Tell them of all that stands now and that nobody has told them: alarms, and words that are due."""
    state, now = move.journal.refresh(), move.clock.now()
    found = alarms(move.plan, state, move.journal.store.leases(), move.is_dead, move.pulse(), now)
    for alarm in (*found, *words_due(move.plan, move.journal, now)):
        tell_duty(move, alarm.key, alarm.says)
