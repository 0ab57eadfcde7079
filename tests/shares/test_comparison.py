"""Every kind of damage is named, and what could not be looked at is never taken for whole."""

from collections.abc import Iterable

import pytest

from flytt.migration.errors import BadInput
from flytt.shares.aspects import Aspect, Difference
from flytt.shares.comparison import Comparison, Policy, Tally
from flytt.shares.entry import Entry
from flytt.shares.manifest import BrokenManifest, Header, Listing
from flytt.shares.manifest_reading import Reader
from flytt.shares.owners import Owners
from tests.shares.making import HEADER, TWO, file, folder, in_order, packed

SAME = Owners(others="same")
ACL = "user::rw-,user:1002:r--,group::r--,mask::r--,other::---"
SHARE = in_order(
    [
        folder(""),
        folder("a"),
        file("a/one", acl=ACL, xattrs=(("user.kind", "ab"),)),
        file("a/two", TWO),
        Entry(b"a/shortcut", "link", target=b"one", mode=0o777),
        Entry(b"a/null", "device", target=b"c 1:3"),
        file("b", hard=7),
        file("c", hard=7),
    ]
)


def compared(
    source: Iterable[Entry],
    target: Iterable[Entry],
    policy: Policy | None = None,
    owners: Owners = SAME,
    headers: tuple[Header, Header] = (HEADER, HEADER),
) -> tuple[list[Difference], Tally]:
    """Compare two manifests that went through their whole encoding."""
    comparison = Comparison(policy or Policy(), owners)
    ours = Reader([packed(source, headers[0])], "the source")
    theirs = Reader([packed(target, headers[1])], "the target")
    return list(comparison.of(ours, theirs)), comparison.tally


def changed(path: str, **fields: object) -> list[Entry]:
    """Return the share with one entry changed."""
    assert any(entry.path == path.encode() for entry in SHARE)
    return [entry._replace(**fields) if entry.path == path.encode() else entry for entry in SHARE]


def test_what_is_the_same_matches() -> None:
    """A share that was moved well would be reported as damaged."""
    assert compared(SHARE, SHARE) == ([], Tally(8, 0, {}, {}, {}))


@pytest.mark.parametrize(
    ("path", "fields", "what"),
    [
        ("a/two", {"digest": "3" * 64}, "content"),
        ("a/two", {"size": 11, "digest": "3" * 64}, "size"),
        ("a/two", {"type": "fifo", "size": 0, "digest": ""}, "type"),
        ("a/two", {"mtime_ns": 1_700_000_000_123_456_788}, "mtime"),
        ("a", {"mtime_ns": 5}, "mtime"),
        ("a/two", {"mode": 0o4644}, "mode"),
        ("a/two", {"uid": 1002}, "owner"),
        ("a/two", {"gid": 101}, "group"),
        ("a/one", {"acl": ACL.replace("user:1002:r--,", "")}, "acl"),
        ("a/one", {"acl": ""}, "acl"),
        ("a/two", {"acl": ACL}, "acl"),
        ("a/one", {"xattrs": ()}, "xattrs"),
        ("a/one", {"xattrs": (("user.kind", "ac"),)}, "xattrs"),
        ("a/shortcut", {"target": b"two"}, "link"),
        ("a/null", {"target": b"c 1:5"}, "device"),
        ("c", {"hard": 0}, "hard-links"),
    ],
)
def test_every_damage_is_named(path: str, fields: dict[str, object], what: Aspect) -> None:
    """A copy that lost exactly this would be declared whole."""
    found, tally = compared(SHARE, changed(path, **fields))
    assert [(one.what, one.where) for one in found] == [(what, path.encode())]
    assert found[0].why
    assert found[0].next
    assert path.rpartition("/")[2] not in found[0].why.split()
    assert (tally.matched, tally.differing, tally.kinds, tally.passed) == (7, 1, {what: 1}, False)


