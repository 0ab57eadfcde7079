"""domain.check-mail: what can be read of where mail goes. Whether it arrives, people see."""

from flytt.migration.addressing import Addresses, held, ungiven
from flytt.migration.evidence import Verification
from flytt.migration.look import Look
from flytt.migration.ports import World
from flytt.migration.record import Record
from tasks.domain.set_records import wanted_value
from tasks.holding import Holding, standing

ARRIVES = "whether mail arrives: a person sends one from outside, both ways"
UNKNOWN = "whether everybody has theirs: this ledger does not know who had which address"


class Seen(Record):
    """How many names and recipients the domain has on the new side."""

    names: int
    recipients: int


class CheckMail(Look[Holding, Seen]):
    """The zone leads to the new tenant, which has the domain, and everybody there has what they had."""

    def see(self, want: Holding, world: World) -> Seen:
        found = held(standing(world, want.target), want.domain)
        return Seen(names=len(found.names), recipients=len(found.recipients))

    def judge(self, want: Holding, seen: Seen, world: World) -> Verification:
        old, new = want.find(want.old(world)), want.find(want.new(world))
        expected = {"the old tenant": "without it", "the new tenant": "has proven it"}
        found = {
            "the old tenant": "without it" if old is None else "has it",
            "the new tenant": "has proven it" if new is not None and new.verified else "has not",
            "addresses there": "some" if seen.names + seen.recipients else "none",
        }
        for one in want.new(world).service_records(want.domain):
            name = f"{one.kind} {one.name}"
            values = world.names.records(one.name, one.kind).values
            expected[name] = wanted_value(one, values)
            found[name] = expected[name] if expected[name] in values else " and ".join(values) or "nothing"
        was = want.book(world).read() or Addresses()
        expected |= _said(was, want, lost=())
        found |= _said(was, want, lost=_lost(was, want, world))
        return Verification.of(
            "the zone's own server, and both tenants' lists of domains",
            expected={**expected, "addresses there": "some"},
            found=found,
        ).changed(skipped=(ARRIVES,) if was.ids else (ARRIVES, UNKNOWN))


def _said(was: Addresses, want: Holding, *, lost: tuple[str, ...]) -> dict[str, str]:
    left = {row.source for row in want.leave}
    there = (one for one in was.ids if one not in left)
    return {f"addresses of {one}": "lost" if one in lost else "given" for one in there}


def _lost(was: Addresses, want: Holding, world: World) -> tuple[str, ...]:
    """Everybody who was noted when the old tenant took their address, whatever was planned for them since."""
    return ungiven(was, want.pairing(world, was), standing(world, want.target), want.domain)


STEP = CheckMail()
