"""hosted.vendor-moves: the vendor moves the application; Flytt asks, and counts afterwards."""

from flytt.migration.errors import ChangedByOthers, NotFound
from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.record import Record
from flytt.migration.settings import DocumentName
from flytt.migration.step import Step, Traces
from tasks.hosted.count_records import counts_on


class Want(Record):
    """The vendor's pages, and the instance that the application shall run in."""

    document: DocumentName
    counts: DocumentName
    instance: str


class Was(Record):
    """The instance it ran in, and what it held, before the vendor began."""

    instance: str
    counts: dict[str, int]


class Moved(Record):
    """The instance that the vendor says it runs in now."""

    instance: str


class VendorMoves(Step[Want, Was, Moved]):
    """Believes the vendor's page, not the vendor's word; and the counts more than the page."""

    def plan(self, want: Want, world: World) -> Was:
        instance = world.documents.read(want.document).value.get("instance")
        if not isinstance(instance, str):
            raise NotFound(
                f"{want.document} does not say in which instance the application runs.",
                still_true="Nothing was changed, and the vendor was not asked.",
                next_command="have the vendor put `instance` on the page, then flytt resume",
            )
        return Was(instance=instance, counts=counts_on(world, want.counts))

    def probe(self, want: Want, was: Was, world: World) -> Presence:
        instance = world.documents.read(want.document).value.get("instance")
        if instance == was.instance:
            return Presence.ABSENT
        return Presence.PRESENT if instance == want.instance else Presence.UNKNOWN

    def do(self, want: Want, was: Was, world: World) -> Moved:
        del was
        instance = world.documents.read(want.document).value.get("instance")
        if instance != want.instance:
            raise ChangedByOthers(
                f"The vendor said it is moved, and {want.document} still says instance {instance}.",
                still_true="Flytt has changed nothing.",
                next_command="call the vendor, then flytt resume",
            )
        return Moved(instance=want.instance)

    def traces(self, want: Want, world: World) -> Traces[Was]:
        instance = world.documents.read(want.document).value.get("instance")
        return Traces(Presence.PRESENT if instance == want.instance else Presence.ABSENT)

    def verify(self, want: Want, was: Was, receipt: Moved, world: World) -> Verification:
        del receipt
        now = counts_on(world, want.counts)
        if not was.counts or not now:
            why = "the vendor's page has no counts, now or from before"
            return Verification(route="the vendor's counts, before and after", unchecked=1, unchecked_why=why)
        return Verification.of(
            "the vendor's counts, before and after",
            expected={name: str(count) for name, count in was.counts.items()},
            found={name: str(count) for name, count in now.items()},
        )

    def undo(self, want: Want, was: Was, receipt: Moved | None, world: World) -> None:
        """The vendor has taken it back: believe the page, not the word."""
        del receipt
        instance = world.documents.read(want.document).value.get("instance")
        if instance != was.instance:
            raise ChangedByOthers(
                f"The vendor said it is taken back, and {want.document} still says instance {instance}.",
                next_command="call the vendor, then roll back again",
            )


STEP = VendorMoves()
