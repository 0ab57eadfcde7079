"""What can go wrong between Flytt and a host, and that each is told for what it is."""

import socket
import time
from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pydantic import SecretStr

from flytt.adapters.ssh.command import Commands
from flytt.adapters.ssh.connection import Connection
from flytt.adapters.ssh.endpoint import KeyText, Limits
from flytt.adapters.ssh.hosts import SshHosts
from flytt.migration.errors import (
    AccessRefused,
    BadInput,
    CommandFailed,
    HostKeyRefused,
    Interrupted,
    TimedOut,
    Unreachable,
)
from tests.conformance.hosts.practice_ground import Practice, practice


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practice]:
    """Run two practice hosts."""
    with practice(tmp_path_factory.mktemp("practice")) as ground:
        yield ground


def test_a_command_that_took_effect_before_the_line_broke(town: Practice) -> None:
    """Otherwise an interrupted command would count as not done, and be done twice."""
    services = town.hosts.on("here").services
    town.fault(kind="drop-after-command", command="systemctl")
    with pytest.raises(Interrupted):
        services.start("app")
    assert services.state("app").running
    services.stop("app")


def test_a_command_that_had_no_effect_before_the_line_broke(town: Practice) -> None:
    """Otherwise an interrupted command would count as done."""
    services = town.hosts.on("here").services
    town.fault(kind="drop-before-command", command="systemctl")
    with pytest.raises(Interrupted):
        services.start("app")
    assert not services.state("app").running


@pytest.mark.parametrize("command", ["sftp-open", "sftp-write", "sftp-posix-rename"])
def test_a_write_that_breaks_leaves_the_old_file(town: Practice, command: str) -> None:
    """Otherwise a configuration could be half of one and half of another."""
    files, path = town.hosts.on("here").files, f"{town.folder()}/c"
    files.write(path, b"old")
    town.fault(kind="drop-before-command", command=command)
    with pytest.raises(Interrupted):
        files.write(path, b"new and longer")
    assert files.read(path) == b"old"
    files.write(path, b"new and longer")
    assert files.read(path) == b"new and longer"


def test_a_refused_command_is_no_lost_line(town: Practice) -> None:
    """Otherwise Flytt would try again for ever what the host forbids."""
    town.fault(kind="refuse", command="systemctl")
    with pytest.raises(CommandFailed):
        town.hosts.on("here").services.start("app")


def test_a_changed_host_key_is_refused_with_both_fingerprints(town: Practice) -> None:
    """Otherwise another machine could take the host's place and be sent its data."""
    endpoint = town.endpoint("here").changed(host_key=town.endpoint("there").host_key)
    with pytest.raises(HostKeyRefused) as refusal:
        SshHosts({"here": endpoint}, credentials=town.credentials).on("here").files.read("/etc/x")
    assert refusal.value.shown.startswith("SHA256:")
    assert refusal.value.expected.startswith("SHA256:")
    assert refusal.value.shown != refusal.value.expected


def test_an_unknown_host_key_is_refused(town: Practice) -> None:
    """Otherwise the first to answer would be believed."""
    hosts = SshHosts({"here": town.endpoint("here").changed(host_key="")}, credentials=town.credentials)
    with pytest.raises(HostKeyRefused) as refusal:
        hosts.on("here").files.read("/etc/x")
    assert refusal.value.expected == ""


def test_a_wrong_key_is_not_let_in_and_never_shown(town: Practice) -> None:
    """Otherwise a wrong key would look like a network fault, or its text come out in an error."""
    secret = Ed25519PrivateKey.generate()
    text = secret.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()).decode()
    hosts = SshHosts({"here": town.endpoint("here")}, credentials=KeyText(text=SecretStr(text)))
    with pytest.raises(AccessRefused) as refusal:
        hosts.on("here").files.read("/etc/x")
    assert text.splitlines()[1] not in str(refusal.value)


def test_an_unusable_key_is_named_without_its_text(town: Practice) -> None:
    """Otherwise a secret would end up in a log."""
    hosts = SshHosts({"here": town.endpoint("here")}, credentials=KeyText(text=SecretStr("hunter2")))
    with pytest.raises(BadInput) as refusal:
        hosts.on("here").files.read("/etc/x")
    assert "hunter2" not in repr(refusal.value) + str(refusal.value.__context__)


def test_a_port_where_nobody_listens(town: Practice) -> None:
    """Otherwise a host that is off would count as one that was changed."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    hosts = SshHosts({"here": town.endpoint("here").changed(port=port)}, credentials=town.credentials)
    with pytest.raises(Unreachable):
        hosts.on("here").files.read("/etc/x")


def test_a_port_where_somebody_is_silent(town: Practice) -> None:
    """Otherwise a hanging machine would hold a whole move."""
    limits = Limits(connect_seconds=0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        endpoint = town.endpoint("here", limits).changed(port=silent.getsockname()[1])
        began = time.monotonic()
        with pytest.raises(Unreachable):
            SshHosts({"here": endpoint}, credentials=town.credentials).on("here").files.read("/etc/x")
        assert time.monotonic() - began < Limits().connect_seconds


def test_a_slow_command_times_out_as_unknown(town: Practice) -> None:
    """Otherwise a command that hangs would hold a window open without anybody knowing."""
    connection = Connection(
        "here", town.endpoint("here", Limits(command_seconds=0.3)), town.credentials, None
    )
    with pytest.raises(TimedOut):
        Commands(connection).run("wait", ("sleep", "20"))
    connection.close()


def test_too_much_output_is_an_error_and_not_half_an_answer(town: Practice) -> None:
    """Otherwise an answer cut at the limit would be taken for the whole."""
    connection = Connection("here", town.endpoint("here", Limits(stdout_bytes=10)), town.credentials, None)
    assert Commands(connection).run("say", ("echo", "123456789")).text == "123456789\n"
    with pytest.raises(CommandFailed):
        Commands(connection).run("say", ("echo", "1234567890"))
    connection.close()


def test_a_connection_is_used_again_and_made_again(town: Practice) -> None:
    """Otherwise every command would cost a sign-in, or a closed line would stop a move."""
    hosts = town.connected()
    for _ in range(2):
        assert hosts.on("here").services.state("app").exists
        hosts.close()


def test_health_is_fetched_on_the_host(town: Practice) -> None:
    """Otherwise a stopped application would look like an unreachable host, or a healthy one like a fault."""
    host = town.hosts.on("here")
    assert host.get("http://localhost/app/health").status == 0
    host.services.start("app")
    answer = host.get("http://localhost/app/health")
    assert answer.status == 200
    assert '"persons": 3' in answer.body
    assert host.get("http://localhost/app/nothing").status == 404
    host.services.stop("app")
