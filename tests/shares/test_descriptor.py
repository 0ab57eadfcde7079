"""NTFS security descriptors: bytes, text, whose they become, how they differ, and what they permit."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flytt.shares import descriptor, descriptor_owners
from flytt.shares.descriptor import Ace, BadDescriptor, Descriptor, canonical, packed, parse, read
from flytt.shares.descriptor_comparison import SidPair, faults, rights_differences
from flytt.shares.descriptor_owners import EVERYONE, OWNER_RIGHTS, SidSurvey, UnmappedSid
from flytt.shares.descriptor_rights import (
    CHANGE_RIGHTS,
    DELETE,
    DELETE_CHILD,
    FULL,
    READ_ALL,
    READ_RIGHTS,
    SidPerson,
    effective,
    letters,
    permitted,
)
from flytt.shares.owners import Owners

OLD, NEW = "S-1-5-21-1-2-3", "S-1-5-21-7-8-9"
KARI, OLA, STAFF = f"{OLD}-1001", f"{OLD}-1002", f"{OLD}-2001"
OWNERS = Owners(
    {KARI: f"{NEW}-501", OLA: f"{NEW}-502"},
    {STAFF: f"{NEW}-601", f"{OLD}-513": f"{NEW}-513"},
)
LIST = (
    Ace("deny", 0x3, 0x10000, OLA),
    Ace("allow", 0x3, 0x1301BF, STAFF),
    Ace("allow", 0x13, FULL, "S-1-5-32-544"),
    Ace("allow", 0xB, 0x10000000, "S-1-3-0"),
)
GIVEN = Descriptor(KARI, f"{OLD}-513", LIST)
EXAMPLE = bytes.fromhex(
    "0100049014000000240000000000000034000000"
    "0102000000000005200000002002000001020000000000052000000021020000"
    "02002c000100000000032400ff011f00"
    "01050000000000051500000001000000020000000300000001040000"
)
"""Written by hand from [MS-DTYP] 2.4.6: a protected list with one inheritable entry."""

sids = st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=15).map(
    lambda parts: "-".join(["S-1-5", *map(str, parts)])
)
aces = st.builds(
    Ace,
    st.sampled_from(["allow", "deny"]),
    st.integers(0, 255),
    st.integers(0, 2**32 - 1),
    sids,
    raw=st.just(b""),
)
descriptors = st.builds(
    Descriptor, sids, sids, st.lists(aces, max_size=6).map(tuple), st.booleans()
) | st.builds(Descriptor, sids, sids, st.none(), st.booleans())


def mapped(given: Descriptor = GIVEN) -> Descriptor:
    """Return it as it must be on the target."""
    found = descriptor_owners.mapped(OWNERS, given)
    assert found is not None
    return found


def told(target: Descriptor, source: Descriptor = GIVEN) -> list[str]:
    """Return what is wrong, by name."""
    return [fault.what for fault in faults(b"a", source, target, OWNERS)]


@given(descriptors)
def test_bytes_and_text_come_back_the_same(one: Descriptor) -> None:
    """A descriptor would be written to the target otherwise than it was read."""
    assert parse(packed(one)) == one
    assert read(canonical(one)) == one


def test_bytes_are_read_as_the_specification_has_them() -> None:
    """Reading and writing could agree with each other and with no server."""
    assert parse(EXAMPLE) == Descriptor(
        "S-1-5-32-544", "S-1-5-32-545", (Ace("allow", 3, FULL, f"{OLD}-1025"),), protected=True
    )


@given(st.binary(max_size=120))
def test_bytes_that_are_none_are_refused(raw: bytes) -> None:
    """A broken answer would be taken for rights, or end the move with an error nobody understands."""
    try:
        parse(raw)
    except BadDescriptor:
        return
    assert raw[0] == 1


def test_a_descriptor_that_is_cut_short_is_refused() -> None:
    """The last entries of a list would be lost without a word."""
    for cut in range(len(EXAMPLE)):
        with pytest.raises(BadDescriptor):
            parse(EXAMPLE[:cut])


@pytest.mark.parametrize("text", ["", "O:G:", "O:xG:D:", "O:S-1-1-0G:S-1-1-0D:(A;;1;;;S-1-1-0)", "O:G:D:()"])
def test_a_text_that_is_none_is_refused(text: str) -> None:
    """A damaged manifest would be compared as if it said something."""
    with pytest.raises(BadDescriptor):
        read(text)


def test_entries_of_unknown_kinds_are_carried_and_compared() -> None:
    """A conditional entry would vanish on the way, and nobody would be told."""
    raw = struct.pack("<BBHI", 9, 0, 16, 1) + b"artx\0\0\0\0"
    one = Descriptor(KARI, STAFF, (Ace("other", 0, 0, "", raw),))
    assert parse(packed(one)) == one == read(canonical(one))
    assert told(mapped(GIVEN), one) == ["undecided"]
    survey = SidSurvey(OWNERS)
    survey.add(one)
    assert [sid for sid, _ in survey.undecided] == [descriptor_owners.UNREADABLE]


def test_everybody_in_a_descriptor_is_mapped_and_well_known_ones_stay() -> None:
    """Files would belong to, or be open to, whoever has that SID on the new side."""
    assert canonical(mapped()) == (
        f"O:{NEW}-501G:{NEW}-513D:(D;OICI;0x10000;;;{NEW}-502)(A;OICI;0x1301bf;;;{NEW}-601)"
        "(A;OICIID;0x1f01ff;;;S-1-5-32-544)(A;OICIIO;0x10000000;;;S-1-3-0)"
    )


def test_undecided_sids_are_counted_by_things() -> None:
    """A person's rights would be lost on the new side without anybody having decided it."""
    survey = SidSurvey(OWNERS)
    gone = Ace("allow", 0, READ_ALL, f"{OLD}-9999")
    for number in range(5):
        survey.add(GIVEN._replace(dacl=(*LIST, gone) if number < 3 else LIST))
    survey.add(GIVEN._replace(owner="S-1-22-1-1001", dacl=(gone, gone)))
    assert survey.undecided == (UnmappedSid(f"{OLD}-9999", 4), UnmappedSid("S-1-22-1-1001", 1))
    assert descriptor_owners.mapped(OWNERS, GIVEN._replace(owner=f"{OLD}-9999")) is None
    kept = Owners({KARI: f"{NEW}-501"}, others="same")
    assert descriptor_owners.mapped(kept, GIVEN._replace(group=f"{OLD}-9999")) is not None


