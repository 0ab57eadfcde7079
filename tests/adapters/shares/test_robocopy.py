"""robocopy's words and exit status, as its documentation has them."""

import pytest

from flytt.adapters.shares.robocopy import PROVEN, complete, left, words
from flytt.adapters.ssh.words import render

GOLDEN = (
    r"& 'robocopy.exe' 'D:\Felles' '\\ny-fil01\Felles$' '/MIR' '/COPYALL' '/DCOPY:DAT' '/SECFIX' '/TIMFIX' "
    r"'/ZB' '/XJ' '/SL' '/R:2' '/W:5' '/MT:16' '/BYTES' '/NP' '/NFL' '/NDL' '/UNILOG:C:\flytt\pass 1.log'"
)


def test_the_words_are_those_that_were_read_over() -> None:
    """A changed option would lose owners or lists, or delete, on a host where nobody has tried it."""
    told = words(r"D:\Felles", r"\\ny-fil01\Felles$", r"C:\flytt\pass 1.log", delete=True)
    assert render(told, "windows") == GOLDEN
    assert PROVEN


def test_nothing_is_deleted_unless_it_is_said() -> None:
    """An early pass would delete what people have put on the new side."""
    told = words("a", "b", "c")
    assert "/MIR" not in told
    assert "/PURGE" not in told
    assert "/E" in told


def test_a_speed_takes_one_thread() -> None:
    """The gap between packets does not hold with many threads, and the line would be full."""
    told = words("a", "b", "c", kib=1000)
    assert "/IPG:64" in told
    assert not any(word.startswith("/MT") for word in told)


@pytest.mark.parametrize(
    ("status", "whole"),
    [(0, True), (1, True), (2, True), (3, True), (4, False), (5, False), (8, False), (9, False), (16, False)],
)
def test_exit_status_is_bits(status: int, *, whole: bool) -> None:
    """A pass that left files behind would count as complete, or a good one as failed."""
    assert complete(status) is whole
    assert bool(left(status)) is (status != 0)
