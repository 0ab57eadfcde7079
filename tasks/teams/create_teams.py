"""teams.create-teams: each team with its channels, in migration mode: nobody is in it, nobody sees it."""

from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.record import Record
from flytt.migration.step import Nothing, Step
from tasks.teamed import Met, Teamed, make, take_away
from tasks.tenancy import how_much


class Made(Record):
    """How many there were to make."""

    teams: int
    channels: int


class CreateTeams(Step[Teamed, Nothing, Made]):
    """Until people are let in, a team is called by its mark. Undo keeps one in which people have written."""

    def plan(self, want: Teamed, world: World) -> Nothing:
        del want, world
        return Nothing()

    def probe(self, want: Teamed, was: Nothing, world: World) -> Presence:
        del was
        met = Met(want, world)
        whole = sum(all(there is not None for _, there in met.channels(pair)) for pair in met.pairs.values())
        return Presence.PARTIAL if met.pairs and not whole else how_much(whole, len(met.moving))

    def do(self, want: Teamed, was: Nothing, world: World) -> Made:
        del was
        make(want, world)
        met = Met(want, world)
        return Made(
            teams=len(met.moving), channels=sum(len(met.channels(pair)) for pair in met.pairs.values())
        )

    def verify(self, want: Teamed, was: Nothing, receipt: Made, world: World) -> Verification:
        del was, receipt
        met = Met(want, world)
        expected: dict[str, str] = {}
        found: dict[str, str] = {}
        for team in met.moving.values():
            expected[team.id] = ", ".join(sorted(one.key for one in met.standard(team)))
        for pair in met.pairs.values():
            made = (here.key for here, there in met.channels(pair) if there is not None)
            found[pair.source.id] = ", ".join(sorted(made))
        return Verification.of("each new team's own list of channels", expected=expected, found=found)

    def undo(self, want: Teamed, was: Nothing, receipt: Made | None, world: World) -> None:
        del was, receipt
        met = Met(want, world)
        for pair in met.pairs.values():
            take_away(met, pair)


STEP = CreateTeams()
