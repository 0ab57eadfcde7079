"""archive.set-read-only: what is archived can be looked up and never changed."""

from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.record import Record, Slug
from flytt.migration.settings import AbsolutePath
from flytt.migration.step import Step, Traces


class Want(Record):
    """The archive's database file."""

    host: Slug
    path: AbsolutePath


class Was(Record):
    """Whether it could be written before Flytt."""

    writable: bool


class Protected(Record):
    """Nothing that undo needs beyond what was found."""


class SetReadOnly(Step[Want, Was, Protected]):
    """Takes the right to write away; undo gives back only what was there."""

    def plan(self, want: Want, world: World) -> Was:
        return Was(writable=world.hosts.on(want.host).files.writable(want.path))

    def probe(self, want: Want, was: Was, world: World) -> Presence:
        writable = world.hosts.on(want.host).files.writable(want.path)
        return Presence.ABSENT if writable == was.writable else Presence.PRESENT

    def do(self, want: Want, was: Was, world: World) -> Protected:
        del was
        world.hosts.on(want.host).files.set_writable(want.path, writable=False)
        return Protected()

    def traces(self, want: Want, world: World) -> Traces[Was]:
        """The archive was restored by Flytt just before, and could be written then."""
        files = world.hosts.on(want.host).files
        if files.digest(want.path) is None or files.writable(want.path):
            return Traces(Presence.ABSENT)
        return Traces(Presence.PRESENT, Was(writable=True))

    def verify(self, want: Want, was: Was, receipt: Protected, world: World) -> Verification:
        del was, receipt
        writable = world.hosts.on(want.host).files.writable(want.path)
        found = {want.path: "writable" if writable else "read-only"}
        return Verification.of("the file's own rights", expected={want.path: "read-only"}, found=found)

    def undo(self, want: Want, was: Was, receipt: Protected | None, world: World) -> None:
        del receipt
        if was.writable:
            world.hosts.on(want.host).files.set_writable(want.path, writable=True)


STEP = SetReadOnly()
