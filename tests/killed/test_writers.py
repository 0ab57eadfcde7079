"""One writer on a workload: the next is refused, takes over from a dead one, or waits an unseen one out."""

import dataclasses
import signal
import socket
from contextlib import suppress
from datetime import datetime, timedelta

import pytest

from flytt.migration.errors import LeaseHeld
from flytt.migration.events import LeaseTaken
from flytt.migration.journal import LEASE_SECONDS
from flytt.migration.lease import writing
from flytt.migration.move import Move
from tests.killed.ground import LONGEST_SECONDS, Program, Vik, kill, only, undisturbed
from tests.killed.mover import opened

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]

HALF_MADE = "practice/hosts/gammel-app01/root/var/tmp/flytt/vik_elevboka.dump.flytt-part"
HANGS_SECONDS = 4
"""How long a command on the host takes, so that its program is found in the middle of it."""


class _PowerCut(Exception):
    """Nobody releases anything."""


def _hanging(vik: Vik, *words: str) -> Program:
    vik.fault("gammel-app01", "delay", "mv", seconds=HANGS_SECONDS)
    program = vik.mover("open", *only("skole"), *words)
    vik.wait_for("step-started", 1, program, about='%"dump-database"%elevboka%')
    while not (vik.home / HALF_MADE).exists():
        assert program.poll() is None
    return program


def _write(move: Move) -> None:
    with writing(move, move.plan.workload("elevboka"), "test"):
        pass


def _later(move: Move, seconds: float) -> Move:
    def pulse() -> datetime:
        return move.pulse() + timedelta(seconds=seconds)

    move.journal.pulse = pulse
    return dataclasses.replace(move, pulse=pulse)


def _taken_over(vik: Vik) -> list[str]:
    return [
        r.event.took_over for r in vik.ledger()[1] if isinstance(r.event, LeaseTaken) and r.event.took_over
    ]


def test_a_second_writer_is_refused_while_the_first_lives(vik: Vik) -> None:
    """Two programs would move the same application at the same time."""
    program = _hanging(vik)
    with pytest.raises(LeaseHeld) as refused:
        _write(opened(vik.home))
    assert f"/{program.pid} is writing there since" in str(refused.value)
    said, _ = program.communicate(timeout=LONGEST_SECONDS)
    assert program.returncode == 0, said
    assert vik.world() == undisturbed("skole").after


def test_a_dead_writers_work_is_taken_over_though_its_command_still_runs(vik: Vik) -> None:
    """A command that outlives its program would change what the next one has just made."""
    program = _hanging(vik)
    kill(program)
    vik.must_come("open", *only("skole"))
    assert [holder.rpartition("/")[2] for holder in _taken_over(vik)] == [str(program.pid)]
    assert vik.world() == undisturbed("skole").after


def test_a_writer_that_died_after_its_last_act_leaves_nothing_behind(vik: Vik) -> None:
    """People would be told for ever that somebody died writing, and its locks would stay on the hosts."""
    vik.must_come("open", *only("skole"))
    dead = vik.programs[-1].pid
    move = opened(vik.home, f"{socket.gethostname()}/{dead}")
    workload = move.plan.workload("elevboka")
    with suppress(_PowerCut), writing(move, workload, "test") as lease:
        move.world.hosts.on("gammel-app01").locks.take("vik_elevboka", fence=lease.fence, holder=lease.holder)
        raise _PowerCut
    assert vik.world() != undisturbed("skole").after
    vik.must_come("open", *only("skole"))
    assert vik.world() == undisturbed("skole").after
    assert all(each.released for each in move.journal.store.leases())


def test_a_writer_on_another_machine_is_waited_out(vik: Vik) -> None:
    """Nobody here can see whether it lives: taken over at once, two would write; never, nobody would."""
    program = _hanging(vik, "--holder", "en-annen-maskin/1")
    kill(program)
    move = opened(vik.home)
    with pytest.raises(LeaseHeld):
        _write(_later(move, LEASE_SECONDS / 2))
    _write(_later(opened(vik.home), LEASE_SECONDS + 5))
    assert _taken_over(vik) == ["en-annen-maskin/1"]
    vik.must_come("open", *only("skole"))
    assert vik.world() == undisturbed("skole").after


def test_a_writer_that_slept_is_stopped_when_it_wakes(vik: Vik) -> None:
    """A machine that was suspended would go on where it was, after somebody else had taken its work back."""
    program = _hanging(vik)
    program.send_signal(signal.SIGSTOP)
    _write(_later(opened(vik.home), LEASE_SECONDS + 5))
    program.send_signal(signal.SIGCONT)
    said, _ = program.communicate(timeout=LONGEST_SECONDS)
    assert program.returncode == 1, said
    assert '"Fenced"' in said
    vik.must_come("before", "--back", *only("skole"))
    assert vik.world() == undisturbed("skole").before
