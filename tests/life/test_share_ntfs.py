"""A share with NTFS rights through its whole life: two Samba and two OpenSSH servers, rsync, the engine."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from flytt.adapters.shares.hosts import HostShares
from flytt.migration.next_action import Done
from flytt.migration.planner import make_plan
from flytt.migration.record import Json
from flytt.migration.settings import SETTINGS
from tests.conformance.shares.conftest import sambas
from tests.conformance.shares.ntfs_ground import CLOSED, NtfsGround, ntfs_ground, over_ssh
from tests.conformance.shares.samba_ground import PROGRAMS, Samba
from tests.conformance.shares.smb_client import Client
from tests.driving import Wires, move, roll_back
from tests.worlds import MORNING, RUNBOOKS, SETTINGS_OF, Twins, municipality, twins, workload

__all__ = ["sambas"]

pytestmark = [
    pytest.mark.root,
    pytest.mark.server("sshd", "ssh-keygen", "rsync", *PROGRAMS),
    pytest.mark.timeout(1800),
]


@pytest.fixture(name="shares")
def _shares(sambas: tuple[Samba, Samba]) -> Iterator[HostShares]:
    """The port over both hosts."""
    with over_ssh(sambas) as there:
        yield there


def _scene(ground: NtfsGround) -> Twins:
    """Plan the move of it; names, locks and people are twins."""
    name = Path(ground.job.source.path).name
    sides: list[dict[str, Json]] = [
        {
            "host": place.host,
            "path": place.path,
            "export": name,
            "rights_export": f"{name}-flytt",
            "keep": str(Path(place.keep).parent),
        }
        for place in (ground.job.source, ground.job.target)
    ]
    settings = {
        **SETTINGS_OF["file-share"],
        "source": sides[0],
        "target": sides[1],
        "owners": [row.as_json() for row in ground.job.owners],
    }
    complete = SETTINGS["file-share"].model_validate(settings).as_json()
    return twins(plan=make_plan(municipality([workload("file-share", settings=complete)]), RUNBOOKS, MORNING))


def test_rights_go_there_hold_for_people_and_a_rollback_leaves_the_old_ones(
    sambas: tuple[Samba, Samba], shares: HostShares
) -> None:
    """People could read on Monday what was closed on Friday, or a rollback leave them without their own."""
    ground = ntfs_ground(shares, sambas, "livet")
    scene = _scene(ground)
    wires = Wires(world=replace(scene.world, shares=shares))
    paths = ("", "åpen.txt", "lukket", CLOSED)
    before = {path: ground.rights(0, path) for path in paths}
    assert move(scene, wires=wires) == Done("open")
    with ground.side(1, "news", own=False) as share:
        Client(share).create("lukket\\ny.txt").close()
        assert share.may(CLOSED.replace("/", "\\"), 1)
    with ground.side(1, "mail", own=False) as share:
        assert not share.may(CLOSED.replace("/", "\\"), 1)
    with ground.side(0, "news", own=False) as share:
        assert Client.refuses(lambda: Client(share).create("lukket\\ny.txt"))
    assert {path: ground.rights(0, path) for path in paths} == before
    assert roll_back(scene, wires=wires) == Done("before")
    assert not Path(ground.job.target.path).exists()
    kept = [p.name for p in (sambas[1].root / "keep").rglob("written/**/*") if p.is_file()]
    assert kept == ["ny.txt"]
    assert not list((sambas[0].root / "keep").rglob("lists/*")), "lists of names stay on the old host"
    assert {path: ground.rights(0, path) for path in paths} == before
    with ground.side(0, "news", own=False) as share:
        Client(share).create("lukket\\igjen.txt").close()
