"""The pages of a mapping beside its plan: how the world is reached, where the board is, where notices go."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from flytt.mapping import Fault


def refuse_faulty_pages(mapping: "Path") -> None:
    """Raise MappingFaults with everything that is wrong in any of them."""
    from flytt.mapping import MappingFaults

    if faults := tuple(faults_of_pages(mapping)):
        raise MappingFaults(faults)


def faults_of_pages(mapping: "Path") -> "Iterator[Fault]":
    """Yield everything that is wrong in any of them, with its place."""
    from flytt.adapters.reach import Reach
    from flytt.mapping import Fault, page_faults
    from flytt.mapping.folder import BOARD, REACH, SENDING
    from flytt.mapping.text import shown_path
    from flytt.migration.workload import Place
    from flytt.notices.board.settings import BoardSettings, stated, unsafe
    from flytt.notices.sending.settings import SendingSettings

    yield from page_faults(mapping / REACH, Reach)
    yield from page_faults(mapping / SENDING, SendingSettings)
    yield from (board := page_faults(mapping / BOARD, BoardSettings))
    if not board:
        place = Place(file=shown_path(mapping / BOARD), line=1)
        yield from (Fault(place=place, what=what) for what in unsafe(stated(mapping)))
