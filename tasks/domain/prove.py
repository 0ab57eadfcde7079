"""domain.prove: the new tenant's proof stands in the zone."""

from flytt.migration.ports import World
from flytt.migration.step import Traces
from tasks.holding import Holding
from tasks.zone_turns import LOW_SECONDS, Turn, Turned, TurnRecords


class Prove(TurnRecords):
    """It cannot be written before: each tenant asks for another text, and says it when it has the domain."""

    def turns(self, want: Holding, world: World) -> tuple[Turn, ...]:
        new = want.new(world)
        if want.find(new) is None:
            return ()
        lifetime = world.names.records(want.domain, "TXT").ttl_seconds
        proof = new.proof(want.domain)
        return (
            Turn(
                name=want.domain, kind="TXT", give=(proof,), ttl_before=lifetime,
                ttl_after=lifetime or LOW_SECONDS,
            ),
        )  # fmt: skip

    def traces(self, want: Holding, world: World) -> Traces[Turned]:
        """A proof is nobody else's."""
        return Traces(super().traces(want, world).presence, Turned(turns=self.turns(want, world)))


STEP = Prove()
