"""What every directory keeps: whatever is asked for twice is there once, and what is not Flytt's stays."""

import itertools
from collections.abc import Iterable

import pytest

from flytt.adapters.memory.directory import MemoryDirectory
from flytt.migration.directory import (
    GroupProfile,
    Licensing,
    Membership,
    NewGroup,
    NewPerson,
    Person,
    Profile,
    ProfileField,
    ProfilePart,
)
from flytt.migration.errors import ChangedByOthers, FlyttError
from practice.graph.faults import Fault
from tests.conformance.graph.conftest import There
from tests.conformance.graph.ground import mailed
from tests.life.tenant_ground import tenant

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


def test_properties_are_set_and_emptied_and_no_others(there: There) -> None:
    """Somebody would keep an old name, or lose what was not to be changed."""
    member, guest = new_person(there), new_person(there, guest=True)
    there.directory.make_people((member, guest))
    for new in (member, guest):
        (one,) = ids(made(there, new))
        says: dict[ProfileField, str] = {"surname": "Nygift", "mobile": "12345678", "department": ""}
        for _ in range(2):
            there.directory.set_profiles((ProfilePart(person=one, says=says),))
        (found,) = made(there, new)
        assert found.profile == new.profile.changed(**says)
        assert (found.mark, found.enabled) == (new.mark, False)
        assert there.somebody.profile.surname != "Nygift"
    there.directory.remove_people((*ids(made(there, member)), *ids(made(there, guest))))


@pytest.mark.parametrize("name", ["display_name", "usage_location"])
def test_what_no_account_may_be_without_is_not_emptied(there: There, name: ProfileField) -> None:
    """A licence could not be given any more, and the twin would let pass what the service refuses."""
    new = new_person(there)
    there.directory.make_people((new,))
    (one,) = ids(made(there, new))
    with pytest.raises(FlyttError):
        there.directory.set_profiles((ProfilePart(person=one, says={name: ""}),))
    assert made(there, new)[0].profile == new.profile
    there.directory.remove_people((one,))


def test_an_account_that_is_synced_is_named_when_all_others_are_set(there: There) -> None:
    """One account that its own directory rules would keep a thousand others from being put right."""
    people = (new_person(there), new_person(there))
    there.directory.make_people(people)
    fixed, free = (ids(made(there, new))[0] for new in people)
    if there.graph is None:
        assert isinstance(there.directory, MemoryDirectory)
        there.directory.synced.add(fixed)
    else:
        users = tenant(there.graph, "target").users
        users.put({**(users.true(fixed) or {}), "onPremisesSyncEnabled": True})
    parts = tuple(ProfilePart(person=one, says={"job_title": "Ny"}) for one in (fixed, free))
    with pytest.raises(ChangedByOthers) as refused:
        there.directory.set_profiles(parts)
    assert (fixed in str(refused.value), free in str(refused.value)) == (True, False)
    assert "synced from a directory of its own (Request_BadRequest)" in str(refused.value)
    assert [made(there, new)[0].profile.job_title for new in people] == ["", "Ny"]
    there.directory.set_profiles((ProfilePart(person=fixed, says={"job_title": ""}),))


def test_what_a_list_that_lags_shows_is_set_all_the_same(real: There) -> None:
    """Taken back in the minutes after a kill, a new name would stay: the list shows the old one still."""
    assert real.graph is not None
    new = new_person(real)
    real.directory.make_people((new,))
    (one,) = ids(made(real, new))
    target = tenant(real.graph, "target")
    target.lag_seconds, users = 3_600.0, target.users
    try:
        users.put({**(users.true(one) or {}), "surname": "Nygift"})
        assert made(real, new)[0].profile.surname == "", "the list does not lag: nothing is tried"
        real.directory.set_profiles((ProfilePart(person=one, says={"surname": ""}),))
        assert not (users.true(one) or {}).get("surname")
    finally:
        target.lag_seconds = 0.0


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
    (one,) = ids(made(real, member))
    for match in ("^PATCH ", "batch"):
        real.graph.service.faults.add(Fault.model_validate({"kind": kind, "match": match, "retry_after": 0}))
    real.directory.set_profiles((ProfilePart(person=one, says={"surname": "Nygift"}),))
    assert made(real, member)[0].profile == member.profile.changed(surname="Nygift")
    assert mailed(real.graph) == []
