"""domain.lower-lifetimes: others remember where mail goes for minutes, not for hours."""

from flytt.migration.ports import World
from flytt.migration.zone import RecordKind
from tasks.holding import Holding
from tasks.zone_turns import LOW_SECONDS, Turn, TurnRecords


class LowerLifetimes(TurnRecords):
    """What was remembered before is remembered for as long as it was told: so this comes a day ahead."""

    def turns(self, want: Holding, world: World) -> tuple[Turn, ...]:
        return lifetimes(want, world, LOW_SECONDS)


def lifetimes(want: Holding, world: World, seconds: int) -> tuple[Turn, ...]:
    """Return what lets each set of records that is there be remembered for so long."""
    names: tuple[tuple[str, RecordKind], ...] = (
        (want.domain, "MX"),
        (want.domain, "TXT"),
        (f"autodiscover.{want.domain}", "CNAME"),
    )
    return tuple(
        Turn(name=name, kind=kind, ttl_before=now.ttl_seconds, ttl_after=seconds)
        for name, kind in names
        if (now := world.names.records(name, kind)).values
    )


STEP = LowerLifetimes()