WANTED = mapped()
ALL = list(WANTED.dacl or ())
FIRST, SECOND, THIRD, FOURTH = ALL


@pytest.mark.parametrize(
    ("damaged", "what"),
    [
        (WANTED, []),
        (WANTED._replace(owner=f"{NEW}-502"), ["owner"]),
        (WANTED._replace(group=f"{NEW}-601"), ["group"]),
        (WANTED._replace(dacl=(SECOND, THIRD, FOURTH)), ["entry-lost"]),
        (WANTED._replace(dacl=(FIRST, SECOND, THIRD, FOURTH, FIRST)), ["entry-added"]),
        (WANTED._replace(dacl=(*ALL, Ace("allow", 0, 1, f"{NEW}-502"))), ["entry-added"]),
        (WANTED._replace(dacl=(*ALL, Ace("allow", 3, 0x1200A9, EVERYONE))), ["everyone"]),
        (WANTED._replace(dacl=(*ALL, Ace("deny", 0, 1, EVERYONE))), ["entry-added"]),
        (WANTED._replace(protected=True), ["inheritance"]),
        (WANTED._replace(dacl=(FIRST, SECOND, THIRD._replace(flags=3), FOURTH)), ["inheritance"]),
        (WANTED._replace(dacl=(SECOND, FIRST, THIRD, FOURTH)), ["order"]),
        (WANTED._replace(dacl=(FIRST, SECOND, THIRD, FOURTH._replace(mask=FULL))), []),
        (WANTED._replace(dacl=None), ["no-list", *["entry-lost"] * 4]),
        (WANTED._replace(dacl=()), ["entry-lost"] * 4),
    ],
)
def test_each_damage_has_its_name(damaged: Descriptor, what: list[str]) -> None:
    """A lost entry, another owner, everyone let in or broken inheritance would pass, or nobody knew which."""
    assert told(damaged) == what


