"""A migrated drive read by a client that knows nothing of Flytt: rclone copies it back."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from flytt.migration.next_action import Done
from practice.graph.drive import Drive, Item
from practice.graph.running import RunningGraph
from tests.conformance.graph.ground import running
from tests.driving import move
from tests.life.files_ground import prepare
from tests.life.tenant_ground import opened
from tests.life.test_files import INTO, new_drives

pytestmark = [pytest.mark.slow, pytest.mark.optional, pytest.mark.timeout(1800)]
RCLONE = shutil.which("rclone") or ""


def _files(drive: Drive, folder: Item) -> dict[str, bytes]:
    top = drive.path(folder)
    below = (one for one in drive.below(folder) if not one.is_folder)
    return {drive.path(one).removeprefix(f"{top}/"): one.versions[-1].content for one in below}


def _copied(graph: RunningGraph, drive: Drive, home: Path) -> dict[str, bytes]:
    """Return what rclone finds in a drive's folder: it speaks to Microsoft's own names, through a proxy."""
    at = graph.addresses.tenants["target"]
    app = at.apps["reader"]
    token = {
        "access_token": "none",
        "token_type": "Bearer",
        "refresh_token": at.refresh_token_file.read_text(),
        "expiry": "2020-01-01T00:00:00Z",
    }
    said = {
        "type": "onedrive",
        "region": "global",
        "client_id": app.client_id,
        "client_secret": app.secret_file.read_text(),
        "token_url": f"https://login.microsoftonline.com/{at.id}/oauth2/v2.0/token",
        "token": json.dumps(token),
        "drive_id": drive.id,
        "drive_type": "business",
    }
    config = home / "rclone.conf"
    config.write_text("\n".join(["[new]", *(f"{name} = {value}" for name, value in said.items())]))
    there = home / "there"
    subprocess.run(
        [RCLONE, "--config", str(config), "--ca-cert", str(graph.addresses.authority_file),
         "--retries", "1", "copy", f"new:{INTO}", str(there)],
        env={"HTTPS_PROXY": graph.addresses.proxy, "HOME": str(home)},
        check=True,
        capture_output=True,
        timeout=900,
    )  # fmt: skip
    return {str(one.relative_to(there)): one.read_bytes() for one in there.rglob("*") if one.is_file()}


@pytest.mark.skipif(not RCLONE, reason="rclone is a Debian package, and not on this machine")
def test_another_client_finds_the_same_content(tmp_path: Path) -> None:
    """What Flytt calls copied would be so by its own reading alone."""
    with running(tmp_path / "graph", people=2, rich=True, lenient=True) as graph:
        prepare(graph, tmp_path)
        moving = opened(tmp_path)
        assert move(moving.scene, wires=moving.wires()) == Done("open")
        moving.close()
        drive = max(new_drives(graph), key=lambda one: one.size_bytes(one.item("root")))
        into = drive.child(drive.root_id, INTO)
        assert into is not None
        wanted = _files(drive, into)
        assert max(map(len, wanted.values())) > 10_000_000, "no large file was moved"
        found = _copied(graph, drive, tmp_path)
        assert found == wanted
        (source,) = (
            one
            for tenant in graph.service.tenants.values()
            if tenant.name == "source"
            for one in tenant.drives.values()
            if _files(one, one.item("root")) == wanted
        )
        assert source.id != drive.id