def test_the_edit_that_keeps_size_and_time_is_said_to_be_one() -> None:
    """A reader would look for a failed copy where somebody changed the target without a trace."""
    found, _ = compared(SHARE, changed("a/two", digest="3" * 64))
    assert "size and time are the same" in found[0].why


def test_a_dropped_and_a_planted_file_are_named() -> None:
    """A file that is missing, or that nobody of the old side knows, would go unseen."""
    found, tally = compared(SHARE, [e for e in SHARE if e.path != b"a/two"] + [file("z")])
    assert [(one.what, one.where) for one in found] == [("missing", b"a/two"), ("foreign", b"z")]
    assert (tally.matched, tally.differing) == (7, 2)


def test_two_swapped_files_are_named() -> None:
    """Two files of one size that changed places would pass a count."""
    swapped = [
        e._replace(digest=TWO) if e.path == b"b" else e._replace(digest="1" * 64) if e.path == b"a/two" else e
        for e in SHARE
    ]
    found, _ = compared(SHARE, swapped)
    assert [(one.what, one.where) for one in found] == [("content", b"a/two"), ("content", b"b")]


def test_files_that_became_one_are_named() -> None:
    """Two files of the old side would be one on the new: writing to one would change the other."""
    joined = [e._replace(hard=4) if e.path == b"a/two" else e for e in SHARE]
    joined = [e._replace(hard=4) if e.path == b"a/one" else e for e in joined]
    found, _ = compared(SHARE, joined)
    assert [(one.what, one.where) for one in found] == [("hard-links", b"a/two")]


def test_hard_links_are_compared_by_who_belongs_together() -> None:
    """A file more at the target would shift all numbers, and every hard link would be reported."""
    shifted = [e._replace(hard=9) if e.hard else e for e in SHARE]
    assert compared(SHARE, shifted)[1].passed
    outside = [e._replace(hard=3) if e.path == b"a/two" else e for e in SHARE]
    assert compared(outside, SHARE)[1].passed  # its other name lies outside the share


@pytest.mark.parametrize("problem", ["unreadable", "changed", "vanished", "locked"])
@pytest.mark.parametrize("side", ["source", "target", "both"])
def test_what_could_not_be_read_is_unchecked(problem: str, side: str) -> None:
    """A file that nobody could read would count as matched, or as damaged."""
    bad = changed("a/two", problem=problem)
    found, tally = compared(SHARE if side == "target" else bad, SHARE if side == "source" else bad)
    assert found == []
    assert (tally.matched, tally.differing, sum(tally.unchecked.values()), tally.passed) == (7, 0, 1, False)


@pytest.mark.parametrize("problem", ["unreadable", "mounted"])
def test_what_lies_in_an_unread_folder_is_unchecked(problem: str) -> None:
    """The whole folder would be reported as foreign, and somebody would remove it."""
    bad = [e for e in changed("a", problem=problem) if not e.path.startswith(b"a/")]
    for source, target in ((bad, SHARE), (SHARE, bad)):
        found, tally = compared(source, target)
        assert found == []
        assert (tally.matched, sum(tally.unchecked.values())) == (3, 5)


def test_what_is_unread_does_not_reach_beyond_its_folder() -> None:
    """Everything after an unreadable folder would be excused."""
    bad = [e for e in changed("a", problem="unreadable") if not e.path.startswith(b"a/")]
    found, _ = compared(bad, in_order([*SHARE, file("a0"), file("z")]))
    assert [one.where for one in found] == [b"a0", b"z"]


def test_owners_are_compared_through_their_map() -> None:
    """Right owners would be reported as wrong, or wrong ones pass, when numbers change."""
    owners = Owners({1001: 2001, 1002: 2002, 0: 0}, {100: 200, 0: 0})
    moved = [
        e._replace(uid=2001 if e.uid else 0, gid=200 if e.gid else 0, acl=e.acl.replace("1002", "2002"))
        for e in SHARE
    ]
    assert compared(SHARE, moved, owners=owners) == ([], Tally(8, 0, {}, {}, {}))
    found, tally = compared(SHARE, SHARE, owners=owners)
    assert {one.what for one in found} == {"owner", "group", "acl"}
    assert tally.differing == 6


