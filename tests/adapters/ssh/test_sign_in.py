"""Signing in at a real OpenSSH: keys of an agent and of files, hosts that the known-hosts file knows."""

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from flytt.adapters.ssh.endpoint import Credentials, Endpoint, FromAgent, KeyFile, KeyText
from flytt.adapters.ssh.hosts import SshHosts
from flytt.migration.errors import AccessRefused, BadInput, HostKeyRefused
from tests.conformance.hosts.openssh_ground import PROGRAMS, OpenSsh, openssh
from tests.system import find_program

pytestmark = pytest.mark.server(*PROGRAMS, "ssh-agent", "ssh-add")


@pytest.fixture(scope="module")
def ground() -> Iterator[OpenSsh]:
    """Run OpenSSH."""
    with openssh() as (root, port):
        yield OpenSsh(root, port, "sqlite")


@pytest.fixture
def agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Run an agent without keys, and lead Flytt to it."""
    program = find_program("ssh-agent")
    assert program is not None
    socket = tmp_path / "agent"
    running = subprocess.Popen([str(program), "-D", "-a", str(socket)], stdout=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 60
        while not socket.exists():
            assert running.poll() is None
            assert time.monotonic() < end
            time.sleep(0.02)
        monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
        yield socket
    finally:
        running.terminate()
        running.wait(60)


def add(key: Path) -> None:
    """Give the agent a key."""
    program = find_program("ssh-add")
    assert program is not None
    subprocess.run([str(program), "-q", str(key)], check=True, capture_output=True, env=dict(os.environ))


def new_key(path: Path, kind: str = "ed25519", passphrase: str = "") -> Path:
    """Make a key pair that no host knows."""
    program = find_program("ssh-keygen")
    assert program is not None
    words = [str(program), "-q", "-t", kind, "-N", passphrase, "-C", "", "-f", str(path)]
    subprocess.run(words, check=True, capture_output=True)
    return path


def signs_in(
    ground: OpenSsh, credentials: Credentials, endpoint: Endpoint | None = None, known: Path | None = None
) -> bool:
    """Sign in and read the name that the kernel gives every machine: true when something was read."""
    endpoint = endpoint or ground.endpoint("here")
    hosts = SshHosts({"here": endpoint}, credentials=credentials, known_hosts=known)
    try:
        return bool(hosts.on("here").files.read("/proc/sys/kernel/hostname"))
    finally:
        hosts.close()


def test_the_agent_s_keys_are_tried_one_after_another(ground: OpenSsh, agent: Path, tmp_path: Path) -> None:
    """Otherwise a lead whose agent holds several keys would be refused for the wrong one."""
    del agent
    add(new_key(tmp_path / "other"))
    with pytest.raises(AccessRefused):
        signs_in(ground, FromAgent())
    add(ground.root / "client_key")
    assert signs_in(ground, FromAgent())


def test_an_agent_without_keys_says_so(ground: OpenSsh, agent: Path) -> None:
    """Otherwise an empty agent would look like a host that refuses."""
    del agent
    with pytest.raises(BadInput, match="holds no key"):
        signs_in(ground, FromAgent())


@pytest.mark.parametrize("kind", ["ed25519", "rsa", "ecdsa"])
def test_keys_of_every_kind_come_in_by_file_and_as_text(ground: OpenSsh, tmp_path: Path, kind: str) -> None:
    """Otherwise a municipality with older keys would find out on the evening of its window."""
    key = new_key(tmp_path / kind, kind, passphrase="løynd")
    authorized = ground.root / "authorized_keys"
    before = authorized.read_text()
    authorized.write_text(before + key.with_suffix(".pub").read_text())
    secret = SecretStr("løynd")
    try:
        assert signs_in(ground, KeyFile(path=key, passphrase=secret))
        assert signs_in(ground, KeyText(text=SecretStr(key.read_text()), passphrase=secret))
    finally:
        authorized.write_text(before)
    with pytest.raises(BadInput, match="cannot be used"):
        signs_in(ground, KeyFile(path=key, passphrase=SecretStr("feil")))


@pytest.mark.parametrize("hashed", [False, True])
def test_a_host_is_known_by_the_known_hosts_file(ground: OpenSsh, tmp_path: Path, *, hashed: bool) -> None:
    """Otherwise a mapping would need every host's key in it, or a stranger would be believed."""
    endpoint = ground.endpoint("here").changed(host_key="")
    key, known = " ".join(ground.endpoint("here").host_key.split()[:2]), tmp_path / "known_hosts"
    known.write_text(f"# others too\n[127.0.0.2]:22 {key}\n[127.0.0.1]:{ground.port} {key}\n")
    if hashed:
        program = find_program("ssh-keygen")
        assert program is not None
        subprocess.run([str(program), "-q", "-H", "-f", str(known)], check=True, capture_output=True)
        assert "127.0.0.1" not in known.read_text()
    assert signs_in(ground, ground.credentials, endpoint, known)


@pytest.mark.parametrize("what", ["another host", "another port", "another key", "no file"])
def test_a_host_that_the_file_does_not_know_is_refused(ground: OpenSsh, tmp_path: Path, what: str) -> None:
    """Otherwise whoever answers at that address would be sent a register."""
    endpoint = ground.endpoint("here").changed(host_key="")
    key, known = " ".join(ground.endpoint("here").host_key.split()[:2]), tmp_path / "known_hosts"
    stranger = new_key(tmp_path / "stranger").with_suffix(".pub").read_text().strip()
    lines = {
        "another host": f"[127.0.0.2]:{ground.port} {key}",
        "another port": f"127.0.0.1 {key}",
        "another key": f"[127.0.0.1]:{ground.port} {stranger}",
    }
    if what in lines:
        known.write_text(f"{lines[what]}\n")
    with pytest.raises(HostKeyRefused) as refusal:
        signs_in(ground, ground.credentials, endpoint, known)
    assert refusal.value.shown.startswith("SHA256:")
    assert bool(refusal.value.expected) == (what == "another key")
    assert refusal.value.expected != refusal.value.shown


def test_the_mapping_s_key_goes_before_the_file(ground: OpenSsh, tmp_path: Path) -> None:
    """Otherwise a line that somebody added to a file could replace what was reviewed in the mapping."""
    stranger = new_key(tmp_path / "stranger").with_suffix(".pub").read_text().strip()
    known = tmp_path / "known_hosts"
    known.write_text(f"[127.0.0.1]:{ground.port} {ground.endpoint('here').host_key}\n")
    with pytest.raises(HostKeyRefused):
        signs_in(ground, ground.credentials, ground.endpoint("here").changed(host_key=stranger), known)
