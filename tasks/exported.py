"""How a share is offered to its users: what stood there before, and what is seen now."""

from flytt.migration.errors import NotFound
from flytt.migration.evidence import Verification
from flytt.migration.ports import World
from flytt.migration.record import Record, Slug
from flytt.migration.share_settings import ExportName


class Exported(Record):
    """A share by the name under which a host offers it."""

    host: Slug
    export: ExportName


class Offered(Record):
    """Whether its users could write before Flytt."""

    writable: bool


def offered(want: Exported, world: World) -> Offered:
    """Return how it is offered now. NotFound when the host offers no such share."""
    state = world.shares.export(want.host, want.export)
    if not state.exists:
        raise NotFound(
            f"{want.host} offers no share called {want.export}.",
            still_true="Nothing was changed there.",
            next_command="have the share set up (read-only on the new side), then flytt resume",
        )
    return Offered(writable=state.writable)


def found(want: Exported, world: World, *, writable: bool) -> Verification:
    """Ask the file service itself."""
    says = {True: "writable", False: "read-only"}
    state = world.shares.export(want.host, want.export)
    return Verification.of(
        "the file service's own word",
        expected={want.export: says[writable]},
        found={want.export: says[state.writable] if state.exists else "not offered"},
    )
