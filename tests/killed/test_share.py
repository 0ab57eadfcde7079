"""A share's mover killed with SIGKILL in mid copy, mid clear and mid record; the next one ends the same."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flytt.migration.next_action import Done
from tests.killed.ground import LONGEST_SECONDS, kill
from tests.life.share_ground import Shared, main, shared
from tests.parents import end_with_pytest
from tests.worlds import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]


@pytest.fixture
def share(tmp_path: Path) -> Iterator[Shared]:
    """Return a share of which nothing has been moved."""
    with shared(tmp_path) as found:
        yield found


def _killed_when(home: Path, words: tuple[str, ...], begun: Callable[[], bool]) -> None:
    """Start a program that moves it, and kill it as soon as something is seen."""
    program = subprocess.Popen(
        [sys.executable, "-m", "tests.life.share_ground", str(home), *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=end_with_pytest,  # noqa: PLW1509 - it only asks the kernel
    )
    end = time.monotonic() + LONGEST_SECONDS
    while not begun():
        assert program.poll() is None, f"it ended before it could be killed: {program.communicate()}"
        assert time.monotonic() < end, "what it was to be killed in never came"
        time.sleep(0.002)
    kill(program)
    assert program.stdout is not None
    program.stdout.close()


def test_killed_in_copy_record_and_clear_it_ends_the_same(share: Shared) -> None:
    """A crash in the night would leave half a share, and nobody knew which half."""
    home = share.home
    before = share.tree("old")
    new = share.path("new", "srv", "felles")

    def there() -> int:
        return sum(1 for p in new.rglob("*") if p.is_file()) if new.exists() else 0

    _killed_when(home, ("prepared",), lambda: there() > 20)
    assert 0 < there() < len(before), "it was not in mid copy"
    assert main(home, "prepared", backward=False) == repr(Done("prepared"))
    assert share.tree("new") == before
    _killed_when(home, ("open",), lambda: _begun(share, "record-target"))
    assert main(home, "open", backward=False) == repr(Done("open"))
    assert share.tree("new") == before
    (new / "skrevet etterpå").write_text("new")
    whole = there()
    _killed_when(home, ("before", "back"), lambda: there() < whole)
    assert main(home, "before", backward=True) == repr(Done("before"))
    assert share.tree("old") == before
    assert not new.exists()
    kept = {p.name: p.read_bytes() for p in (share.keep / "written").rglob("*") if p.is_file()}
    assert kept == {"skrevet etterpå": b"new"}


def _begun(share: Shared, step: str) -> bool:
    rows = share.scene.store.rows()
    return any('"step-started"' in str(row) and step in str(row) for row in rows)
