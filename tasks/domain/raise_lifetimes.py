"""domain.raise-lifetimes: nobody goes back soon; the zone's records are remembered as long as usual."""

from flytt.migration.ports import World
from tasks.domain.lower_lifetimes import lifetimes
from tasks.holding import Holding
from tasks.zone_turns import USUAL_SECONDS, Count, Turn, Turned, TurnRecords


class RaiseLifetimes(TurnRecords):
    """Going back is still possible; others then remember the new place for an hour."""

    def turns(self, want: Holding, world: World) -> tuple[Turn, ...]:
        own = want.find(want.new(world))
        return lifetimes(want, world, USUAL_SECONDS) if own is not None and own.verified else ()

    def do(self, want: Holding, was: Turned, world: World) -> Count:
        """The former addresses are needed no longer: each step that changed some keeps its own."""
        want.book(world).forget()
        return super().do(want, was, world)


STEP = RaiseLifetimes()
