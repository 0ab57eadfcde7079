"""What is written is on the disk before it has its name."""

from collections.abc import Iterator

import paramiko
import pytest

from flytt.adapters.ssh.command import Commands
from flytt.adapters.ssh.connection import Connection
from flytt.adapters.ssh.endpoint import Argv
from flytt.adapters.ssh.hosts import SshHosts
from flytt.adapters.ssh.sftp import FSYNC, Sftp
from flytt.migration.errors import CommandFailed, Interrupted
from flytt.migration.settings import Database
from tests.conformance.hosts.openssh_ground import PROGRAMS, OpenSsh, openssh
from tests.conformance.hosts.practice_ground import Practice, practice

Acts = list[str]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practice]:
    """Run two practice hosts, which offer no fsync over SFTP."""
    with practice(tmp_path_factory.mktemp("practice")) as ground:
        yield ground


@pytest.fixture(scope="module")
def real() -> Iterator[OpenSsh]:
    """Run OpenSSH, which offers it."""
    with openssh() as (root, port):
        ground = OpenSsh(root, port, "sqlite")
        yield ground
        ground.connections.close()


@pytest.fixture
def acts(monkeypatch: pytest.MonkeyPatch) -> Acts:
    """Return what is synced and renamed from now on, in order, by the last part of its path."""
    seen: Acts = []
    rename, synced, ask = Sftp.posix_rename, Sftp.synced, Commands.ask

    def noted_rename(self: Sftp, oldpath: str, newpath: str) -> None:
        seen.append("rename")
        rename(self, oldpath, newpath)

    def noted_sync(self: Sftp, file: paramiko.SFTPFile) -> bool:
        done = synced(self, file)
        seen.extend(["fsync"] * done)
        return done

    def noted_ask(self: Commands, attempted: str, argv: Argv, *, long: bool = False) -> object:
        if argv[0] in {"sync", "mv"}:
            seen.append(f"{argv[0]} {argv[2].rpartition('/')[2]}" if argv[0] == "sync" else "rename")
        return ask(self, attempted, argv, long=long)

    monkeypatch.setattr(Sftp, "posix_rename", noted_rename)
    monkeypatch.setattr(Sftp, "synced", noted_sync)
    monkeypatch.setattr(Commands, "ask", noted_ask)
    return seen


def test_a_practice_host_syncs_by_command(town: Practice, acts: Acts) -> None:
    """Otherwise a power cut would leave an empty configuration under its right name, and no old one."""
    folder = town.folder()
    room = folder.rpartition("/")[2]
    town.hosts.on("here").files.write(f"{folder}/c", b"{}")
    assert acts == ["sync c.flytt-part", "rename", f"sync {room}"]
    acts.clear()
    town.hosts.copy("here", f"{folder}/c", "there", f"{folder}/d")
    assert acts == ["sync d.flytt-part", "rename", f"sync {room}"]


@pytest.mark.server(*PROGRAMS)
def test_openssh_syncs_over_sftp(real: OpenSsh, acts: Acts) -> None:
    """Otherwise a host whose users may only transfer files could lose what was written."""
    folder = real.folder()
    room = folder.rpartition("/")[2]
    real.hosts.on("here").files.write(f"{folder}/c", b"{}" * 100_000)
    assert acts == ["fsync", "rename", f"sync {room}"]
    acts.clear()
    real.hosts.copy("here", f"{folder}/c", "there", f"{folder}/d")
    assert acts == ["fsync", "rename", f"sync {room}"]
    assert real.hosts.on("there").files.read(f"{folder}/d") == b"{}" * 100_000
    connection = Connection("here", real.endpoint("here"), real.credentials, None)
    with connection.sftp("look") as sftp:
        assert FSYNC in sftp.extensions
    connection.close()


def test_a_database_is_on_the_disk_before_it_has_its_name(town: Practice, acts: Acts) -> None:
    """Otherwise an application would start on an empty file after a power cut in the window."""
    databases, folder = town.hosts.on("here").databases, town.folder()
    room = folder.rpartition("/")[2]
    source = Database(engine="sqlite", name="/srv/app/data.db")
    databases.dump(source, f"{folder}/d")
    databases.restore(Database(engine="sqlite", name=f"{folder}/new.db"), f"{folder}/d")
    assert acts == [
        *("sync d.flytt-part", "rename", f"sync {room}"),
        *("sync new.db.flytt-part", "rename", f"sync {room}"),
    ]


def test_what_could_not_be_synced_is_not_given_its_name(town: Practice) -> None:
    """Otherwise a disk that is failing would be told of only when its content is gone."""
    files, path = town.hosts.on("here").files, f"{town.folder()}/c"
    files.write(path, b"old")
    town.fault(kind="refuse", command="sync")
    with pytest.raises((CommandFailed, Interrupted)):
        files.write(path, b"new")
    assert files.read(path) == b"old"


def test_a_host_without_the_command_is_written_to_all_the_same(
    town: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise an old host could not be moved from at all."""

    def unknown(path: str) -> Argv:
        return ("no-such-sync", "--", path)

    monkeypatch.setattr("flytt.adapters.ssh.posix.sync", unknown)
    hosts: SshHosts = town.connected()
    files, path = hosts.on("here").files, f"{town.folder()}/c"
    files.write(path, b"new")
    assert files.read(path) == b"new"
    hosts.close()
