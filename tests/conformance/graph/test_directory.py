"""What every directory keeps: whatever is asked for twice is there once, and what is not Flytt's stays."""

import itertools
from collections.abc import Iterable

import pytest

from flytt.migration.directory import (
    GroupProfile,
    Licensing,
    Membership,
    NewGroup,
    NewPerson,
    Person,
    Profile,
)
from flytt.migration.errors import ChangedByOthers
from practice.graph.faults import Fault
from tests.conformance.graph.conftest import There
from tests.conformance.graph.ground import mailed

pytestmark = pytest.mark.slow

_numbers = itertools.count(1)
LOST = ("504-after", "cut-after", "duplicate", "503", "429", "502", "cut-before")


def new_person(there: There, *, guest: bool = False) -> NewPerson:
    """Return somebody whom no other test makes."""
    local = f"prove{next(_numbers)}"
    return NewPerson(
        name=f"{local}@{there.domain}",
        nickname=local,
        profile=Profile(display_name=f"Prøve {local}", department="Skole", usage_location="NO"),
        guest_of=f"{local}@elsewhere.example" if guest else "",
        mark=f"flytt.test.{local}",
    )


def new_group(*owners: str, unified: bool = False) -> NewGroup:
    """Return a group that no other test makes."""
    nickname = f"gruppe{next(_numbers)}"
    profile = GroupProfile(
        display_name=nickname,
        nickname=nickname,
        unified=unified,
        mail_enabled=unified,
        security_enabled=not unified,
    )
    return NewGroup(profile=profile, owners=owners, mark=f"flytt.test.{nickname}")


def made(there: There, new: NewPerson) -> list[Person]:
    """Return all accounts with that mark."""
    return [person for person in there.directory.people() if person.mark == new.mark]


def ids(things: Iterable[Person]) -> tuple[str, ...]:
    """Return their ids."""
    return tuple(thing.id for thing in things)


@pytest.mark.parametrize("guest", [False, True])
def test_an_account_is_made_once_blocked_and_as_it_was(there: There, *, guest: bool) -> None:
    """Somebody would have two accounts, or be let in before anybody said go."""
    new = new_person(there, guest=guest)
    for _ in range(2):
        there.directory.make_people((new,))
    (found,) = made(there, new)
    assert (found.enabled, found.profile, found.guest_of) == (False, new.profile, new.guest_of)
    (again,) = [p for p in there.directory.people("changes") if p.mark == new.mark]
    assert again == found
    for _ in range(2):
        there.directory.remove_people((found.id,))
    assert made(there, new) == []
    if there.graph is not None:
        assert mailed(there.graph) == []


@pytest.mark.slow
def test_somebody_elses_name_is_left_alone(there: There) -> None:
    """Another person's account would be taken for the one that Flytt meant to make."""
    before = there.somebody
    new = new_person(there).changed(name=before.name, nickname=before.nickname)
    with pytest.raises(ChangedByOthers) as refused:
        there.directory.make_people((new,))
    assert before.name not in str(refused.value), "a name came into an error"
    assert made(there, new) == []
    assert there.somebody == before


@pytest.mark.parametrize("unified", [False, True])
def test_a_group_is_made_once_with_its_owner_and_members(there: There, *, unified: bool) -> None:
    """A group would be there twice, without an owner, or its members would get a message of welcome."""
    people = tuple(new_person(there) for _ in range(23))
    there.directory.make_people(people)
    members = ids(p for new in people for p in made(there, new))
    new = new_group(there.somebody.id, unified=unified)
    for _ in range(2):
        there.directory.make_groups((new,))
    (group,) = [g for g in there.directory.groups() if g.mark == new.mark]
    assert group.profile.nickname == new.profile.nickname
    links = tuple(Membership(group=group.id, member=one) for one in members)
    for chosen in (links[:5], links, links):
        there.directory.add_members(chosen)
    owner = Membership(group=group.id, member=there.somebody.id, role="owner")
    for route in ("list", "changes"):
        assert set(there.directory.memberships((group.id,), route)) == {*links, owner}
    for _ in range(2):
        there.directory.drop_members(links[:5])
    assert set(there.directory.memberships((group.id,))) == {*links[5:], owner}
    for _ in range(2):
        there.directory.remove_groups((group.id,))
    there.directory.remove_people(members)
    assert not [g for g in there.directory.groups() if g.mark == new.mark]
    if there.graph is not None:
        assert mailed(there.graph) == []


def test_licences_and_sign_in_are_given_and_taken(there: There) -> None:
    """Undoing would take a licence twice, or leave somebody able to sign in."""
    new = new_person(there)
    there.directory.make_people((new,))
    (one,) = ids(made(there, new))
    given = Licensing(person=one, sku=there.sku.id)
    for _ in range(2):
        there.directory.give_licences((given,))
        there.directory.set_enabled((one,), enabled=True)
    (found,) = made(there, new)
    assert ([held.sku for held in found.licences], found.enabled) == ([given.sku], True)
    for _ in range(2):
        there.directory.take_licences((given,))
        there.directory.set_enabled((one,), enabled=False)
    (found,) = made(there, new)
    assert (found.licences, found.enabled) == ((), False)
    there.directory.remove_people((one,))


def test_the_directorys_own_count_is_that_of_the_list(there: There) -> None:
    """A list that was cut short would be taken for the whole tenant."""
    assert there.directory.count() == len(list(there.directory.people()))


def test_consent_is_read_from_the_tenant(there: There) -> None:
    """A permission that nobody gave would be missed in the middle of the window."""
    assert {"User.Read.All", "Group.Read.All"} <= there.directory.granted("read")
    assert "User.ReadWrite.All" in there.directory.granted("write")


@pytest.mark.parametrize("kind", LOST)
def test_a_lost_or_doubled_request_makes_nothing_twice(real: There, kind: str) -> None:
    """An answer that was lost would make the same person, guest or group a second time."""
    assert real.graph is not None
    member, guest = new_person(real), new_person(real, guest=True)
    assert real.directory.granted("read")  # signed in for both: the fault is for what comes after
    assert real.directory.granted("write")
    for _ in range(2):
        real.graph.service.faults.add(
            Fault.model_validate({"kind": kind, "match": "^(POST|PATCH) ", "retry_after": 0})
        )
    real.directory.make_people((member, guest))
    group = new_group(*ids(made(real, member)))
    for match in ("PATCH /groups", "batch"):
        real.graph.service.faults.add(Fault.model_validate({"kind": kind, "match": match, "retry_after": 0}))
    real.directory.make_groups((group,))
    assert [len(made(real, member)), len(made(real, guest))] == [1, 1]
    assert len([g for g in real.directory.groups() if g.mark == group.mark]) == 1
    (there,) = [g.id for g in real.directory.groups() if g.mark == group.mark]
    links = tuple(Membership(group=there, member=one) for one in ids(made(real, member)))
    real.graph.service.faults.add(Fault.model_validate({"kind": kind, "match": "batch", "retry_after": 0}))
    real.directory.add_members(links)
    assert [m for m in real.directory.memberships((there,)) if m.role == "member"] == list(links)
    assert mailed(real.graph) == []
