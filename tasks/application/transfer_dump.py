"""application.transfer-dump: the dump, byte for byte, on the new host."""

from flytt.migration.errors import ChangedByOthers, NotFound
from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import Digest, World
from flytt.migration.record import Record, Slug
from flytt.migration.settings import AbsolutePath
from flytt.migration.step import Nothing, Step
from tasks.kept import refuse_foreign


class Want(Record):
    """From where to where."""

    source_host: Slug
    source_path: AbsolutePath
    target_host: Slug
    target_path: AbsolutePath


class Transferred(Record):
    """What was sent, as the source host hashed it."""

    sent: Digest


class TransferDump(Step[Want, Nothing, Transferred]):
    """The target appears whole or not at all."""

    def plan(self, want: Want, world: World) -> Nothing:
        if world.hosts.on(want.target_host).files.digest(want.target_path) is not None:
            raise ChangedByOthers(
                f"{want.target_path} on {want.target_host} was to receive a dump; a file lies there already.",
                still_true="It was not touched.",
                next_command="look at the file, move it away, then flytt resume",
            )
        return Nothing()

    def probe(self, want: Want, was: Nothing, world: World) -> Presence:
        del was
        there = world.hosts.on(want.target_host).files.digest(want.target_path)
        return Presence.ABSENT if there is None else Presence.PRESENT

    def do(self, want: Want, was: Nothing, world: World) -> Transferred:
        del was
        sent = world.hosts.on(want.source_host).files.digest(want.source_path)
        if sent is None:
            raise NotFound(f"The dump {want.source_path} is no longer on {want.source_host}.")
        there = world.hosts.on(want.target_host).files.digest(want.target_path)
        if there != sent:
            world.hosts.copy(want.source_host, want.source_path, want.target_host, want.target_path)
        return Transferred(sent=sent)

    def verify(self, want: Want, was: Nothing, receipt: Transferred, world: World) -> Verification:
        del was
        there = world.hosts.on(want.target_host).files.digest(want.target_path)
        return Verification.of(
            "hashed on the target host",
            expected={want.target_path: receipt.sent.sha256},
            found={want.target_path: there.sha256} if there else {},
        )

    def undo(self, want: Want, was: Nothing, receipt: Transferred | None, world: World) -> None:
        del was
        files = world.hosts.on(want.target_host).files
        there = f"{want.target_path} on {want.target_host}"
        refuse_foreign(files.digest(want.target_path), receipt.sent if receipt else None, there)
        files.remove(want.target_path)


STEP = TransferDump()
