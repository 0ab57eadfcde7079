"""Names that a target cannot hold are found while there is time to change them."""

import pytest

from flytt.shares.names import Fault, NameFault, Target, faults
from tests.shares.making import file, folder, in_order


def found(*paths: str | bytes, target: Target = "windows", below: str = "") -> list[tuple[bytes, Fault]]:
    """Return path and fault of files with these paths, their folders put in."""
    raw = [path if isinstance(path, bytes) else path.encode() for path in paths]
    above = {path[:at] for path in raw for at, letter in enumerate(path) if letter == ord("/")}
    entries = in_order([folder(""), *(folder(path) for path in above), *(file(path) for path in raw)])
    return [(one.path, one.fault) for one in faults(entries, target, below=below)]


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("CON", "reserved"),
        ("nul.txt", "reserved"),
        ("com1", "reserved"),
        ("LPT².doc", "reserved"),
        ("referat.", "ending"),
        ("møte ", "ending"),
        ("hva?", "forbidden"),
        ("12:30", "forbidden"),
        ("a\\b", "forbidden"),
        ("linje\nskift", "forbidden"),
        (b"m\xf8te", "undecodable"),
        ("å" * 130, "name-length"),
        ("c" * 256, "name-length"),
        ("d" * 254 + "/" + "e" * 30, "long-path"),
    ],
)
def test_names_that_windows_cannot_hold_are_found(name: str | bytes, fault: Fault) -> None:
    """A file would stop the copy in the middle of the night, or arrive under another name."""
    assert [one for _, one in found(name)] == [fault]


@pytest.mark.parametrize("name", ["CONTRACT", "com", "aux-plan.doc", ".skjult", "møte nr. 1.docx", "COM10"])
def test_ordinary_names_pass(name: str) -> None:
    """People would be asked to rename files for nothing."""
    assert found(name) == []


def test_collisions_are_found_with_their_counterpart() -> None:
    """One of two files would silently overwrite the other."""
    inside = [file("ås/Å.txt"), file("ås/å.TXT"), file("ås/z")]
    assert list(faults(in_order([folder(""), folder("Ås"), folder("ås"), *inside]), "windows")) == [
        NameFault("ås".encode(), "case", "Ås".encode()),
        NameFault("ås/å.TXT".encode(), "case", "ås/Å.txt".encode()),
    ]


def test_twins_are_a_risk_and_collisions_are_not_possible() -> None:
    """Two names that look alike would be mixed up, or be refused though the target holds both."""
    composed, decomposed = "m\u00f8te \u00e5", "m\u00f8te a\u030a"
    assert found(composed, decomposed) == [(composed.encode(), "twin")]
    assert found("Straße", "strasse") == [(b"strasse", "twin")]
    assert not NameFault(b"x", "twin").cannot
    assert NameFault(b"x", "case").cannot
    assert NameFault(b"x", "case").why


def test_names_in_different_folders_do_not_collide() -> None:
    """Every index.html of a share would be reported."""
    assert found("a/readme", "b/README", "A-c/readme") == []
    assert found("a/b/x", "a/c", "a/B-/X", "a/C") == [(b"a/c", "case")]


def test_posix_holds_nearly_everything() -> None:
    """Harmless names would be reported where nothing is wrong with them."""
    assert found("CON", "con", "a:b", b"m\xf8te", "x ", target="posix") == []
    assert found("å" * 128, target="posix") == [("å".encode() * 128, "name-length")]


def test_where_the_target_lies_counts() -> None:
    """Paths that fit where they were would not fit below a longer folder."""
    assert found("f" * 100, below="/srv") == []
    assert found("f" * 100, below="/srv/" + "g" * 200) == [(b"f" * 100, "long-path")]
    deep = "/".join(["d" * 200] * 20)
    assert found(deep, target="posix") == []
    assert found(deep, target="posix", below="/" + "g" * 100) == [(deep.encode(), "path-length")]
