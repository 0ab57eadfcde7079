"""teams.freeze: the old teams are archived: people read there, and write no more."""

from typing import Annotated

from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.record import Record
from flytt.migration.step import InVault, Step, Traces
from tasks.teamed import Met, Teamed
from tasks.tenancy import how_much


class Was(Record):
    """The teams that were open, by id."""

    closing: Annotated[tuple[str, ...], InVault()]


class Closed(Record):
    """How many were closed."""

    teams: int


class Freeze(Step[Teamed, Was, Closed]):
    """Archiving shuts the site for members too. Who had archived a team before finds it archived."""

    def plan(self, want: Teamed, world: World) -> Was:
        return Was(closing=tuple(one.id for one in Met(want, world).moving.values() if not one.archived))

    def probe(self, want: Teamed, was: Was, world: World) -> Presence:
        archived = {one.id for one in want.old(world).listed() if one.archived}
        return how_much(sum(one in archived for one in was.closing), len(was.closing))

    def traces(self, want: Teamed, world: World) -> Traces[Was]:
        """Who was archived before cannot be told from whom Flytt archived: only people know."""
        moving = Met(want, world).moving.values()
        return Traces(how_much(sum(one.archived for one in moving), len(moving)))

    def do(self, want: Teamed, was: Was, world: World) -> Closed:
        met = Met(want, world)
        met.note_archived(one for one in met.moving if one not in was.closing)
        for team in was.closing:
            met.old.archive(team, archived=True)
        return Closed(teams=len(was.closing))

    def verify(self, want: Teamed, was: Was, receipt: Closed, world: World) -> Verification:
        del receipt
        archived = {one.id: one.archived for one in want.old(world).listed()}
        return Verification.of(
            "the old tenant's own list of teams",
            expected=dict.fromkeys(was.closing, "archived"),
            found={one: "archived" if archived.get(one) else "open" for one in was.closing},
        )

    def undo(self, want: Teamed, was: Was, receipt: Closed | None, world: World) -> None:
        del receipt
        there = {one.id for one in want.old(world).listed()}
        for team in was.closing:
            if team in there:
                want.old(world).archive(team, archived=False)


STEP = Freeze()
