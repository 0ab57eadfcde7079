"""people.do-by-hand: people do it, by instructions; Flytt asks when, and looks whether."""

from flytt.migration.errors import Unreachable
from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.record import Record
from flytt.migration.settings import Check
from flytt.migration.step import Step, Traces
from tasks.looks import judged


class Want(Record):
    """What must be seen when it has been done."""

    checks: tuple[Check, ...]


class Was(Record):
    """Which of the checks passed before anybody began, in their order."""

    passed: tuple[bool, ...]


class ByHand(Record):
    """Nothing: what people did is theirs to take back, by instructions."""


class DoByHand(Step[Want, Was, ByHand]):
    """A person's confirmation starts the looking; it does not replace it."""

    def plan(self, want: Want, world: World) -> Was:
        seen = [(check, world.checks.look(check)) for check in want.checks]
        if unknown := [f"{check.says} ({answer.saw})" for check, answer in seen if answer.passed is None]:
            raise Unreachable(f"How it stands before anybody begins could not be told: {'; '.join(unknown)}.")
        return Was(passed=tuple(bool(answer.passed) for _, answer in seen))

    def probe(self, want: Want, was: Was, world: World) -> Presence:
        seen = tuple(world.checks.look(check).passed for check in want.checks)
        if None in seen:
            return Presence.UNKNOWN
        if seen == was.passed:
            return Presence.ABSENT
        return Presence.PRESENT if all(seen) else Presence.PARTIAL

    def do(self, want: Want, was: Was, world: World) -> ByHand:
        del want, was, world
        return ByHand()

    def traces(self, want: Want, world: World) -> Traces[Was]:
        """Some checks pass before anybody begins: only none of them passing shows that nothing was done."""
        seen = [world.checks.look(check).passed for check in want.checks]
        if not any(passed is not False for passed in seen):
            return Traces(Presence.ABSENT)
        return Traces(Presence.PRESENT if all(seen) else Presence.UNKNOWN)

    def verify(self, want: Want, was: Was, receipt: ByHand, world: World) -> Verification:
        del was, receipt
        return judged(want.checks, world)

    def undo(self, want: Want, was: Was, receipt: ByHand | None, world: World) -> None:
        """People have taken it back; the probe that follows looks whether."""
        del want, was, receipt, world


STEP = DoByHand()
