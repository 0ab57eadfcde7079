"""Two servers, started once for all; and two of Samba's."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conformance.shares.ground import Host, sshd
from tests.conformance.shares.samba_ground import Samba, has_modules, samba
from tests.conformance.shares.ways import Way, way


@pytest.fixture(scope="session")
def hosts() -> Iterator[tuple[Host, Host]]:
    """Return the old host and the new one."""
    with sshd("old") as old, sshd("new") as new:
        yield old, new


@pytest.fixture(scope="session")
def sambas() -> Iterator[tuple[Samba, Samba]]:
    """Return the old file service and the new one."""
    if not has_modules():
        pytest.skip("needs Samba's acl_xattr (Debian: apt-get install samba samba-vfs-modules)")
    with samba("OLDSMB") as old, samba("NEWSMB") as new:
        yield old, new


@pytest.fixture
def signed_in(hosts: tuple[Host, Host], tmp_path: Path) -> list[str]:
    """Return what the command line needs to sign in on both servers."""
    known = tmp_path / "known"
    with known.open("w") as file:
        for host in hosts:
            key = (host.root / "host_key.pub").read_text()
            file.write(f"[127.0.0.1]:{host.port} {key}")
    for host in hosts:
        authorized = host.home / ".ssh" / "authorized_keys"
        wanted = (hosts[0].root / "client_key.pub").read_text()
        if wanted not in authorized.read_text():
            with authorized.open("a") as file:
                file.write(wanted)
    return ["--key", str(hosts[0].root / "client_key"), "--known-hosts", str(known)]


@pytest.fixture
def moving(
    request: pytest.FixtureRequest,
    hosts: tuple[Host, Host],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Way]:
    """Return the way of this run, which the test names: `parametrize("moving", …, indirect=True)`."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    tmp_path.chmod(0o755)
    found = way(request.param, hosts, tmp_path)
    yield found
    found.order.source.shell.close()
    found.order.target.shell.close()
