"""forms.settle: people's answers to the questions; the rest goes to quarantine under a named owner."""

from typing import ClassVar

from flytt.migration.forms_estate import EstateJob, Part, Settled
from flytt.migration.ports import World
from flytt.migration.step import Nothing
from tasks.estates import PartStep


class Settle(PartStep[EstateJob, Settled]):
    """Believes the answers that were written, not the word that they were."""

    part: ClassVar[Part] = "answers"

    def do(self, want: EstateJob, was: Nothing, world: World) -> Settled:
        del was
        return world.forms.settle(want)


STEP = Settle()
