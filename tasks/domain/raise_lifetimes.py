"""domain.raise-lifetimes: nobody goes back soon; the zone's records are remembered as long as usual."""

from flytt.migration.ports import World
from tasks.domain.lower_lifetimes import lifetimes
from tasks.holding import Holding
from tasks.zone_turns import USUAL_SECONDS, Turn, TurnRecords


class RaiseLifetimes(TurnRecords):
    """Going back is still possible; others then remember the new place for an hour.

    The former addresses stay in the vault until it is erased: whoever goes back, and on again, needs them.
    """

    def turns(self, want: Holding, world: World) -> tuple[Turn, ...]:
        own = want.find(want.new(world))
        return lifetimes(want, world, USUAL_SECONDS) if own is not None and own.verified else ()


STEP = RaiseLifetimes()
