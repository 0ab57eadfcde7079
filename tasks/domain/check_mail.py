"""domain.check-mail: what can be read of where mail goes. Whether it arrives, people see."""

from flytt.migration.addressing import held
from flytt.migration.evidence import Verification
from flytt.migration.look import Look
from flytt.migration.ports import World
from flytt.migration.record import Record
from tasks.holding import Holding, standing


class Seen(Record):
    """How many names and recipients the domain has on the new side."""

    names: int
    recipients: int


class CheckMail(Look[Holding, Seen]):
    """The zone leads to the new tenant, which has the domain; the old one has neither it nor an address."""

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
            expected[name] = one.value
            values = world.names.records(one.name, one.kind).values
            found[name] = one.value if one.value in values else " and ".join(values) or "nothing"
        return Verification.of(
            "the zone's own server, and both tenants' lists of domains",
            expected={**expected, "addresses there": "some"},
            found=found,
        ).changed(skipped=("whether mail arrives: a person sends one from outside, both ways",))


STEP = CheckMail()
