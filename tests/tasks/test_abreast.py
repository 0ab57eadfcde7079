"""A few things at a time: what comes of them, what fails, and what an interruption leaves running."""

import signal
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import FrameType

import pytest

from flytt.migration.errors import ChangedByOthers, CommandFailed, FlyttError, Interrupted, Remedy
from tasks.abreast import NAMED, Breath, abreast
from tests.driving import Killed

LONGEST_SECONDS = 120


def _until(seen: Callable[[], bool]) -> None:
    end = time.monotonic() + LONGEST_SECONDS
    while not seen():
        assert time.monotonic() < end, "what was waited for never came"
        time.sleep(0.001)


def _running() -> int:
    return sum(one.name == NAMED for one in threading.enumerate())


def _called(number: int) -> str:
    return f"thing {number}"


def test_what_came_of_each_is_in_the_order_of_the_things() -> None:
    """A receipt would change from run to run, with whichever thread came first."""
    behind = threading.Event()

    def work(number: int, breathe: Breath) -> int:
        breathe()
        if number == 0:
            assert behind.wait(LONGEST_SECONDS)
        elif number == 5:
            behind.set()
        return number * number

    for at_once in (4, 9):
        behind.clear()
        assert abreast(work, range(6), at_once, called=_called) == [0, 1, 4, 9, 16, 25]
    behind.set()
    assert abreast(work, range(6), 1, called=_called) == [0, 1, 4, 9, 16, 25]
    assert abreast(work, (), 4, called=_called) == []


def test_a_failure_lets_the_others_end_and_begins_no_more() -> None:
    """One mailbox that fails would leave three half filled, or the night go on with a hundred more."""
    together = threading.Barrier(4)
    begun: list[int] = []
    ended: list[int] = []
    failing: dict[int, FlyttError] = {
        0: Interrupted("Cut off.", still_true="It may have taken effect."),
        2: ChangedByOthers("Somebody wrote there.", next_command="flytt resume"),
    }

    def work(number: int, breathe: Breath) -> None:
        begun.append(number)
        together.wait(LONGEST_SECONDS)
        if number in failing:
            raise failing[number]
        _until(lambda: _running() <= 2)  # both failures are known
        breathe()
        ended.append(number)

    with pytest.raises(ChangedByOthers) as raised:
        abreast(work, range(8), 4, called=_called)
    assert sorted(begun) == [0, 1, 2, 3]
    assert sorted(ended) == [1, 3]
    _until(lambda: _running() == 0)
    assert str(raised.value) == (
        "thing 0: Cut off. It may have taken effect. thing 2: Somebody wrote there. Next: flytt resume"
    )


@pytest.mark.parametrize("turned", [False, True])
def test_the_gravest_failure_says_what_is_to_be_done(turned: bool) -> None:  # noqa: FBT001 - a parameter
    """What needs a person would be tried again all night, since another mailbox met a passing fault."""
    together = threading.Barrier(2)
    failing = [Interrupted("Cut off."), CommandFailed("Refused.", exit_status=403, stderr="")]

    def work(number: int, breathe: Breath) -> None:
        del breathe
        together.wait(LONGEST_SECONDS)
        raise failing[number]

    with pytest.raises(FlyttError) as raised:
        abreast(work, (1, 0) if turned else (0, 1), 2, called=_called)
    assert raised.value.remedy is Remedy.PERMANENT
    assert all(_called(number) in str(raised.value) for number in (0, 1))


def test_one_at_a_time_is_done_in_the_callers_own_thread() -> None:
    """`abreast: 1` would not be what it says, and a fault of threads could not be got round."""
    ran: list[threading.Thread] = []

    def work(number: int, breathe: Breath) -> None:
        breathe()
        ran.append(threading.current_thread())
        if number == 1:
            raise Interrupted("Cut off.")

    with pytest.raises(Interrupted, match="thing 1: Cut off"):
        abreast(work, range(4), 1, called=_called)
    assert ran == [threading.current_thread()] * 2


def test_what_nobody_foresaw_is_raised_as_it_is() -> None:
    """Words of a foreign failure, which may quote a mail, would be written in the ledger."""
    together = threading.Barrier(2)

    def work(number: int, breathe: Breath) -> None:
        del breathe
        together.wait(LONGEST_SECONDS)
        raise KeyError("innhold") if number else Interrupted("Cut off.")

    with pytest.raises(KeyError) as raised:
        abreast(work, range(2), 2, called=_called)
    assert raised.value.args == ("innhold",)


def test_when_one_dies_all_end_at_their_next_breath() -> None:
    """Threads of a run that is over would go on writing beside the one that goes on."""
    together = threading.Barrier(4)
    ended: list[int] = []

    def work(number: int, breathe: Breath) -> None:
        together.wait(LONGEST_SECONDS)
        if number == 3:
            raise Killed
        _breathing(breathe)
        ended.append(number)

    with pytest.raises(Killed):
        abreast(work, range(8), 4, called=_called)
    assert ended == []
    _until(lambda: _running() == 0)


def test_an_interruption_leaves_nobody_at_work() -> None:
    """Whoever stops a move and begins it again in the same program would have two writers in a mailbox."""
    together, ended, main = threading.Barrier(4), list[int](), threading.get_ident()

    def work(number: int, breathe: Breath) -> None:
        if together.wait(LONGEST_SECONDS) == 0:
            signal.pthread_kill(main, signal.SIGUSR1)
        _breathing(breathe)
        ended.append(number)

    with _interrupting(), pytest.raises(Killed):
        abreast(work, range(8), 4, called=_called)
    assert ended == []
    _until(lambda: _running() == 0)


def _breathing(breathe: Breath) -> None:
    """Breathe until it does not return, or much too long."""
    end = time.monotonic() + LONGEST_SECONDS
    while time.monotonic() < end:
        breathe()
        time.sleep(0.001)


@contextmanager
def _interrupting() -> Generator[None]:
    """Let a signal interrupt this thread, as the one of a terminal does."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        del number, frame
        raise Killed

    former = signal.signal(signal.SIGUSR1, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGUSR1, former)
