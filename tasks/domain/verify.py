"""domain.verify: the new tenant has seen the proof, and the domain is its own."""

from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.record import Record
from flytt.migration.step import Step, Traces
from tasks.holding import Holding


class Was(Record):
    """Whether it was proven before."""

    proven: bool


class Proven(Record):
    """Which tenant has proven it."""

    tenant: str


class Verify(Step[Holding, Was, Proven]):
    """Name servers and the service lag: what is not seen yet is asked for again, for hours if need be."""

    def plan(self, want: Holding, world: World) -> Was:
        return Was(proven=_is_proven(want, world))

    def probe(self, want: Holding, was: Was, world: World) -> Presence:
        is_new = _is_proven(want, world) and not was.proven
        return Presence.PRESENT if is_new else Presence.ABSENT

    def traces(self, want: Holding, world: World) -> Traces[Was]:
        """Proven now, it was not proven while the old tenant had it."""
        was = Was(proven=False)
        return Traces(self.probe(want, was, world), was)

    def do(self, want: Holding, was: Was, world: World) -> Proven:
        del was
        want.new(world).verify(want.domain)
        return Proven(tenant=want.target)

    def verify(self, want: Holding, was: Was, receipt: Proven, world: World) -> Verification:
        del was, receipt
        return Verification.of(
            "the tenant's own list of domains",
            expected={want.domain: "proven"},
            found={want.domain: "proven" if _is_proven(want, world) else "not proven"},
        )

    def undo(self, want: Holding, was: Was, receipt: Proven | None, world: World) -> None:
        """A proof is not taken back: the domain is let go, and added again without one."""
        del receipt
        if was.proven:
            return
        if _is_proven(want, world):
            want.new(world).release(want.domain)
        before = want.find(want.old(world))
        if before is None or not before.verified:
            want.new(world).add(want.domain)


def _is_proven(want: Holding, world: World) -> bool:
    own = want.find(want.new(world))
    return own is not None and own.verified


STEP = Verify()
