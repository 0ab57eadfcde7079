"""Who comes in over SSH, and what commands do there."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from pathlib import Path

import paramiko
import pytest

from tests.practice.town import CONFIG, DATABASE, NEW, OLD, SERVICE, Town

pytestmark = pytest.mark.slow  # starts practice hosts; left out of `make fast`, never of `make test`


def test_only_the_published_key_comes_in(town: Town) -> None:
    """If this fails, any key or user may run commands on a practice host."""
    stranger = paramiko.RSAKey.generate(1024)
    with pytest.raises(paramiko.AuthenticationException):
        town.connect(key=stranger)
    with pytest.raises(paramiko.AuthenticationException):
        town.connect(user="root")
    assert town.run("uname", "-n").out == f"{OLD}\n"


def test_secrets_are_private(town: Town) -> None:
    """If this fails, other users of the machine can read the practice secrets."""
    files = [town.addresses.client_key, town.addresses.dns.tsig.secret_file, town.addresses.http.token_file]
    assert [file.stat().st_mode & 0o777 for file in files] == [0o600] * 3


@pytest.mark.parametrize(
    "word", ["$(uname -n)", "`uname -n`", "a; uname -n", "a && uname -n", "a | cat", "> /srv/x", "$HOME", "*"]
)
def test_a_metacharacter_is_only_a_word(town: Town, word: str) -> None:
    """If this fails, the host runs a shell, and quoting mistakes of a caller go unseen."""
    assert town.run("echo", word).out == f"{word}\n"
    assert town.run_line(f"echo a {word.replace(';', ' ;')}").out.startswith("a ")
    assert town.run("stat", "-c", "%s", "--", "/srv/x").code == 1


def test_unknown_commands_end_with_127(town: Town) -> None:
    """If this fails, a missing program looks like one that ran."""
    for line in ("bash -c true", "true;", "'unended", "", "/bin/true"):
        ended = town.run_line(line)
        assert (ended.code, "command not found" in ended.err) == (127, True), line


def test_files_are_made_moved_and_removed(town: Town, directory: Path) -> None:
    """If this fails, a basic file command does not do what GNU's does."""
    root = directory / "hosts" / OLD / "root"
    assert town.run("mkdir", "-p", "--", "/srv/files/ø").code == 0
    (root / "srv/files/a").write_text("æøå")
    assert town.run("cp", "--", "/srv/files/a", "/srv/files/b").code == 0
    assert town.run("mv", "-T", "--", "/srv/files/b", "/srv/files/c").code == 0
    digest = hashlib.sha256("æøå".encode()).hexdigest()
    assert town.run("sha256sum", "-b", "--", "/srv/files/c").out == f"{digest} */srv/files/c\n"
    assert town.run("cat", "--", "/srv/files/c").out == "æøå"
    assert town.run("stat", "-c", "%s", "--", "/srv/files/c").out == "6\n"
    assert town.run("chmod", "640", "--", "/srv/files/c").code == 0
    assert (root / "srv/files/c").stat().st_mode & 0o777 == 0o640
    assert town.run("rm", "-f", "--", "/srv/files/c", "/srv/files/never").code == 0
    assert sorted(file.name for file in (root / "srv/files").iterdir()) == ["a", "ø"]


