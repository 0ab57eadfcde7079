"""Owners: who becomes whom is decided beforehand, and whoever is forgotten is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flytt.migration.errors import BadInput
from flytt.shares.acl import Acl, AclEntry, canonical, parse
from flytt.shares.owners import Owners, Unmapped, read
from tests.shares.making import file, folder

ACL = "user::rwx,user:7:r--,group::r-x,group:8:rwx,mask::rwx,other::---"


def test_the_undecided_are_listed_with_how_much_they_own() -> None:
    """Somebody's files would end with a stranger as owner."""
    entries = [folder("", uid=1, gid=1), file("a", uid=2, gid=1, acl=ACL), file("b", uid=2, gid=1)]
    found = Owners({1: 1}, {1: 1}).undecided(entries)
    assert found[0] == Unmapped("user", 2, 2)
    assert set(found[1:]) == {Unmapped("user", 7, 1), Unmapped("group", 8, 1)}
    assert Owners(others="same").undecided(entries) == ()


def test_the_default_list_is_looked_at_too() -> None:
    """Somebody named only for things to come would be forgotten."""
    found = Owners({1: 1}, {1: 1}).undecided([folder("", uid=1, gid=1, acl=f"default={ACL}")])
    assert {(one.kind, one.owner) for one in found} == {("user", 7), ("group", 8)}


def test_an_access_list_is_carried_over() -> None:
    """Rights would be given to whoever has the old number on the new side."""
    owners = Owners({7: 70}, {8: 3})
    assert owners.mapped_acl(ACL) == "user::rwx,user:70:r--,group::r-x,group:3:rwx,mask::rwx,other::---"
    assert owners.mapped_acl("default=" + ACL) == "default=" + (owners.mapped_acl(ACL) or "")
    assert Owners({7: 70}).mapped_acl(ACL) is None
    assert Owners(others="same").mapped_acl(ACL) == ACL


def test_only_what_changes_goes_to_the_mover() -> None:
    """A mover would be told of SIDs, or of those who keep their number."""
    assert Owners({1: 2, "S-1-5-21-1": 3}, {4: 5}).numbers() == ({1: 2}, {4: 5})
    assert Owners({1: 1}, others="same").nothing_changes
    assert not Owners({1: 2}, others="same").nothing_changes
    assert not Owners({1: 1}).nothing_changes


def test_a_file_of_owners_is_read() -> None:
    """Decisions that were written down would not be followed."""
    owners = read(
        {"users": {1001: 2001, "S-1-5-21-9": 5}, "groups": {100: 100}, "others": "same"}, "owners.yaml"
    )
    assert owners.target("user", 1001) == 2001
    assert owners.target("user", "S-1-5-21-9") == 5
    assert owners.target("group", 55) == 55


def test_every_fault_of_a_file_comes_at_once() -> None:
    """A person would mend one line at a time in the middle of the night."""
    with pytest.raises(BadInput) as refused:
        read({"users": {"ola": 3, 1: -1}, "groups": [1], "others": "keep", "owner": {}}, "owners.yaml")
    assert all(word in str(refused.value) for word in ("ola", "1: -1", "groups", "others", "owner:"))


named = st.tuples(st.integers(0, 1 << 32), st.integers(0, 7))
acl_entries = st.lists(named, max_size=4, unique_by=lambda e: e[0])


@given(users=acl_entries, groups=acl_entries, default=st.booleans())
def test_access_lists_have_one_text(
    users: list[tuple[int, int]], groups: list[tuple[int, int]], *, default: bool
) -> None:
    """Two hosts would write one list in two ways, and every file would differ."""
    entries = (
        AclEntry("other", None, 0),
        AclEntry("mask", None, 7),
        *(AclEntry("group", who, bits) for who, bits in groups),
        AclEntry("group", None, 5),
        *(AclEntry("user", who, bits) for who, bits in users),
        AclEntry("user", None, 6),
    )
    made = Acl(entries, entries if default else ())
    text = canonical(made)
    assert canonical(Acl(entries[::-1], made.default[::-1])) == text
    assert canonical(parse(text)) == text
    assert {*parse(text).access} == {*entries}


@pytest.mark.parametrize("text", ["user::rw", "door::rwx", "mask:3:rwx", "user:x:rwx", "rwx"])
def test_what_is_no_access_list_is_refused(text: str) -> None:
    """Damage would be read as rights."""
    with pytest.raises(ValueError, match=r".*"):
        parse(text)
