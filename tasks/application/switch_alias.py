"""application.switch-alias: the name that users follow leads to the new side."""

from flytt.migration.errors import ChangedByOthers, NotFound
from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.record import Record, Slug
from flytt.migration.settings import DnsLabel, ServiceName
from flytt.migration.step import Step, Traces


class OldSide(Record):
    """A service that must still be down when users are led away from it."""

    host: Slug
    service: ServiceName


class Want(Record):
    """The alias and where it shall lead; the old sides, of which none may have come up again."""

    alias: DnsLabel
    source: DnsLabel
    target: DnsLabel
    old: tuple[OldSide, ...] = ()


class Was(Record):
    """Where the alias led before Flytt."""

    points_to: str


class Switched(Record):
    """Nothing that undo needs beyond what was found."""


class SwitchAlias(Step[Want, Was, Switched]):
    """Compare and swap: an alias that somebody else has moved meanwhile is left alone."""

    def plan(self, want: Want, world: World) -> Was:
        points_to = world.names.lookup(want.alias)
        if points_to is None:
            raise NotFound(f"There is no alias {want.alias}.", still_true="No name was changed.")
        if points_to not in {want.source, want.target}:
            raise ChangedByOthers(
                f"{want.alias} leads to {points_to}; the mapping says {want.source}.",
                still_true="No name was changed.",
                next_command="correct the mapping or the name, then flytt plan and flytt resume",
            )
        return Was(points_to=points_to)

    def probe(self, want: Want, was: Was, world: World) -> Presence:
        points_to = world.names.lookup(want.alias)
        if points_to == was.points_to:
            return Presence.ABSENT
        return Presence.PRESENT if points_to == want.target else Presence.UNKNOWN

    def do(self, want: Want, was: Was, world: World) -> Switched:
        world.names.switch(want.alias, expected=was.points_to, target=want.target)
        return Switched()

    def traces(self, want: Want, world: World) -> Traces[Was]:
        """Before Flytt it led to the source: the mapping says so, and else nothing would be planned."""
        points_to = world.names.lookup(want.alias)
        if points_to == want.source:
            return Traces(Presence.ABSENT)
        is_target = points_to == want.target
        return Traces(Presence.PRESENT if is_target else Presence.UNKNOWN, Was(points_to=want.source))

    def verify(self, want: Want, was: Was, receipt: Switched, world: World) -> Verification:
        del was, receipt
        points_to = world.names.lookup(want.alias)
        found = {want.alias: points_to or "nothing"}
        expected = {want.alias: want.target}
        for old in want.old:
            # What is written on an old side that somebody has started again would be lost to the new one.
            name = f"{old.service} on {old.host}"
            expected[name] = "down"
            found[name] = "up" if world.hosts.on(old.host).services.state(old.service).running else "down"
        return Verification.of("the zone's own server, and the old sides", expected=expected, found=found)

    def undo(self, want: Want, was: Was, receipt: Switched | None, world: World) -> None:
        del receipt
        if world.names.lookup(want.alias) != was.points_to:
            world.names.switch(want.alias, expected=want.target, target=was.points_to)


STEP = SwitchAlias()
