"""One entry, one line: nothing in a name may become anything else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flytt.shares.entry import BadLine, Entry, decode, encode, order

names = st.binary(min_size=1, max_size=20).filter(lambda name: b"/" not in name and b"\0" not in name)
paths = st.lists(names, max_size=5).map(b"/".join)
digests = st.sampled_from(["", "ab" * 32])
xattr_names = st.text(
    st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=9
)
entries = st.builds(
    Entry,
    paths,
    st.sampled_from(["file", "dir", "link", "fifo", "socket", "device"]),
    st.integers(0, 1 << 62),
    digests,
    st.binary(max_size=20).filter(lambda target: b"\0" not in target),
    st.integers(-(1 << 62), 1 << 62),
    st.integers(0, 0o7777),
    st.integers(0, 1 << 32),
    st.integers(0, 1 << 32),
    st.sampled_from(["", "user::rwx,user:7:r--,group::r-x,mask::rwx,other::---"]),
    st.lists(st.tuples(xattr_names, digests), max_size=3).map(tuple),
    st.integers(0, 1 << 40),
    st.sampled_from(["", "unreadable", "changed", "vanished", "locked", "mounted"]),
)


@given(entries)
def test_a_line_is_read_back_as_it_was(entry: Entry) -> None:
    """A name with a newline, a tab or a backslash would split its line, or come out as another name."""
    line = encode(entry)
    assert b"\n" not in line
    assert not line.startswith(b"\0")
    assert decode(line) == entry


@given(st.lists(paths, max_size=8))
def test_the_order_is_that_of_components(found: list[bytes]) -> None:
    """Two sides would walk in different orders, and all would seem missing and foreign."""
    assert sorted(found, key=order) == sorted(found, key=lambda path: path.split(b"/") if path else [])


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"a\tfile",
        b"a\tdoor\t0\t\t\t0\t0\t0\t0\t\t\t0\t",
        b"a\tfile\tx\t\t\t0\t0\t0\t0\t\t\t0\t",
        b"a\tfile\t0\t\t\t0\t9\t0\t0\t\t\t0\t",
        b"a\tfile\t0\t\t\t0\t0\t0\t0\t\t\t0\tbored",
        b"a\tfile\t0\t\t\t0\t0\t0\t0\t\tno-digest\t0\t",
        b"a\\q\tfile\t0\t\t\t0\t0\t0\t0\t\t\t0\t",
        b"a\\\tfile\t0\t\t\t0\t0\t0\t0\t\t\t0\t",
        b"a\tfile\t0\t\xff\t\t0\t0\t0\t0\t\t\t0\t",
    ],
)
def test_what_is_no_entry_is_refused(line: bytes) -> None:
    """Damage on the way would be read as something that lies on the host."""
    with pytest.raises(BadLine):
        decode(line)
