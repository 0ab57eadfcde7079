"""What every tenant's drives tell of items that fewer may read than the folder above."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from flytt.adapters.graph.drives import GraphDrives
from flytt.adapters.memory.drives import MemoryTenantDrives
from flytt.migration.drives import Grant
from practice.graph.permissions import owner
from tests.conformance.graph.ground import addresses, never, running
from tests.conformance.graph.test_drives import There, like, over, practised
from tests.drives import drives
from tests.tenants import object_id

pytestmark = pytest.mark.slow


@pytest.fixture(params=["twin", "graph"])
def there(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[There]:
    """Return a new drive, both ways."""
    if request.param == "twin":
        yield There(drives().on("new"), "new-delt", "new-delt", object_id("new/lik"))
        return
    with running(tmp_path, people=4) as graph:
        found = GraphDrives(addresses(graph), never)
        yield over(graph, found)
        found.close()


def test_what_fewer_may_read_than_the_folder_above_is_told(there: There) -> None:
    """What somebody closed in an open folder would be copied into one that more may read, unseen."""
    folder = there.drives.make_folder(there.drive, there.top, like(0))
    there.drives.grant(there.drive, folder.id, Grant(to=there.somebody, roles=("read",)))
    within, closed, partly = (there.drives.make_folder(there.drive, folder.id, like(0)) for _ in range(3))
    for one in (closed, partly):
        _keep_apart(there, one.id)
    there.drives.grant(there.drive, partly.id, Grant(to=there.somebody, roles=("read",)))
    asked = [folder, within, closed, partly]
    assert there.drives.narrower(there.drive, asked) == {closed.id, partly.id}
    _let_owner_in(there, partly.id)
    assert there.drives.narrower(there.drive, asked) == {closed.id}
    there.drives.remove(there.drive, closed.id)
    assert there.drives.narrower(there.drive, asked) == frozenset()


def _keep_apart(there: There, item: str) -> None:
    if there.graph is None:
        assert isinstance(there.drives, MemoryTenantDrives)
        next(one for one in there.drives.drives.values() if one.id == there.drive).apart.add(item)
        return
    practised(there.graph, there.drive).apart.add(item)


def _let_owner_in(there: There, item: str) -> None:
    if there.graph is None:
        assert isinstance(there.drives, MemoryTenantDrives)
        drive = next(one for one in there.drives.drives.values() if one.id == there.drive)
        drive.rights[item]["o"] = Grant(id="o", to=drive.owner, roles=("owner",))
        return
    held = practised(there.graph, there.drive)
    held.permissions[item]["o"] = owner(held)
