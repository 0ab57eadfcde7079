"""One item that cannot be carried over: it is named with why, and stops no other."""

import pytest

from flytt.migration.drives import Entry, Upload
from flytt.migration.errors import CommandFailed, NotFound
from tests.carrying import Ground


def test_a_file_that_the_service_rewrites_stops_no_other_and_is_named() -> None:
    """One document into which the service writes properties would stop everybody's files, for ever."""
    ground = Ground()
    item = ground.here.write("a.docx", b"one")
    ground.here.write("b.txt", b"two")
    send = ground.new.send

    def rewriting(upload: Upload, piece: bytes, size_bytes: int) -> object:
        made = send(upload, piece, size_bytes)
        if isinstance(made, Entry) and made.name.endswith(".docx"):
            return ground.there.put(made.changed(digest="other"))
        return made

    ground.new.send = rewriting  # type: ignore[method-assign,assignment]
    said = (f"item {item.id}: other content arrived than was sent, twice",)
    tally = ground.carry()
    assert (tally.unlike, tally.left) == (said, ())
    assert ground.alike
    again = ground.carry()
    assert (again.unlike, again.files) == (said, 0)


def test_content_that_was_spoilt_once_is_sent_again() -> None:
    """One flipped bit on the way would be for a person to mend."""
    ground = Ground()
    ground.here.write("a.txt", b"one")
    send, spoilt = ground.new.send, [b"onf"]

    def spoiling(upload: Upload, piece: bytes, size_bytes: int) -> object:
        return send(upload, spoilt.pop() if spoilt else piece, size_bytes)

    ground.new.send = spoiling  # type: ignore[method-assign,assignment]
    tally = ground.carry()
    assert (tally.unlike, tally.left) == ((), ())
    assert ground.alike


def test_a_file_that_goes_while_it_is_read_stops_no_other() -> None:
    """Whoever throws a file away while everything is copied would stop everybody's."""
    ground = Ground()
    item = ground.here.write("a.txt", b"one")
    ground.here.write("b.txt", b"two")
    read = ground.old.read

    def late(drive: str, entry: Entry, first: int, size_bytes: int) -> bytes:
        if entry.id == item.id:
            ground.here.remove(item.id)
            raise NotFound("Its content cannot be had.")
        return read(drive, entry, first, size_bytes)

    ground.old.read = late  # type: ignore[method-assign]
    assert ground.carry().unlike == ()
    ground.carry()
    assert ground.alike


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (NotFound("It cannot be had."), "its content, or its place on the new side, cannot be had"),
        (CommandFailed("Reading", exit_status=423, stderr=""), "the service refused it (423)"),
    ],
)
def test_a_file_that_cannot_be_had_is_named_and_tried_again(error: Exception, why: str) -> None:
    """One file that is locked would stop everybody's, or be missed by all passes that follow."""
    ground = Ground()
    item = ground.here.write("a.txt", b"one")
    ground.here.write("b.txt", b"two")
    read = ground.old.read

    def refusing(drive: str, entry: Entry, first: int, size_bytes: int) -> bytes:
        if entry.id == item.id:
            raise error
        return read(drive, entry, first, size_bytes)

    ground.old.read = refusing  # type: ignore[method-assign]
    assert ground.carry().unlike == (f"item {item.id}: {why}",)
    ground.old.read = read  # type: ignore[method-assign]
    assert ground.carry().unlike == ()
    assert ground.alike