@pytest.mark.parametrize(
    ("argv", "code", "says"),
    [
        (("cat", "--", "/srv/none"), 1, "cat: /srv/none: No such file or directory"),
        (("sha256sum", "-b", "--", "/srv/none"), 1, "sha256sum: /srv/none: No such file or directory"),
        (("stat", "-c", "%s", "--", "/srv/none"), 1, "stat: cannot statx '/srv/none': No such file"),
        (("mv", "-T", "--", "/srv/none", "/srv/b"), 1, "mv: cannot stat '/srv/none'"),
        (("mv", "-T", "--", CONFIG, "/srv"), 1, "mv: cannot move"),
        (("cp", "--", "/srv/none", "/srv/b"), 1, "cp: cannot copy '/srv/none'"),
        (("rm", "-f", "--", "/srv"), 1, "rm: cannot remove '/srv': Is a directory"),
        (("rm", "-rf", "--", "/srv"), 1, "rm: unrecognized option '-rf'"),
        (("mkdir", "-p", "--", CONFIG), 1, "mkdir: cannot create directory"),
        (("chmod", "a+x", "--", CONFIG), 1, "chmod: invalid mode"),
        (("cat",), 1, "cat: missing operand"),
    ],
)
def test_faults_of_files_are_told(town: Town, argv: tuple[str, ...], code: int, says: str) -> None:
    """If this fails, a command that did nothing ends as if it had."""
    ended = town.run(*argv)
    assert ended.code == code
    assert ended.err.startswith(says)


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "../../../../../etc/passwd", "/srv/out/passwd", "/srv/up/passwd"]
)
def test_no_path_leads_out_of_a_host(town: Town, directory: Path, path: str) -> None:
    """If this fails, a practice host reads or writes the machine it runs on."""
    tmp = directory / "hosts" / OLD / "root" / "srv"
    for name, target in (("out", "/etc"), ("up", "../../../../../../../../../../etc")):
        if not (tmp / name).is_symlink():
            (tmp / name).symlink_to(target)
    assert Path("/etc/passwd").exists()
    assert town.run("cat", "--", path).code == 1
    sftp = town.line().open_sftp()
    with pytest.raises(FileNotFoundError):
        sftp.stat(path)
    with sftp.open("/srv/out/from-inside", "w") as file:
        file.write("x")
    assert (directory / "hosts" / OLD / "root/etc/from-inside").exists()
    assert town.run("rm", "-f", "--", "/srv/out/from-inside").code == 0


def test_units_are_shown_as_systemd_shows_them(town: Town) -> None:
    """If this fails, a running application is taken for a stopped one, or a missing for an installed one."""
    show = ("systemctl", "show", "--property=LoadState,ActiveState,UnitFileState", "--")
    assert town.run(*show, SERVICE).out == "LoadState=loaded\nActiveState=active\nUnitFileState=enabled\n"
    assert (
        town.run(*show, SERVICE, host=NEW).out
        == "LoadState=loaded\nActiveState=inactive\nUnitFileState=disabled\n"
    )
    assert town.run(*show, "nothing").out == "LoadState=not-found\nActiveState=inactive\nUnitFileState=\n"
    assert [town.run("systemctl", verb, "--", "nothing").code for verb in ("start", "stop", "enable")] == [
        5,
        5,
        1,
    ]


def test_an_application_starts_with_its_files_only(town: Town, directory: Path) -> None:
    """If this fails, an application without its data looks healthy, and a smoke test finds nothing."""
    root = directory / "hosts" / NEW / "root"
    curl = ("curl", "--fail", "--silent", "--show-error", "--max-time", "60")
    health = f"http://localhost/{SERVICE}/health"
    assert town.run("systemctl", "start", "--", SERVICE, host=NEW).code == 1
    assert town.run(*curl, health, host=NEW).code == 7
    database = root / DATABASE.removeprefix("/")
    database.write_bytes(b"not a database, but long enough to be looked at" * 100)
    assert town.run("systemctl", "start", "--", SERVICE, host=NEW).code == 1
    database.write_bytes((directory / "hosts" / OLD / "root" / DATABASE.removeprefix("/")).read_bytes())
    config = root / CONFIG.removeprefix("/")
    right = config.read_text()
    config.write_text("{")
    assert town.run("systemctl", "start", "--", SERVICE, host=NEW).code == 1
    config.write_text(right)
    assert town.run("systemctl", "start", "--", SERVICE, host=NEW).code == 0
    told, old = (json.loads(town.run(*curl, health, host=host).out) for host in (NEW, OLD))
    assert (told["status"], told["persons"], told["config"]["host"]) == ("ok", old["persons"], NEW)
    assert town.run(*curl, f"http://localhost/{SERVICE}/persons/999999", host=NEW).code == 22
    assert town.run(*curl, "http://127.0.0.1:22/", host=NEW).code == 6
    assert town.run("systemctl", "stop", "--", SERVICE, host=NEW).code == 0
    assert town.run(*curl, health, host=NEW).code == 7
    database.unlink()


def test_sleep_ends_when_nobody_listens(town: Town) -> None:
    """If this fails, a broken connection leaves commands running on the host."""
    names = {"ssh sleep"}
    line = town.connect()
    line.exec_command("sleep 30")
    end = time.monotonic() + 60
    while not names & {thread.name for thread in threading.enumerate()} and time.monotonic() < end:
        time.sleep(0.01)
    line.close()
    end = time.monotonic() + 20  # less than the sleep would have lasted
    while names & {thread.name for thread in threading.enumerate()} and time.monotonic() < end:
        time.sleep(0.01)
    assert time.monotonic() < end
