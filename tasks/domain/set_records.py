"""domain.set-records: mail, and people's programs, find the new tenant."""

from functools import reduce

from flytt.migration.domains import ServiceRecord
from flytt.migration.ports import World
from tasks.hindrances import refuse_newcomers
from tasks.holding import Holding
from tasks.zone_turns import LOW_SECONDS, Count, Turn, Turned, TurnRecords

SENDERS = "v=spf1"
"""What the record of those who may send begins with: one of them, and no more, may stand at a name."""


class SetRecords(TurnRecords):
    """As the new tenant says itself; remembered for minutes until nobody goes back.

    Others who may send in the domain's name (SPF) still may: payroll and case systems, printers.
    """

    def turns(self, want: Holding, world: World) -> tuple[Turn, ...]:
        own = want.find(want.new(world))
        if own is None or not own.verified:
            return ()
        return tuple(_turn(one, world) for one in want.new(world).service_records(want.domain))

    def undo(self, want: Holding, was: Turned, receipt: Count | None, world: World) -> None:
        """Going back begins here: who would stop it is named while mail still finds the new tenant."""
        refuse_newcomers(want, want.ours(world), world)
        super().undo(want, was, receipt, world)


def _turn(one: ServiceRecord, world: World) -> Turn:
    now = world.names.records(one.name, one.kind)
    wanted = wanted_value(one, now.values)
    others = [value for value in now.values if value != wanted]
    replaced = [value for value in others if one.kind != "TXT" or _is_senders(value)]
    return Turn(
        name=one.name, kind=one.kind, give=() if wanted in now.values else (wanted,), take=tuple(replaced),
        ttl_before=now.ttl_seconds, ttl_after=LOW_SECONDS,
    )  # fmt: skip


def wanted_value(one: ServiceRecord, values: tuple[str, ...]) -> str:
    """Return what shall stand at a name: of those who may send, all that may now, and the new tenant."""
    if not _is_senders(one.value):
        return one.value
    return reduce(_joined, [*filter(_is_senders, values), one.value])


def _joined(now: str, more: str) -> str:
    """Return both lists of senders in one; what is said of all others stays last, as it is."""
    have = now.split()
    said = {part.lower() for part in have}
    new = [part for part in more.split() if part.lower() not in said and not _is_rest(part)]
    end = next((at for at, part in enumerate(have) if _is_rest(part)), len(have))
    return " ".join([*have[:end], *new, *have[end:]]) if new else now


def _is_senders(value: str) -> bool:
    return value.lower().split(" ")[0] == SENDERS


def _is_rest(part: str) -> bool:
    return part.lower().lstrip("+-~?") == "all" or part.lower().startswith("redirect=")


STEP = SetRecords()
