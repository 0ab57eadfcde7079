"""By which hash two sides are compared."""

import shutil
from pathlib import Path

import pytest

from flytt.adapters.shares.hashing import Able, able, all_able, fastest
from flytt.adapters.shares.local_shell import LocalShell
from flytt.migration.errors import BadInput


def test_hosts_tell_what_they_can(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A host without python3 would fail in the window instead of being listed another way."""
    found = able(LocalShell())
    assert found.python
    assert set(found.seconds) == {"blake2b-256", "sha256"}
    for tool in ("find", "sort", "sha256sum", "xargs", "sh", "printf", "true", "cat", "tr"):
        (tmp_path / tool).symlink_to(shutil.which(tool) or "")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert able(LocalShell()) == Able(python=False, seconds={})
    (tmp_path / "sha256sum").unlink()
    with pytest.raises(BadInput, match="neither python3"):
        able(LocalShell())


@pytest.mark.parametrize(
    ("blake", "sha", "wanted"),
    [((0.001, 0.001), (0.0005, 0.0006), "sha256"), ((0.001, 0.001), (0.0005, 0.004), "blake2b-256")],
)
def test_the_hash_of_the_slower_host_is_chosen(
    blake: tuple[float, float], sha: tuple[float, float], wanted: str
) -> None:
    """One host would still hash for hours by what is fast on the other one alone."""
    hosts = [
        Able(python=True, seconds={"blake2b-256": one, "sha256": other})
        for one, other in zip(blake, sha, strict=True)
    ]
    assert fastest(hosts) == wanted


def test_an_algorithm_that_all_have_is_chosen() -> None:
    """Two hosts would hash for hours by two algorithms that cannot be compared."""
    here = all_able((LocalShell(), LocalShell()))
    assert fastest((here[0], Able(python=False, seconds={}))) == "sha256"
