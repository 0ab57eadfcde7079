"""What the comparison of drives names, and what it counts beyond."""

import pytest

from tasks.drive_pairs import Moved
from tasks.files import compare
from tasks.files.compare import STEP
from tests.sweeps.ground import entry, untouched


def test_what_differs_beyond_what_is_named_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """People would be told of a thousand files that lack, and decide on it, where it is all of them."""
    scene, planned = untouched("tenant-files").fork(), entry("tenant-files", "compare")
    want = Moved.model_validate(planned.values)
    seen = STEP.see(want, scene.world)
    whole = STEP.judge(want, seen, scene.world)
    drives = sum(one.differing for one in seen.drives)
    assert drives > 1
    monkeypatch.setattr(compare, "MOST_NAMED", 1)
    some = STEP.judge(want, seen, scene.world)
    assert some.more == drives - 1
    assert some.differs == whole.differs
