"""Older versions of files over Graph: listed, and read from addresses that carry their own right."""

from flytt.adapters.graph.answer import MISSING, refusal
from flytt.adapters.graph.door import Door, Question
from flytt.adapters.graph.drive_rows import version_of
from flytt.adapters.graph.pieces import Piece, Pieces
from flytt.migration.drives import FileVersion
from flytt.migration.errors import CommandFailed, NotFound

_ONE, _MANY = {"ru": 1.0}, {"ru": 2.0}
_FOUND = 302
_ASKED = "id,size,lastModifiedDateTime,lastModifiedBy"


def read_versions(door: Door, item: str, client_id: str, *, attempted: str) -> tuple[FileVersion, ...]:
    """Return the versions of the file at a path, newest first; none when it is gone.

    `client_id`: of the application whose versions are Flytt's own.
    """
    question = Question("GET", f"{item}/versions?$select={_ASKED}", costs=_MANY)
    try:
        pages = door.pages(question, attempted=attempted)
        return tuple(version_of(one, client_id) for page in pages for one in page)
    except NotFound:
        return ()


def read_piece(
    door: Door, taking: Pieces, version: str, of: FileVersion, piece: tuple[int, int], *, attempted: str
) -> bytes:
    """Return a piece (from where, how many bytes) of the version at a path: Graph sends on to its content."""
    first, most = piece
    size = min(most, of.size_bytes - first)
    if size <= 0:
        return b""
    answer = door.ask(Question("GET", f"{version}/content", costs=_ONE), attempted=attempted)
    if answer.status == MISSING:
        raise NotFound(f"{attempted}: it is kept no longer.", still_true="Nothing was changed.")
    address = answer.headers.get("location", "")
    if answer.status != _FOUND or not address:
        raise refusal(attempted, answer)
    headers = {"Range": f"bytes={first}-{first + size - 1}"}
    found = taking.ask(Piece("GET", address, b"", headers), attempted=attempted)
    if not found.answer.ok:
        raise CommandFailed(attempted, exit_status=found.answer.status, stderr="")
    whole = found.answer.status == _WHOLE
    total = (
        str(len(found.content)) if whole else found.answer.headers.get("content-range", "").rpartition("/")[2]
    )
    if total.isdecimal() and int(total) != of.size_bytes:
        # A part of it would be taken for the whole, on both sides, and compared as such.
        raise NotFound(
            f"{attempted}: it holds {total} bytes, and {of.size_bytes} are listed.",
            still_true="Nothing was changed.",
        )
    return found.content[first : first + size] if whole else found.content[:size]


_WHOLE = 200
"""A service that knows no ranges sends all of it."""
