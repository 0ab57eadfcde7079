"""domain.set-records: mail, and people's programs, find the new tenant."""

from flytt.migration.domains import ServiceRecord
from flytt.migration.ports import World
from tasks.holding import Holding
from tasks.zone_turns import LOW_SECONDS, Turn, TurnRecords

SENDERS = "v=spf1"
"""What the record of those who may send begins with: one of them, and no more, may stand at a name."""


class SetRecords(TurnRecords):
    """As the new tenant says itself; remembered for minutes until nobody goes back."""

    def turns(self, want: Holding, world: World) -> tuple[Turn, ...]:
        own = want.find(want.new(world))
        if own is None or not own.verified:
            return ()
        return tuple(_turn(one, world) for one in want.new(world).service_records(want.domain))


def _turn(one: ServiceRecord, world: World) -> Turn:
    now = world.names.records(one.name, one.kind)
    others = [value for value in now.values if value != one.value]
    replaced = [value for value in others if one.kind != "TXT" or value.lower().startswith(SENDERS)]
    given = () if one.value in now.values else (one.value,)
    return Turn(
        name=one.name, kind=one.kind, give=given, take=tuple(replaced), ttl_before=now.ttl_seconds,
        ttl_after=LOW_SECONDS,
    )  # fmt: skip


STEP = SetRecords()
