"""A share's mover killed with SIGKILL in mid copy, mid clear and mid record; the next one ends the same."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from flytt.migration.next_action import Done
from tests.life.killing import brought, killed_when
from tests.life.share_ground import Shared, opened, shared

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]


@pytest.fixture
def share(tmp_path: Path) -> Iterator[Shared]:
    """Return a share of which nothing has been moved."""
    with shared(tmp_path) as found:
        yield found


def test_killed_in_copy_record_and_clear_it_ends_the_same(share: Shared) -> None:
    """A crash in the night would leave half a share, and nobody knew which half."""
    home = share.home
    before = share.tree("old")
    new = share.path("new", "srv", "felles")

    def there() -> int:
        # Unlike `rglob`, this bears that folders go while it looks.
        return sum(len(files) for _, _, files in os.walk(new))

    killed_when("share_ground", home, lambda: there() > 20, "prepared")
    assert 0 < there() < len(before), "it was not in mid copy"
    assert brought(opened(home), "prepared") == repr(Done("prepared"))
    assert share.tree("new") == before
    killed_when("share_ground", home, lambda: _begun(share, "record-target"), "open")
    assert brought(opened(home), "open") == repr(Done("open"))
    assert share.tree("new") == before
    (new / "skrevet etterpå").write_text("new")
    whole = there()
    killed_when("share_ground", home, lambda: there() < whole, "before", "back")
    assert brought(opened(home), "before", backward=True) == repr(Done("before"))
    assert share.tree("old") == before
    assert not new.exists()
    kept = {p.name: p.read_bytes() for p in (share.keep / "written").rglob("*") if p.is_file()}
    assert kept == {"skrevet etterpå": b"new"}


def _begun(share: Shared, step: str) -> bool:
    rows = share.scene.store.rows()
    return any('"step-started"' in str(row) and step in str(row) for row in rows)