ME = SidPerson(KARI, frozenset({STAFF}))


def allows(*dacl: Ace, owner: str = OLA) -> str:
    """Return what somebody of the staff may do."""
    return letters(permitted(ME, Descriptor(owner, STAFF, dacl)))


@pytest.mark.parametrize(
    ("dacl", "may"),
    [
        ([Ace("allow", 0, READ_ALL, KARI)], "r-------"),
        ([Ace("allow", 0, READ_ALL, STAFF), Ace("allow", 0, DELETE, EVERYONE)], "r---d---"),
        ([Ace("deny", 0, 2, STAFF), Ace("allow", 0, FULL, KARI)], "r-axdcpo"),
        ([Ace("allow", 0, FULL, KARI), Ace("deny", 0, 2, STAFF)], "rwaxdcpo"),
        ([Ace("allow", 8, FULL, KARI)], "--------"),
        ([Ace("allow", 0, 0x80000000, KARI)], "r-------"),
        ([Ace("allow", 0, 0x10000000, KARI)], "rwaxdcpo"),
        ([Ace("deny", 0, 0x40000000, STAFF), Ace("allow", 0, 0x10000000, KARI)], "r--xdcpo"),
        ([Ace("allow", 0, 1, "S-1-5-11"), Ace("allow", 0, 2, "S-1-5-2")], "rw------"),
        ([Ace("allow", 0, FULL, "S-1-3-0")], "--------"),
        ([Ace("other", 0, 0, "", b"\x09\0\x08\0\0\0\0\0")], "--------"),
        ([], "--------"),
    ],
)
def test_the_first_entry_that_speaks_of_a_right_decides_it(dacl: list[Ace], may: str) -> None:
    """Rights would be compared that no host gives anybody."""
    assert allows(*dacl) == may


def test_owners_may_change_rights_unless_the_list_speaks_of_owners() -> None:
    """An owner's way back in would be overlooked, or counted where it was taken away."""
    own = Descriptor(KARI, STAFF, ())
    assert permitted(ME, own) == READ_RIGHTS | CHANGE_RIGHTS
    limited = own._replace(dacl=(Ace("allow", 0, READ_ALL, OWNER_RIGHTS),))
    assert permitted(ME, limited) == READ_ALL
    assert permitted(SidPerson(OLA), limited) == 0
    assert permitted(SidPerson(OLA), own._replace(dacl=None)) == FULL


def test_a_folder_can_give_the_right_to_delete_what_is_in_it() -> None:
    """Somebody could delete on the new side who could not before, and the comparison would say nothing."""
    file = Descriptor(OLA, STAFF, (Ace("allow", 0, READ_ALL, EVERYONE),))
    above = Descriptor(OLA, STAFF, (Ace("allow", 0, DELETE_CHILD, STAFF),))
    assert effective(ME, file, above) & DELETE
    assert not effective(SidPerson(KARI), file, above) & DELETE
    assert not effective(ME, file, None) & DELETE


def test_people_are_compared_as_each_side_knows_them() -> None:
    """A right that somebody lost or won in the move would not be seen."""
    person = SidPair("person 1", ME, SidPerson(f"{NEW}-501", frozenset({f"{NEW}-601"})))
    other = SidPair("person 2", SidPerson(OLA), SidPerson(f"{NEW}-502"))
    same = rights_differences(b"a", [person, other], (GIVEN, None), (mapped(), None))
    assert list(same) == []
    lost = mapped()._replace(dacl=(mapped().dacl or ())[:1])
    found = list(rights_differences(b"a", [person, other], (GIVEN, None), (lost, None)))
    assert [(one.label, one.source, one.target) for one in found] == [("person 1", "rwaxd-p-", "------p-")]


def test_sids_that_do_not_fit_their_bytes_are_refused() -> None:
    """An owner's file with a slip would be written as somebody else's SID."""
    for sid in ("S-1-5-4294967296", "S-1-5-", "S-2-5-1", "S-1-281474976710656-1", "kari"):
        assert not descriptor.is_sid(sid)
        with pytest.raises(BadDescriptor):
            packed(Descriptor(sid, EVERYONE, ()))