def test_undecided_owners_are_unchecked() -> None:
    """Files of somebody whom nobody decided about would be declared right."""
    found, tally = compared(SHARE, SHARE, owners=Owners({1001: 1001, 0: 0}, {100: 100, 0: 0}))
    assert found == []
    assert tally.unchecked == {"who is named in its access list on the target is undecided": 1}


def test_times_to_the_second_are_enough_where_the_policy_says_so() -> None:
    """A target that keeps whole seconds would fail everywhere, or one that is a day off would pass."""
    policy = Policy(times="second")
    assert compared(SHARE, changed("b", mtime_ns=1_700_000_000_000_000_000), policy)[1].passed
    assert not compared(SHARE, changed("b", mtime_ns=1_700_000_001_000_000_000), policy)[1].passed


def test_what_is_ignored_is_counted_as_skipped() -> None:
    """A loss that was accepted beforehand would vanish from the report."""
    policy = Policy(ignored={"acl": "the target holds no access lists"})
    found, tally = compared(SHARE, changed("a/one", acl=""), policy)
    assert (found, tally.skipped, tally.matched) == ([], {"the target holds no access lists": 1}, 7)
    assert tally.passed


def test_labels_that_a_host_makes_for_itself_do_not_count() -> None:
    """Every file between two hosts with SELinux would differ."""
    labelled = [e._replace(xattrs=(("security.selinux", "aa"), *e.xattrs)) for e in SHARE]
    assert compared(labelled, SHARE)[1].passed


def test_what_a_side_cannot_see_is_unchecked() -> None:
    """Access lists would pass on a host that cannot show them."""
    blind = HEADER.changed(blind=("acl", "xattrs"))
    _, tally = compared(SHARE, [e._replace(acl="", xattrs=()) for e in SHARE], headers=(HEADER, blind))
    assert tally.unchecked == {"acl: cannot be seen at the target": 8}
    policy = Policy(ignored={"acl": "accepted", "xattrs": "accepted"})
    _, tally = compared(SHARE, SHARE, policy, headers=(HEADER, blind))
    assert (tally.matched, tally.passed) == (8, True)


def test_content_that_was_not_read_is_unchecked() -> None:
    """A quick look would pass for a verification."""
    quick = HEADER.changed(algorithm="none")
    bare = [e._replace(digest="") for e in SHARE]
    found, tally = compared(bare, bare, headers=(quick, quick))
    assert found == []
    assert (tally.matched, tally.unchecked) == (4, {"content: was not read at the target": 4})


def test_different_algorithms_are_refused() -> None:
    """Every file would be reported as changed."""
    with pytest.raises(BadInput, match="sha256"):
        compared(SHARE, SHARE, headers=(HEADER, HEADER.changed(algorithm="sha256")))


def test_a_side_that_breaks_off_ends_the_comparison() -> None:
    """A connection lost at the end would look like files that are missing, and no error."""
    for whole_first in (True, False):
        whole, cut = packed(SHARE), packed(SHARE)[:-20]
        one, other = (whole, cut) if whole_first else (cut, whole)
        with pytest.raises(BrokenManifest):
            list(Comparison(Policy(), SAME).of(Reader([one], "one"), Reader([other], "other")))


def test_a_listing_made_here_is_compared_as_any_other() -> None:
    """What plain SFTP lists could not be compared, or its disorder would go unseen."""
    comparison = Comparison(Policy(), SAME)
    listing = Listing("sftp", HEADER, SHARE)
    assert list(comparison.of(Reader([packed(SHARE)], "one"), listing)) == []
    assert comparison.tally.matched == 8
    assert listing.trailer is not None
    with pytest.raises(BrokenManifest):
        list(Listing("sftp", HEADER, [*SHARE, file("a")]))
