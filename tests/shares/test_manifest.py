"""A manifest shows when it is not whole: nothing may be concluded from half of one."""

import zlib

import pytest

from flytt.shares.entry import Entry, encode
from flytt.shares.manifest import Beat, BrokenManifest, Header, Trailer, Writer
from flytt.shares.manifest_reading import Reader
from tests.shares.making import HEADER, file, folder, in_order, packed, read

SOME = in_order([folder(""), folder("a"), file("a/x"), file("a-b"), file("a/y\n"), file(b"\xff\\t")])


def lines(content: bytes) -> list[bytes]:
    """Return the lines of a manifest."""
    return zlib.decompress(content).splitlines(keepends=True)


def resealed(changed: list[bytes]) -> bytes:
    """Return a manifest of other lines, its trailer unchanged."""
    return zlib.compress(b"".join(changed))


@pytest.mark.parametrize("chunk", [1, 7, 1 << 16])
def test_a_manifest_is_read_back_in_any_pieces(chunk: int) -> None:
    """What a network hands over in odd pieces would be refused, or lose an entry at a seam."""
    assert read(packed(SOME), chunk) == SOME


def test_what_is_much_is_read_back() -> None:
    """A manifest larger than one block would lose the entry that lies across the seam."""
    many = [folder(""), *(file(f"{number:06}") for number in range(20_000))]
    assert read(packed(many)) == many


@pytest.mark.parametrize("kept", [0, 1, 20, -1, -5])
def test_a_truncated_manifest_is_refused(kept: int) -> None:
    """A connection that broke would look like a share in which the last files are missing."""
    with pytest.raises(BrokenManifest, match=r"cut off|no header"):
        read(packed(SOME)[:kept])


def test_a_stream_that_ends_neatly_without_trailer_is_refused() -> None:
    """A maker that died after a whole block would be taken for one that had finished."""
    with pytest.raises(BrokenManifest, match="without its trailer"):
        read(resealed(lines(packed(SOME))[:-1]))


def test_an_unsorted_manifest_is_refused() -> None:
    """Two lists in different orders would report everything as missing and foreign."""
    told = lines(packed(SOME))
    told[2], told[3] = told[3], told[2]
    with pytest.raises(BrokenManifest, match="out of order"):
        read(resealed(told))


def test_a_doubled_entry_is_refused() -> None:
    """One name twice would be compared with two different things."""
    told = lines(packed(SOME))
    told.insert(3, told[3])
    with pytest.raises(BrokenManifest, match="twice"):
        read(resealed(told))


def test_a_dropped_entry_is_refused() -> None:
    """A file that the maker saw would never be compared."""
    told = lines(packed(SOME))
    del told[3]
    with pytest.raises(BrokenManifest, match="5 entries came, and 6 were sent"):
        read(resealed(told))


def test_an_altered_entry_is_refused() -> None:
    """Damage on the way would be read as damage on the disk, or hide it."""
    told = lines(packed(SOME))
    told[3] = told[3].replace(b"1" * 64, b"1" * 63 + b"2")
    with pytest.raises(BrokenManifest, match="not those that were sent"):
        read(resealed(told))


@pytest.mark.parametrize("after", [b"\0{}\n", b"x\n", b"x"])
def test_what_follows_the_trailer_is_refused(after: bytes) -> None:
    """Entries behind the end would be counted nowhere."""
    with pytest.raises(BrokenManifest):
        read(zlib.compress(zlib.decompress(packed(SOME)) + after))
    with pytest.raises(BrokenManifest, match="follows its end"):
        read(packed(SOME) + after)


def test_garbage_is_refused() -> None:
    """What some other program wrote would be read as a manifest."""
    with pytest.raises(BrokenManifest):
        read(b"Welcome to files.example\n" + packed(SOME))
    with pytest.raises(BrokenManifest, match="header"):
        read(zlib.compress(b"\0{}\n"))
    with pytest.raises(BrokenManifest, match="no entry"):
        read(zlib.compress(b"".join([*lines(packed([]))[:1], b"what is this\n"])))


def test_another_version_is_refused() -> None:
    """A manifest with other fields would be read as if nothing had changed."""
    other = lines(packed(SOME, HEADER.changed(version=2)))
    with pytest.raises(BrokenManifest, match="version 2"):
        read(resealed(other))


def test_the_writer_keeps_the_order() -> None:
    """A maker on this side could write what every reader must refuse."""
    writer = Writer(lambda _: None, HEADER)
    writer.add(file("b"))
    with pytest.raises(ValueError, match="a"):
        writer.add(file("a"))


def test_beats_are_told_and_covered_by_the_digest() -> None:
    """A long file would look like a dead host, or a beat could be slipped in unseen."""
    told = lines(packed(SOME))
    told.insert(2, b'\0+{"entries":1,"read_bytes":7}\n')
    heard: list[Beat] = []
    reader = Reader([resealed(told)], "a test", beat=heard.append)
    with pytest.raises(BrokenManifest, match="not those"):
        list(reader)
    assert heard == [Beat(entries=1, read_bytes=7)]


def test_the_trailer_counts() -> None:
    """A report would tell other numbers than what was compared."""
    trailer = Writer(lambda _: None, HEADER)
    for entry in [folder(""), file("a", size=3), file("b", size=4, problem="changed")]:
        trailer.add(entry)
    ended = trailer.end(seconds=2)
    assert ended == Trailer(entries=3, files=2, size_bytes=7, problems=1, seconds=2, digest=ended.digest)


def test_a_header_is_there_before_the_entries() -> None:
    """Two manifests by different hashes would only be noticed after hours."""
    header = Header(maker="find", algorithm="sha256", blind=("acl",))
    assert Reader([packed([Entry(b"", "dir")], header)], "a test").header == header
    assert encode(Entry(b"", "dir")).startswith(b"\t")
