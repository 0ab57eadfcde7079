"""share.remove-source: the old side is deleted, if it still is what was copied. Final."""

from flytt.migration.errors import ChangedByOthers
from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.record import Record
from flytt.migration.step import Nothing, Step, Traces
from tasks.shared import OneSide


class Was(Record):
    """The digest of the record that the source was found equal to."""

    digest: str


class RemoveSource(Step[OneSide, Was, Nothing]):
    """A file that came to the old side after the copy would be lost: then nothing is deleted."""

    def plan(self, want: OneSide, world: World) -> Was:
        written = world.shares.written_since(want.place)
        if not written.nothing:
            raise ChangedByOthers(
                f"{want.place.path} on {want.place.host} is not what was copied: {written.counts}.",
                still_true="Nothing was deleted.",
                next_command=f"look at {written.listed}, bring over what is missing, then flytt resume",
            )
        return Was(digest=world.shares.recorded(want.place))

    def probe(self, want: OneSide, was: Was, world: World) -> Presence:
        del was
        return Presence.PRESENT if world.shares.count(want.place) is None else Presence.ABSENT

    def traces(self, want: OneSide, world: World) -> Traces[Was]:
        """Gone is gone, whatever it was: what it was found equal to lets nothing be brought back."""
        there = world.shares.count(want.place) is not None
        return Traces(Presence.ABSENT if there else Presence.PRESENT, Was(digest=""))

    def do(self, want: OneSide, was: Was, world: World) -> Nothing:
        world.shares.remove(want.place, digest=was.digest)
        return Nothing()

    def verify(self, want: OneSide, was: Was, receipt: Nothing, world: World) -> Verification:
        del was, receipt
        there = "gone" if world.shares.count(want.place) is None else "there"
        return Verification.of(
            "looked for on the host", expected={want.place.path: "gone"}, found={want.place.path: there}
        )

    def undo(self, want: OneSide, was: Was, receipt: Nothing | None, world: World) -> None:
        """Never called: the runbook says `final`, and the engine refuses to go back past it."""
        del want, was, receipt, world


STEP = RemoveSource()
