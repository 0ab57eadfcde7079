"""domain.release: the old tenant lets the domain go. Back again means added, proven by DNS, verified."""

from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.record import Record
from flytt.migration.step import Before, Step, Traces
from tasks.domain.scan_again import refuse_held
from tasks.holding import Holding
from tasks.zone_turns import LOW_SECONDS, Turn, put


class Was(Before):
    """Whether the old tenant had it. `proof`: its proof lay in the zone."""

    proof: bool = False


class Released(Record):
    """In how many tenants it is now: none of the two."""

    tenants: int


class Release(Step[Holding, Was, Released]):
    """While no tenant has it, mail to it is refused to its sender: that cannot be taken back."""

    def plan(self, want: Holding, world: World) -> Was:
        old = want.old(world)
        if want.find(old) is None:
            return Was(found="absent")
        values = world.names.records(want.domain, "TXT").values
        return Was(found="found", proof=old.proof(want.domain) in values)

    def probe(self, want: Holding, was: Was, world: World) -> Presence:
        own = want.find(want.old(world))
        if was.found == "absent" or (own is not None and own.verified):
            return Presence.ABSENT
        return Presence.PRESENT if own is None else Presence.PARTIAL

    def traces(self, want: Holding, world: World) -> Traces[Was]:
        """A domain that is not there was let go; it was there when the move was planned."""
        was = Was(found="found")
        return Traces(self.probe(want, was, world), was)

    def do(self, want: Holding, was: Was, world: World) -> Released:
        if was.found == "found" and want.find(want.old(world)) is not None:
            refuse_held(want, world)
            want.old(world).release(want.domain)
        return Released(tenants=0)

    def verify(self, want: Holding, was: Was, receipt: Released, world: World) -> Verification:
        del was, receipt
        own = want.find(want.old(world))
        return Verification.of(
            "the tenant's own list of domains",
            expected={want.domain: "not there"},
            found={want.domain: "not there" if own is None else "there"},
        )

    def undo(self, want: Holding, was: Was, receipt: Released | None, world: World) -> None:
        """The new tenant has let it go by now: add it, write this tenant's own proof, have it seen."""
        del receipt
        old = want.old(world)
        own = want.find(old)
        if was.found == "absent" or (own is not None and own.verified and was.proof):
            return
        old.add(want.domain)
        lifetime = world.names.records(want.domain, "TXT").ttl_seconds
        proof = Turn(
            name=want.domain, kind="TXT", give=(old.proof(want.domain),), ttl_before=lifetime,
            ttl_after=lifetime or LOW_SECONDS,
        )  # fmt: skip
        if own is None or not own.verified:
            put(want, proof, world)
            old.verify(want.domain)
        if not was.proof and want.dns == "flytt":
            put(want, proof.back, world)


STEP = Release()
