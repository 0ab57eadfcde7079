"""Whether rsync must ask for access lists and attributes file by file, and look for holes."""

import os
from itertools import count
from pathlib import Path

import pytest

from flytt.adapters.shares.agent.traits import Traits, everything_in
from flytt.adapters.shares.carrying import lean
from flytt.adapters.shares.copying import copy
from flytt.adapters.shares.local_shell import LocalShell
from flytt.adapters.shares.order import Order, Side
from flytt.adapters.shares.rsync_words import options
from tests.conformance.shares.trees import user_acl

HOLE_BYTES = 8 << 20
ACCESS, DEFAULT = "system.posix_acl_access", "system.posix_acl_default"


def order(root: Path) -> Order:
    """Return an order between two folders of which only the source is there."""
    (root / "from" / "below").mkdir(parents=True)
    (root / "from" / "below" / "file").write_bytes(b"x")
    (root / "from" / "link").symlink_to("nowhere")
    source, target = (Side(LocalShell(), str(root / name)) for name in ("from", "to/there"))
    return Order("job", source, target)


def carried(found: Order) -> tuple[bool, bool]:
    """Return what rsync is told to ask for."""
    letters = options(found, driver_writes=True, kib=0, lists=True)[0]
    return "A" in letters, "X" in letters


def test_what_neither_side_has_is_not_asked_for(tmp_path: Path) -> None:
    """A first copy of many small files would cost a third more for nothing."""
    assert carried(lean(order(tmp_path))) == (False, False)


@pytest.mark.parametrize("where", ["below", "below/file"])
def test_a_list_anywhere_at_the_source_is_carried(tmp_path: Path, where: str) -> None:
    """Somebody's access would be lost in the first copy."""
    wanted = order(tmp_path)
    os.setxattr(tmp_path / "from" / where, ACCESS, user_acl(54321))
    assert carried(lean(wanted)) == (True, False)


def test_an_attribute_at_the_source_is_carried(tmp_path: Path) -> None:
    """What a program has written beside a file's content would be lost in the first copy."""
    wanted = order(tmp_path)
    os.setxattr(tmp_path / "from" / "below" / "file", "user.comment", b"x")
    assert carried(lean(wanted)) == (False, True)


def test_what_the_target_hands_down_is_taken_away(tmp_path: Path) -> None:
    """Files would get a list from the folder that they are copied into, and let other people in."""
    wanted = order(tmp_path)
    (tmp_path / "to").mkdir()
    os.setxattr(tmp_path / "to", DEFAULT, user_acl(54321))
    assert carried(lean(wanted)) == (True, False)


def test_what_cannot_be_looked_at_may_have_anything(tmp_path: Path) -> None:
    """A source that nobody could list would be taken for one without access lists."""
    wanted = order(tmp_path)
    (tmp_path / "from").rename(tmp_path / "gone")
    assert carried(lean(wanted)) == (True, True)


def test_one_folder_of_millions_is_not_looked_through_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The host would be silent for minutes, be given up, and a first copy never begin."""
    for number in range(10):
        (tmp_path / str(number)).touch()
    monkeypatch.setattr("time.monotonic", count().__next__)
    with pytest.raises(OSError, match="too long"):
        everything_in(os.fsencode(tmp_path), 5, Traits())


def looks_for_holes(found: Order) -> bool:
    """Return whether rsync is told to."""
    return "S" in options(found, driver_writes=True, kib=0, lists=True)[0]


def test_holes_are_not_looked_for_where_there_are_none(tmp_path: Path) -> None:
    """A large file without holes would cost a quarter more to copy, written a KiB at a time."""
    wanted = order(tmp_path)
    assert looks_for_holes(wanted)
    assert not looks_for_holes(lean(wanted))


def test_holes_that_nobody_could_look_for_are_looked_for(tmp_path: Path) -> None:
    """A disk image at a source that nobody could list would fill the target."""
    wanted = order(tmp_path)
    (tmp_path / "from").rename(tmp_path / "gone")
    assert looks_for_holes(lean(wanted))


@pytest.mark.server("rsync")
def test_a_hole_arrives_as_a_hole_in_the_first_copy_and_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk image, most of it nothing, would fill the target, by the first copy or by a later pass."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    wanted = order(tmp_path)
    for name in ("image", "later"):
        with (tmp_path / "from" / name).open("wb") as file:
            file.truncate(HOLE_BYTES)
        assert copy(wanted).complete
        arrived = (tmp_path / "to" / "there" / name).stat()
        assert arrived.st_size == HOLE_BYTES
        assert arrived.st_blocks * 512 < HOLE_BYTES // 2
