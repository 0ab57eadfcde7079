"""What a mover made in its last moments, before it was killed, is taken back though it is not listed yet."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from flytt.adapters.memory.directory import MemoryDirectory
from flytt.migration.directory import Group, Person, Route
from flytt.migration.evidence import Presence
from flytt.migration.ports import World
from tasks.identity import create_groups, create_people
from tasks.tenancy import Tenancy
from tests.tenants import IDENTITY_SETTINGS, tenants
from tests.worlds import twins


@dataclass
class Lagging(MemoryDirectory):
    """Lists nothing that was made since `listed`, until it is waited for."""

    listed: set[str] | None = None
    waited_for: list[frozenset[str]] = field(default_factory=list[frozenset[str]])

    def people(self, route: Route = "list") -> Iterator[Person]:
        """Yield those that are listed."""
        yield from (p for p in super().people(route) if self.listed is None or p.id in self.listed)

    def groups(self, route: Route = "list") -> Iterator[Group]:
        """Yield those that are listed."""
        yield from (g for g in super().groups(route) if self.listed is None or g.id in self.listed)

    def catch_up(self, marks: frozenset[str]) -> None:
        """Let time pass."""
        self.waited_for.append(marks)
        self.listed = None


def ground() -> tuple[Tenancy, World, Lagging]:
    """Return a mapping's word, a world of two tenants, and the new one, which lags."""
    there = tenants()
    new = there.tenants["new"]
    lagging = Lagging(**{name: getattr(new, name) for name in vars(new)})
    there.tenants["new"] = lagging
    want = Tenancy.model_validate({**IDENTITY_SETTINGS, "marked_as": "felles"})
    return want, replace(twins().world, tenants=there), lagging


def test_an_account_that_is_not_listed_yet_is_taken_back() -> None:
    """Accounts would stay behind in the new tenant, under a move that says that it went back."""
    want, world, new = ground()
    before = set(new.accounts)
    was = create_people.STEP.plan(want, world)
    create_people.STEP.do(want, was, world)
    new.listed = set(before)
    create_people.STEP.undo(want, was, None, world)
    assert set(new.accounts) == before
    assert len(new.waited_for) == 1


def test_a_group_that_is_not_listed_yet_is_taken_back() -> None:
    """Groups would stay behind in the new tenant, under a move that says that it went back."""
    want, world, new = ground()
    create_people.STEP.do(want, create_people.STEP.plan(want, world), world)
    before = set(new.groups_there)
    was = create_groups.STEP.plan(want, world)
    create_groups.STEP.do(want, was, world)
    assert set(new.groups_there) > before
    new.listed = {*before, *new.accounts}
    create_groups.STEP.undo(want, was, None, world)
    assert set(new.groups_there) == before
    assert len(new.waited_for) == 1


def test_nobody_waits_for_what_was_seen_to_be_made() -> None:
    """Every way back would take five minutes longer for each step."""
    want, world, new = ground()
    was = create_people.STEP.plan(want, world)
    made = create_people.STEP.do(want, was, world)
    create_people.STEP.undo(want, was, made, world)
    assert create_people.STEP.probe(want, was, world) is Presence.ABSENT
    assert new.waited_for == []
