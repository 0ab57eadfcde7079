"""domain.scan-again: nothing in the old tenant holds on to the domain any more, by Graph and by Exchange."""

from flytt.migration.addressing import held
from flytt.migration.errors import ChangedByOthers
from flytt.migration.evidence import Verification
from flytt.migration.look import Look
from flytt.migration.ports import World
from flytt.migration.record import Record
from tasks.holding import Holding, standing

MOST_NAMED = 20


class Scanned(Record):
    """How many were looked at."""

    names: int
    recipients: int


class ScanAgain(Look[Holding, Scanned]):
    """The second scan, just before the domain is let go: whatever is left is named, and the move stops."""

    def see(self, want: Holding, world: World) -> Scanned:
        found = standing(world, want.source)
        return Scanned(names=len(found.names), recipients=len(found.recipients))

    def judge(self, want: Holding, seen: Scanned, world: World) -> Verification:
        left = holding(want, world)
        return Verification(
            route="Graph's list of references, both directories, Exchange's list of recipients",
            matched=seen.names + seen.recipients - len(left),
            differing=left,
        )


def holding(want: Holding, world: World) -> tuple[str, ...]:
    """Return by id and kind what holds on to the domain in the old tenant."""
    found = held(standing(world, want.source), want.domain)
    left = {f"user {one.id}" for one in found.names}
    left |= {f"{'user' if one.kind == 'mailbox' else one.kind} {one.id}" for one in found.recipients}
    left |= {f"{one.kind} {one.id}" for one in want.old(world).references(want.domain)}
    return tuple(f"{one}: holds on to {want.domain}" for one in sorted(left))


def refuse_held(want: Holding, world: World) -> None:
    """Raise ChangedByOthers, naming each, while anything holds on to the domain."""
    if left := holding(want, world):
        more = f" and {len(left) - MOST_NAMED} more" if left[MOST_NAMED:] else ""
        raise ChangedByOthers(
            f"{want.domain} was to be let go: {'; '.join(left[:MOST_NAMED])}{more}.",
            still_true="It was not let go.",
            next_command="give them other addresses, then flytt resume; or flytt rollback",
        )


STEP = ScanAgain()
