"""people.look-before: everything is as people expect it before they begin."""

from flytt.migration.evidence import Verification
from flytt.migration.look import Look
from flytt.migration.ports import World
from flytt.migration.record import Record
from flytt.migration.settings import Check
from tasks.looks import judged


class Want(Record):
    """What must be seen beforehand. Nothing listed: nothing to look at."""

    checks: tuple[Check, ...] = ()


class Seen(Record):
    """How many of the checks could be answered at first."""

    answered: int


class LookBefore(Look[Want, Seen]):
    """Finds a surprise while there is still time to put the work off."""

    def see(self, want: Want, world: World) -> Seen:
        answers = [world.checks.look(check) for check in want.checks]
        return Seen(answered=sum(a.passed is not None for a in answers))

    def judge(self, want: Want, seen: Seen, world: World) -> Verification:
        del seen
        return judged(want.checks, world)


STEP = LookBefore()
