"""A host that lets fewer sessions into a connection than Flytt would like."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from flytt.adapters.shares.limits import Pace
from flytt.adapters.shares.order import Order
from flytt.adapters.shares.shell import run
from flytt.adapters.shares.trial import measure
from flytt.adapters.ssh.connection import NoMoreSessions
from flytt.shares.movers import Choice, Direction, Mover
from tests.conformance.shares.ground import Host, sshd
from tests.conformance.shares.trees import big
from tests.conformance.shares.ways import same, side, way

pytestmark = [pytest.mark.server("sshd", "ssh-keygen", "rsync"), pytest.mark.slow]
FEW = 3


@pytest.fixture(scope="module")
def narrow() -> Iterator[tuple[Host, Host]]:
    """Return two hosts that let in three sessions."""
    with sshd("old", sessions=FEW) as old, sshd("new", sessions=FEW) as new:
        yield old, new


def test_one_session_too_many_leaves_the_others_alone(narrow: tuple[Host, Host]) -> None:
    """Every copy on a host would end because one more program was to begin there."""
    with contextlib.closing(narrow[0].shell()) as shell, contextlib.ExitStack() as open_:
        running = [open_.enter_context(shell.open("repeat", ("cat",))) for _ in range(FEW)]
        with pytest.raises(NoMoreSessions, match=r"old lets no more sessions .* 3 run"):
            run(shell, "ask", ("true",))
        for number, process in enumerate(running):
            process.write(b"%d" % number)
            assert process.read() == b"%d" % number
            process.close_input()
            assert process.wait().status == 0
    with contextlib.closing(narrow[0].shell()) as shell:
        assert run(shell, "ask", ("echo", "again")).stdout == b"again\n"


def test_sessions_that_nobody_uses_any_more_are_left_behind(
    narrow: tuple[Host, Host], tmp_path: Path
) -> None:
    """A host that still counts what Flytt has ended would be taken for full, although nothing runs there."""
    tmp_path.chmod(0o755)
    flag = tmp_path / "goes on"
    flag.touch()
    try:
        with contextlib.closing(narrow[0].shell()) as shell:
            for _ in range(FEW):
                waits = f"exec sh -c 'while [ -e \"{flag}\" ]; do sleep 0.2; done'"
                shell.connection.start(waits, 60).close()
            assert run(shell, "ask", ("echo", "again")).stdout == b"again\n"
    finally:
        flag.unlink()


@pytest.mark.parametrize(("mover", "direction"), [("rsync", "push"), ("rsync", "pull")])
def test_a_trial_keeps_what_fewer_streams_have_shown(
    mover: Mover,
    direction: Direction,
    narrow: tuple[Host, Host],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A share would go in one stream for days where two were measured to be twice as fast."""
    monkeypatch.setattr("flytt.adapters.shares.trial.FOLDER_MIB", 1)
    # However little more they bring here, four are to be tried.
    monkeypatch.setattr("flytt.adapters.shares.trial.ENOUGH", 1e9)
    old, new = side(narrow[0], tmp_path / "a"), side(narrow[1], tmp_path / "b")
    try:
        found = measure(Order("test-few", old, new), Choice(mover=mover, direction=direction, why="told to"))
        assert set(found.mib_per_second) == {1, 2}
        assert "4 came to no end" in found.why
        assert "lets no more sessions" in found.why
        for host in narrow:
            assert not [path for path in (host.home / ".flytt-share").glob("*") if "trial" in path.name]
    finally:
        old.shell.close()
        new.shell.close()


@pytest.mark.parametrize("name", ["rsync push", "rsync pull"])
def test_more_streams_than_a_host_lets_in_go_a_few_at_a_time(
    name: str, narrow: tuple[Host, Host], tmp_path: Path
) -> None:
    """Whoever asks for eight streams would have no copy, or not be told that it went in fewer."""
    tmp_path.chmod(0o755)
    moving = way(name, narrow, tmp_path)
    try:
        for number in range(8):
            big(moving.source / f"part {number}" / "file", 4 << 20, seed=number)
        # Slow enough that all would be there at once.
        copied = moving.copy(streams=8, pace=Pace(16 << 10))
        assert same(moving) == []
        assert copied.files == 8
        # On the host that drives a pull, the lock of the folder takes a session too.
        assert copied.streams == (FEW if name == "rsync push" else FEW - 1)
        driver = "old" if name == "rsync push" else "new"
        assert f"only {copied.streams} streams at once: {driver} lets in no more sessions" in copied.why
    finally:
        for each in (moving.order.source, moving.order.target):
            each.shell.close()
