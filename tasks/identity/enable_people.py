"""identity.enable-people: whoever may sign in on the old side may sign in on the new one."""

from collections.abc import Iterator

from flytt.migration.directory import Person
from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.step import Step, Traces
from tasks.signing_in import Count, Turned, found, presence, turn
from tasks.tenancy import Met, Tenancy, how_much, marked


class EnablePeople(Step[Tenancy, Turned, Count]):
    """Accounts of Flytt's own alone, and never of one who is blocked on the old side, or does not move."""

    def plan(self, want: Tenancy, world: World) -> Turned:
        turning = [p.id for p in _may(want, world) if not p.enabled]
        return Turned(turning=tuple(sorted(turning)))

    def probe(self, want: Tenancy, was: Turned, world: World) -> Presence:
        return presence(want.new(world), was, enabled=True)

    def traces(self, want: Tenancy, world: World) -> Traces[Turned]:
        """Flytt makes accounts blocked: one that is not was let in afterwards."""
        may = {person.id: person.enabled for person in _may(want, world)}
        turned = tuple(sorted(one for one, enabled in may.items() if enabled))
        return Traces(how_much(len(turned), len(may)), Turned(turning=turned))

    def do(self, want: Tenancy, was: Turned, world: World) -> Count:
        turn(want.new(world), was, enabled=True)
        return Count(accounts=len(was.turning))

    def verify(self, want: Tenancy, was: Turned, receipt: Count, world: World) -> Verification:
        del receipt
        return found(want.new(world), was, enabled=True)

    def undo(self, want: Tenancy, was: Turned, receipt: Count | None, world: World) -> None:
        del receipt
        turn(want.new(world), was, enabled=False)


def _may(want: Tenancy, world: World) -> Iterator[Person]:
    met, there = Met(want, world), marked(want, world)
    allowed = (one.id for one in met.sides.people if one.enabled and one.id in met.movers)
    return (person for one in allowed if (person := there.get(one)))


STEP = EnablePeople()
