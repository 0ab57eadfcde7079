"""An older version whose listed size is not that of its content."""

from typing import cast

import pytest

from flytt.adapters.graph.answer import Answer
from flytt.adapters.graph.door import Door
from flytt.adapters.graph.pieces import Piece, Pieces, Received
from flytt.adapters.graph.versions import read_piece
from flytt.migration.drives import FileVersion
from flytt.migration.errors import NotFound

CONTENT = b"eit gammalt vedtak"


class _Sending:
    """A door that sends on to an address."""

    def ask(self, question: object, *, attempted: str) -> Answer:
        del question, attempted
        return Answer(302, {}, {"location": "https://innhald.example/1"})


class _Giving:
    """The address: it takes ranges, or knows none."""

    def __init__(self, *, ranges: bool) -> None:
        self._ranges = ranges

    def ask(self, piece: Piece, *, attempted: str) -> Received:
        del attempted
        if not self._ranges:
            return Received(Answer(200, {}, {}), CONTENT)
        first, last = (int(one) for one in piece.headers["Range"].removeprefix("bytes=").split("-"))
        cut = CONTENT[first : last + 1]
        held = {"content-range": f"bytes {first}-{first + len(cut) - 1}/{len(CONTENT)}"}
        return Received(Answer(206, {}, held), cut)


def _read(size_bytes: int, first: int, *, ranges: bool) -> bytes:
    door, giving = cast("Door", _Sending()), cast("Pieces", _Giving(ranges=ranges))
    version = FileVersion(id="1.0", size_bytes=size_bytes)
    return read_piece(door, giving, "drives/d/versions/1.0", version, (first, 100), attempted="Reading")


@pytest.mark.parametrize("ranges", [True, False], ids=["ranges", "all of it"])
def test_a_version_that_is_longer_than_listed_is_not_cut_off(*, ranges: bool) -> None:
    """A document's beginning would be kept as the whole of it, and the comparison find both sides alike."""
    with pytest.raises(NotFound, match="are listed"):
        _read(len(CONTENT) - 4, 0, ranges=ranges)
    assert _read(len(CONTENT), 0, ranges=ranges) == CONTENT
    assert _read(len(CONTENT), 5, ranges=ranges) == CONTENT[5:]
