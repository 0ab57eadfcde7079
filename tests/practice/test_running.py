"""A municipality that stops, comes back, is killed, or cannot begin."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from practice import running
from practice.__main__ import main
from practice.addresses import Addresses, read_addresses
from practice.build import OtherWorldError
from practice.snapshot import snapshot
from tests.practice.town import NEW, OLD, SERVICE, Town, world, write_world

pytestmark = pytest.mark.slow  # starts practice hosts; left out of `make fast`, never of `make test`


@pytest.fixture
def program(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """The practice program in a process of its own, which has said that it runs."""
    program = subprocess.Popen(
        [
            *(sys.executable, "-m", "practice", "start", "--foreground", "--parent-pid", str(os.getpid())),
            *("--world", str(write_world(tmp_path)), "--dir", str(tmp_path / "town")),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdout is not None
    assert "hustadvika.practice. runs as process" in program.stdout.readline()
    yield program
    program.kill()
    program.wait()
    program.stdout.close()


def _ended(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    # What nobody has buried yet is dead all the same.
    return subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, check=False).stdout[
        :1
    ] in {b"Z", b""}


def _applications(parent: int) -> list[int]:
    told = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    return [int(pid) for pid, ppid in (line.split() for line in told.splitlines()) if int(ppid) == parent]


def test_killed_it_leaves_no_application(program: subprocess.Popen[str]) -> None:
    """If this fails, a killed rehearsal leaves programs running on the laptop."""
    applications = _applications(program.pid)
    assert len(applications) == 1
    program.kill()
    program.wait()
    end = time.monotonic() + 60
    while not all(_ended(pid) for pid in applications) and time.monotonic() < end:
        time.sleep(0.02)
    assert all(_ended(pid) for pid in applications)


def test_told_to_end_it_ends_and_comes_back_the_same(program: subprocess.Popen[str], tmp_path: Path) -> None:
    """If this fails, a municipality that was stopped and started is another one."""
    directory = tmp_path / "town"
    before = read_addresses(directory)
    town = Town(before)
    assert town.sql("INSERT INTO persons(name) VALUES ('Øv Øving')").code == 0
    change = town.update()
    change.replace("flykning", 60, "CNAME", NEW)
    assert town.send(change) == "NOERROR"
    with town.http() as http:
        http.post("/hands/vendor/do").raise_for_status()
        digest = http.get("/snapshot").json()["digest"]
    program.send_signal(signal.SIGTERM)
    assert program.wait(120) == 0
    assert not (directory / "addresses.json").exists()
    assert snapshot(directory).digest == digest
    with running.start(world(), directory) as again:
        assert again.snapshot().digest == digest
        assert again.addresses.model_copy(update={"pid": before.pid}) == before
        town = Town(again.addresses)
        health = town.run("curl", "--fail", "--silent", f"http://localhost/{SERVICE}/health").out
        assert json.loads(health)["persons"] == 62
        assert NEW in town.lookup("flykning", "CNAME")[1][0]
        town.close()


def test_a_snapshot_sees_every_change_and_its_undoing(tmp_path: Path) -> None:
    """If this fails, a rollback that leaves something behind is called complete."""
    with running.start(world(), tmp_path) as started:
        town = Town(started.addresses)
        before = started.snapshot().digest
        changes = [
            (("mkdir", "-p", "--", "/srv/new"), None),
            (
                ("chmod", "600", "--", "/etc/visma-flykning.json"),
                ("chmod", "644", "--", "/etc/visma-flykning.json"),
            ),
            (("systemctl", "stop", "--", SERVICE), ("systemctl", "start", "--", SERVICE)),
            (("systemctl", "disable", "--", SERVICE), ("systemctl", "enable", "--", SERVICE)),
        ]
        for do, undo in changes:
            assert town.run(*do).code == 0
            assert started.snapshot().digest != before, do
            if undo is None:
                town.line().open_sftp().rmdir("/srv/new")
            else:
                assert town.run(*undo).code == 0
            assert started.snapshot().digest == before, undo
        for sql, same in (
            ("VACUUM", True),
            ("UPDATE persons SET name = name || '' ", True),
            ("DELETE FROM notes", False),
        ):
            assert town.sql(sql).code == 0
            assert (started.snapshot().digest == before) is same, sql
        town.close()


def test_one_program_runs_a_world(tmp_path: Path) -> None:
    """If this fails, two programs write the same world."""
    with running.start(world(), tmp_path):
        with pytest.raises(running.AlreadyRunningError):
            running.start(world(), tmp_path)
        assert running.is_running(tmp_path)
    assert not running.is_running(tmp_path)
    with pytest.raises(OtherWorldError):
        running.start(world(seed=2), tmp_path)


def test_the_same_file_makes_the_same_world(tmp_path: Path) -> None:
    """If this fails, a rehearsal cannot be repeated."""
    digests: list[str] = []
    for name in ("a", "b"):
        with running.start(world(), tmp_path / name) as started:
            digests.append(started.snapshot().digest)
    with running.start(world(seed=2), tmp_path / "c") as started:
        assert digests == [digests[0]] * 2
        assert started.snapshot().digest != digests[0]


def test_started_in_the_background_it_is_found_and_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """If this fails, start returns before everything listens, or stop leaves it running."""
    directory = tmp_path / "town"

    def say(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["practice", *words, "--dir", str(directory)])
        return main(), capsys.readouterr().out

    try:
        assert say("start", "--world", str(write_world(tmp_path)))[0] == 0
        status = json.loads(say("status")[1])
        assert status["running"] is True
        town = Town(Addresses.model_validate(status["addresses"]))
        assert town.run("uname", "-n", host=OLD).code == 0
        town.close()
    finally:
        assert say("stop")[0] == 0
    stopped = json.loads(say("status")[1])
    assert (stopped["running"], stopped["addresses"]) == (False, None)
    assert not (directory / "addresses.json").exists()
