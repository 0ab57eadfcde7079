"""What a person may do: as the kernel says, and found when a move changed it."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TypedDict, Unpack

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flytt.shares.acl import Acl, AclEntry, canonical
from flytt.shares.entry import Entry
from flytt.shares.manifest_reading import Reader
from flytt.shares.rights import Pair, Person, RightsDifference, Way, compared, letters, permitted
from tests.shares.making import file, folder, in_order, packed

ME = Person(1001, frozenset({100, 200}))
ACL = "user::rwx,user:1001:rw-,group::r-x,group:200:-wx,mask::r-x,other::--x"


class Shape(TypedDict, total=False):
    """What decides about rights."""

    mode: int
    uid: int
    gid: int
    acl: str


def shaped(**fields: Unpack[Shape]) -> Entry:
    """Return a file with some fields of its own."""
    return file("x")._replace(**fields)


@pytest.mark.parametrize(
    ("person", "fields", "rights"),
    [
        (ME, {"mode": 0o640}, "rw-"),
        (ME, {"mode": 0o077}, "---"),
        (ME, {"mode": 0o640, "uid": 1}, "r--"),
        (ME, {"mode": 0o604, "uid": 1}, "---"),
        (ME, {"mode": 0o604, "uid": 1, "gid": 5}, "r--"),
        (Person(0, frozenset({0})), {"mode": 0o000}, "rw-"),
        (Person(0, frozenset({0})), {"mode": 0o001}, "rwx"),
        (ME, {"mode": 0o751, "uid": 1, "gid": 5, "acl": ACL}, "r--"),
        (Person(2, frozenset({200})), {"mode": 0o751, "uid": 1, "gid": 5, "acl": ACL}, "--x"),
        (Person(2, frozenset({5, 200})), {"mode": 0o751, "uid": 1, "gid": 5, "acl": ACL}, "r-x"),
        (Person(2, frozenset({9})), {"mode": 0o751, "uid": 1, "gid": 5, "acl": ACL}, "--x"),
    ],
)
def test_rights_are_those_of_the_kernel(person: Person, fields: Shape, rights: str) -> None:
    """Rights after the move would be called the same when they are not."""
    assert letters(permitted(person, shaped(**fields))) == rights


def test_there_is_no_right_without_a_way() -> None:
    """A file in a closed folder would count as open to everybody."""
    way = Way(ME)
    entries = [folder(""), folder("a", mode=0o600), folder("a/b"), file("a/b/c"), file("d")]
    assert [letters(way.effective(entry)) for entry in entries] == ["rwx", "rw-", "---", "---", "rw-"]


def test_changed_rights_are_found_for_the_person_they_concern() -> None:
    """Somebody would be locked out, or let in where they were not before, unseen."""
    closed = folder("a", uid=1, gid=200, mode=0o750)
    source = in_order([folder(""), closed, file("a/x"), file("z")])
    target = [
        entry._replace(gid=900) if entry.path == b"a" else entry._replace(uid=5001)
        for entry in source
        if entry.path != b"z"
    ]
    stranger = Person(3, frozenset())
    pairs = [
        Pair("sample 1", ME, Person(5001, frozenset({100, 201}))),
        Pair("sample 2", stranger, stranger),
    ]
    ours, theirs = Reader([packed(source)], "one"), Reader([packed(target)], "other")
    assert list(compared(pairs, ours, theirs)) == [
        RightsDifference("sample 1", b"a", "r-x", "---"),
        RightsDifference("sample 1", b"a/x", "rw-", "---"),
    ]
    assert theirs.trailer is not None


bits = st.integers(0, 7)


def listed(
    users: dict[int, int], groups: dict[int, int], plain: tuple[int, int, int, int]
) -> tuple[AclEntry, ...]:
    """Return an access list with everything that must be in it."""
    owner, group, mask, other = plain
    return (
        AclEntry("user", None, owner),
        *(AclEntry("user", who, granted) for who, granted in users.items()),
        AclEntry("group", None, group),
        *(AclEntry("group", who, granted) for who, granted in groups.items()),
        AclEntry("mask", None, mask),
        AclEntry("other", None, other),
    )


lists = st.builds(
    listed,
    st.dictionaries(st.integers(60001, 60003), bits, max_size=2),
    st.dictionaries(st.integers(60101, 60103), bits, max_size=2),
    st.tuples(bits, bits, bits, bits),
)


def kernel_says(path: Path, person: Person) -> int:
    """Return the rights that the kernel gives a child of this program that has become the person."""
    child = os.fork()
    if not child:
        granted = 0
        try:
            os.setgroups(sorted(person.groups))
            os.setgid(min(person.groups))
            os.setuid(person.uid)
            granted = sum(bit for bit in (4, 2, 1) if os.access(path, bit))
        finally:
            os._exit(granted)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.root
@pytest.mark.skipif(os.getuid() != 0, reason="needs to be root")
@pytest.mark.skipif(not shutil.which("setfacl"), reason="setfacl is missing")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    lists,
    st.sampled_from([0, 60001, 60002]),
    st.sampled_from([60101, 60102]),
    st.integers(60001, 60003),
    st.frozensets(st.integers(60101, 60104), min_size=1, max_size=3),
)
def test_the_kernel_agrees(
    access: tuple[AclEntry, ...], uid: int, gid: int, who: int, groups: frozenset[int]
) -> None:
    """Rights would be weighed by rules that no Linux host follows."""
    person = Person(who, groups)
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder_name:
        Path(folder_name).chmod(0o755)
        path = Path(folder_name) / "x"
        path.touch()
        text = canonical(Acl(access))
        subprocess.run(["setfacl", "--set", text, path], check=True)
        os.chown(path, uid, gid)
        entry = Entry(b"x", "file", mode=path.stat().st_mode & 0o7777, uid=uid, gid=gid, acl=text)
        assert letters(permitted(person, entry)) == letters(kernel_says(path, person)), text
