"""archive.set-read-only: what is archived can be looked up and never changed."""

from typing import Annotated

from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import Protection, World
from flytt.migration.record import Record, Slug
from flytt.migration.settings import Database
from flytt.migration.step import InVault, Step, Traces

OWNER_WRITES = 0o200


class Want(Record):
    """The archive."""

    host: Slug
    database: Database


class Was(Record):
    """Who could write before Flytt, and by what. Roles may be named after people."""

    protection: Annotated[Protection, InVault()]


class Protected(Record):
    """Nothing that undo needs beyond what was found."""


class SetReadOnly(Step[Want, Was, Protected]):
    """Takes the right to write away; undo gives back only what was there."""

    def plan(self, want: Want, world: World) -> Was:
        return Was(protection=world.hosts.on(want.host).databases.protection(want.database))

    def probe(self, want: Want, was: Was, world: World) -> Presence:
        databases = world.hosts.on(want.host).databases
        if not databases.exists(want.database):
            return Presence.ABSENT
        now = databases.protection(want.database)
        if now == was.protection:
            return Presence.ABSENT
        return Presence.PRESENT if now.read_only else Presence.PARTIAL

    def do(self, want: Want, was: Was, world: World) -> Protected:
        del was
        world.hosts.on(want.host).databases.protect(want.database)
        return Protected()

    def traces(self, want: Want, world: World) -> Traces[Was]:
        """The archive was restored by Flytt just before, and could be written then: a file by its owner.

        Which rights a server's roles had, only people can know.
        """
        databases = world.hosts.on(want.host).databases
        if not databases.exists(want.database):
            return Traces(Presence.ABSENT)
        now = databases.protection(want.database)
        if not now.read_only:
            return Traces(Presence.ABSENT)
        if now.mode is None:
            return Traces(Presence.PRESENT)
        former = now.changed(read_only=False, mode=now.mode | OWNER_WRITES)
        return Traces(Presence.PRESENT, Was(protection=former))

    def verify(self, want: Want, was: Was, receipt: Protected, world: World) -> Verification:
        """What was set is not believed: somebody tries to write, and everybody is asked about."""
        del was, receipt
        writers = world.hosts.on(want.host).databases.writers(want.database)
        return Verification.of(
            "who can write: tried on a new connection where there is one, and asked of the host",
            expected={want.database.name: "nobody can write"},
            found={want.database.name: f"{', '.join(writers) or 'nobody'} can write"},
        )

    def undo(self, want: Want, was: Was, receipt: Protected | None, world: World) -> None:
        del receipt
        databases = world.hosts.on(want.host).databases
        if databases.exists(want.database):
            databases.put_back(want.database, was.protection)


STEP = SetReadOnly()
