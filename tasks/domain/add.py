"""domain.add: the new tenant has the domain, not proven yet."""

from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.record import Record
from flytt.migration.step import Before, Step, Traces
from tasks.holding import Holding


class Added(Record):
    """Which tenant has it."""

    tenant: str


class Add(Step[Holding, Before, Added]):
    """The service answers for a while that another tenant has it: that is waited for."""

    def plan(self, want: Holding, world: World) -> Before:
        return Before(found="absent" if want.find(want.new(world)) is None else "found")

    def probe(self, want: Holding, was: Before, world: World) -> Presence:
        is_there = want.find(want.new(world)) is not None
        return Presence.PRESENT if is_there and was.found == "absent" else Presence.ABSENT

    def traces(self, want: Holding, world: World) -> Traces[Before]:
        """Nobody else adds a domain that the old tenant has just let go."""
        was = Before(found="absent")
        return Traces(self.probe(want, was, world), was)

    def do(self, want: Holding, was: Before, world: World) -> Added:
        del was
        want.new(world).add(want.domain)
        return Added(tenant=want.target)

    def verify(self, want: Holding, was: Before, receipt: Added, world: World) -> Verification:
        del was, receipt
        own = want.find(want.new(world))
        return Verification.of(
            "the tenant's own list of domains",
            expected={want.domain: "there"},
            found={want.domain: "not there" if own is None else "there"},
        )

    def undo(self, want: Holding, was: Before, receipt: Added | None, world: World) -> None:
        """Let it go, so that the old tenant can have it."""
        del receipt
        if was.found == "absent":
            want.new(world).release(want.domain)


STEP = Add()
