"""What every shell promises, on this machine and on a real OpenSSH server."""

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from flytt.adapters.shares.local_shell import LocalShell
from flytt.adapters.shares.shell import Shell, ask, run
from flytt.migration.errors import CommandFailed, Interrupted, TimedOut
from tests.conformance.shares.ground import Host
from tests.conformance.shares.proxy import Proxy

REAL = pytest.mark.server("sshd", "ssh-keygen")
ECHO = "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read())"


@pytest.fixture(params=["local", pytest.param("ssh", marks=REAL)])
def shell(request: pytest.FixtureRequest) -> Iterator[Shell]:
    """Return the shell of this run."""
    if request.param == "local":
        yield LocalShell()
        return
    old: Host = request.getfixturevalue("hosts")[0]
    shell = old.shell()
    yield shell
    shell.close()


def lives(pid: int) -> bool:
    """Tell whether a program runs; one that nobody has buried yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def gone(pid: int) -> bool:
    """Wait until a program has ended."""
    end = time.monotonic() + 60
    while lives(pid):
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def test_words_arrive_as_they_are(shell: Shell) -> None:
    """A file name with a quote, a newline or a dollar would be run as a command on a host."""
    words = ("-rf", "$(touch /tmp/x)", "a'b\"c", "new\nline", "", "å", "*", "`id`", "\\")
    output = run(shell, "print", ("printf", "%s\\0", *words))
    assert output.stdout == b"".join(word.encode() + b"\0" for word in words)


def test_status_and_errors_are_told(shell: Shell) -> None:
    """A mover that failed would pass for one that succeeded, or nobody would know why it failed."""
    output = ask(shell, "fail", ("sh", "-c", "echo out; echo why >&2; exit 23"))
    assert (output.status, output.stdout, output.stderr) == (23, b"out\n", "why\n")
    with pytest.raises(CommandFailed) as failed:
        run(shell, "fail", ("sh", "-c", "echo why >&2; exit 24"))
    assert failed.value.exit_status == 24


def test_a_missing_program_is_told(shell: Shell) -> None:
    """A host without rsync would look like a host whose rsync crashed."""
    with pytest.raises(CommandFailed) as failed:
        run(shell, "look", ("flytt-no-such-program",))
    assert failed.value.exit_status == 127


def test_much_of_everything_passes_at_once(shell: Shell) -> None:
    """A mover that complains about every file would stop for good when nobody reads its complaints."""
    size = 3_000_000
    code = (
        f"import sys; sys.stderr.write('e' * {size}); sys.stdout.write('o' * {size}); sys.stderr.write('END')"
    )
    with shell.open("talk", ("python3", "-c", code)) as process:
        process.close_input()
        read = 0
        while data := process.read():
            read += len(data)
        ended = process.wait()
    assert read == size
    assert ended.stderr.endswith("END")
    assert len(ended.stderr) <= 1 << 16


def test_input_comes_back_byte_for_byte(shell: Shell) -> None:
    """Files that pass through Flytt's machine would be damaged on the way."""
    data = os.urandom(5_000_001)
    assert ask(shell, "echo", ("python3", "-c", ECHO), given=data).stdout == data


def test_a_program_that_does_not_read_makes_the_writer_wait(shell: Shell) -> None:
    """A slow target would fill the memory of Flytt's machine."""
    with shell.open("sleep", ("sleep", "600"), silence=1) as process:
        with pytest.raises(TimedOut):
            process.write(bytes(64 << 20))
        process.kill()


@pytest.mark.slow
def test_silence_is_noticed_and_talk_is_not_cut_short(shell: Shell) -> None:
    """A host that hangs would be waited for all night, or a long copy ended because it is long."""
    talks = "for i in 1 2 3 4 5 6 7 8; do echo x; sleep 0.5; done"
    with shell.open("talk", ("sh", "-c", talks), silence=3) as process:
        process.close_input()
        assert process.wait().status == 0
    with shell.open("be silent", ("sleep", "600"), silence=1) as process, pytest.raises(TimedOut):
        process.read()
    assert gone(process.pid)


@pytest.mark.slow
def test_killing_ends_what_the_program_started_too(shell: Shell) -> None:
    """A mover would go on writing on a share that another one has taken over."""
    stubborn = "trap '' TERM; (trap '' TERM; sleep 600) & echo $!; wait"
    with shell.open("stay", ("sh", "-c", stubborn)) as process:
        child = int(process.read())
        assert lives(child)
    assert gone(process.pid)
    assert gone(child)


def test_a_program_killed_from_outside_is_not_taken_for_finished(shell: Shell) -> None:
    """Half a copy would be taken for the whole of it."""
    with shell.open("run", ("sleep", "600")) as process:
        os.kill(process.pid, signal.SIGKILL)
        with pytest.raises(Interrupted):
            process.wait()


def test_writing_to_a_program_that_has_ended_tells_its_reason(shell: Shell) -> None:
    """A full disk at the target would be reported as a broken pipe."""
    with shell.open("write", ("sh", "-c", "exec <&-; echo disk full >&2; exit 7")) as process:
        assert process.read() == b""
        with pytest.raises(CommandFailed) as failed:
            process.write(bytes(64 << 20))
        assert failed.value.exit_status == 7
        assert "disk full" in failed.value.stderr


@REAL
def test_a_cut_link_is_interrupted_and_the_next_use_connects_again(hosts: tuple[Host, Host]) -> None:
    """A lost link would look like the end of the file, or every later command would fail."""
    with Proxy(hosts[0].port) as proxy, contextlib.closing(hosts[0].shell(port=proxy.port)) as shell:
        with shell.open("run", ("sh", "-c", "echo x; exec sleep 600")) as process:
            assert process.read() == b"x\n"
            proxy.cut()
            with pytest.raises(Interrupted):
                process.read()
            with pytest.raises(Interrupted):
                process.wait()
        assert run(shell, "ask", ("echo", "again")).stdout == b"again\n"
        assert gone(process.pid)


@REAL
def test_greetings_of_the_host_are_not_output(hosts: tuple[Host, Host]) -> None:
    """A host that greets everybody who signs in would put its greeting into the files."""
    rc = hosts[0].home / ".ssh" / "rc"
    rc.write_text("echo Welcome; echo Be careful\n")
    try:
        with contextlib.closing(hosts[0].shell()) as shell:
            assert run(shell, "ask", ("echo", "only this")).stdout == b"only this\n"
    finally:
        rc.unlink()
