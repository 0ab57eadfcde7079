"""forms.let-go: Flytt's own copies of the estate are removed, and deletions no longer held. Final."""

from flytt.migration.evidence import Presence, Verification
from flytt.migration.forms_estate import EstateJob, Standing
from flytt.migration.ports import World
from flytt.migration.step import Nothing, Step, Traces


class LetGo(Step[EstateJob, Standing, Nothing]):
    """The old forms stay where they are until the old tenant is closed: Flytt deletes none of them."""

    def plan(self, want: EstateJob, world: World) -> Standing:
        """The last copies go only when what was placed is there: a missing file refuses."""
        return world.forms.standing(want)

    def probe(self, want: EstateJob, was: Standing, world: World) -> Presence:
        del was
        return Presence.ABSENT if world.forms.held(want) else Presence.PRESENT

    def traces(self, want: EstateJob, world: World) -> Traces[Standing]:
        """Nothing held is so before a move as well: it tells something only where the new side is in use."""
        in_use = world.forms.stands(want, "opened") is Presence.PRESENT
        gone = in_use and not world.forms.held(want)
        return Traces(Presence.PRESENT if gone else Presence.ABSENT, Standing())

    def do(self, want: EstateJob, was: Standing, world: World) -> Nothing:
        del was
        world.forms.let_go(want)
        return Nothing()

    def verify(self, want: EstateJob, was: Standing, receipt: Nothing, world: World) -> Verification:
        del receipt
        found = {"copies and hold": "there" if world.forms.held(want) else "gone"}
        seen = Verification.of("looked for again", expected={"copies and hold": "gone"}, found=found)
        return seen.changed(skipped=was.written)

    def undo(self, want: EstateJob, was: Standing, receipt: Nothing | None, world: World) -> None:
        """Never called: the runbook says `final`, and the engine refuses to go back past it."""
        del want, was, receipt, world


STEP = LetGo()
