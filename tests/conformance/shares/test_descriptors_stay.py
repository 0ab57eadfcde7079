"""Samba's rights lie in an attribute that names accounts of one machine: no way of copying carries it."""

import os
from pathlib import Path

import pytest

from tests.conformance.shares.ground import Host
from tests.conformance.shares.ways import way

pytestmark = [pytest.mark.root, pytest.mark.server("sshd", "ssh-keygen", "rsync")]

RIGHTS = "security.NTACL"


def attributes(path: Path) -> dict[str, bytes]:
    """Return all that is attached to a file."""
    return {name: os.getxattr(path, name) for name in os.listxattr(path)}


@pytest.mark.parametrize("name", ["rsync push", "rsync pull", "rsync here", "relay"])
def test_the_old_machines_rights_stay_there_and_the_new_ones_are_kept(
    name: str, hosts: tuple[Host, Host], tmp_path: Path
) -> None:
    """People on the new side would meet rights of accounts that nobody there has, or lose those just set."""
    tmp_path.chmod(0o755)
    ground = way(name, hosts, tmp_path)
    ground.source.mkdir()
    ground.target.mkdir()
    for file in ("ny", "kjent"):
        (ground.source / file).write_bytes(b"content")
        os.setxattr(ground.source / file, RIGHTS, b"rights of the old machine")
        os.setxattr(ground.source / file, "user.comment", b"new")
    (ground.target / "kjent").write_bytes(b"older")
    os.setxattr(ground.target / "kjent", RIGHTS, b"rights of the new machine")
    os.setxattr(ground.target / "kjent", "user.gone", b"")
    ground.copy(delete=True)
    assert attributes(ground.target / "ny") == {"user.comment": b"new"}
    assert attributes(ground.target / "kjent")["user.comment"] == b"new"
    assert "user.gone" not in attributes(ground.target / "kjent")
    assert attributes(ground.target / "kjent").get(RIGHTS) != b"rights of the old machine"
    os.setxattr(ground.target / "ny", RIGHTS, b"rights of the new machine")
    os.setxattr(ground.source / "ny", "user.comment", b"newer")
    ground.copy(delete=True)
    assert attributes(ground.target / "ny") == {
        RIGHTS: b"rights of the new machine",
        "user.comment": b"newer",
    }
