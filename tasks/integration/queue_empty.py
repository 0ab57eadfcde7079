"""integration.queue-empty: no message is on its way when the route is changed."""

from flytt.migration.evidence import Verification
from flytt.migration.look import Look
from flytt.migration.ports import World
from flytt.migration.record import Record
from flytt.migration.settings import DocumentName


class Want(Record):
    """The route's page, which has a `queued` count."""

    document: DocumentName


class Seen(Record):
    """Messages waiting when first looked; None when the page does not say."""

    queued: int | None


class QueueEmpty(Look[Want, Seen]):
    """A message in the queue would be delivered to the old side after it has closed."""

    def see(self, want: Want, world: World) -> Seen:
        queued = world.documents.read(want.document).value.get("queued")
        return Seen(queued=queued if isinstance(queued, int) else None)

    def judge(self, want: Want, seen: Seen, world: World) -> Verification:
        route = "the hub's own count"
        del seen
        now = self.see(want, world).queued
        if now is None:
            return Verification(
                route=route, unchecked=1, unchecked_why=f"{want.document} has no count of its queue"
            )
        return Verification.of(route, expected={"queued": "0"}, found={"queued": str(now)})


STEP = QueueEmpty()
