"""teams.complete: what came last follows, and migration mode is ended: General last, then the team."""

from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.record import Record
from flytt.migration.step import Nothing, Step
from flytt.migration.teams import Channel
from tasks.late_messages import Late
from tasks.team_passes import until_level
from tasks.teamed import Met, Pair, Teamed
from tasks.tenancy import how_much


class Completed(Record):
    """How many channels, and messages that came to the old side after the last pass."""

    channels: int
    messages: int = 0


class Complete(Step[Teamed, Nothing, Completed]):
    """No message is imported any more. Undo opens each channel for import again: then nobody writes there.

    A message that comes to the old side later than this is named, and stands in the old team: it was not
    written by people, who read there and do not write.
    """

    def plan(self, want: Teamed, world: World) -> Nothing:
        del want, world
        return Nothing()

    def probe(self, want: Teamed, was: Nothing, world: World) -> Presence:
        del was
        modes = [one.mode for _, one in _all(Met(want, world))]
        return how_much(modes.count("completed"), len(modes))

    def do(self, want: Teamed, was: Nothing, world: World) -> Completed:
        del was
        came = until_level(want, world, ending=True)
        met = Met(want, world)
        channels = _all(met)
        for pair, one in sorted(channels, key=lambda row: row[1].general):
            if one.mode == "inProgress":
                met.new.complete_channel(pair.target.id, one.id)
        for pair in met.pairs.values():
            met.new.complete_team(pair.target.id)
        return Completed(channels=len(channels), messages=came.messages)

    def verify(self, want: Teamed, was: Nothing, receipt: Completed, world: World) -> Verification:
        del was, receipt
        channels = _all(Met(want, world))
        seen = Verification.of(
            "each channel asked for its mode; what the old side holds beside what was put in",
            expected={one.key: "completed" for _, one in channels},
            found={one.key: one.mode or "never in it" for _, one in channels},
        )
        late = (f"{one}: it stands in the old team alone" for one in Late(want, world, whole=True).named())
        return seen.changed(skipped=tuple(late))

    def undo(self, want: Teamed, was: Nothing, receipt: Completed | None, world: World) -> None:
        del was, receipt
        met = Met(want, world)
        for pair, one in _all(met):
            if one.mode == "completed":
                met.new.reopen_channel(pair.target.id, one)


def _all(met: Met) -> list[tuple[Pair, Channel]]:
    return [
        (pair, one) for pair in met.pairs.values() for one in met.new.channels(pair.target.id) if one.mode
    ]


STEP = Complete()
