"""A tree divided for several streams: all of it, once, in parts of near equal work."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from flytt.adapters.shares.agent_program import program
from tests.conformance.shares.trees import hard_tree, many


def parts(source: Path, home: Path, streams: int) -> list[list[bytes]]:
    """Return the paths of each part."""
    wish = json.dumps({"job": "job", "root": os.fsencode(source).hex(), "streams": streams})
    ran = subprocess.run(
        [sys.executable, "-I", "-S", "-", wish],
        input=program("parts"),
        env={"HOME": str(home)},
        capture_output=True,
        check=True,
    )
    lists = sorted((home / ".flytt-share" / "job").glob("part-*"))[: len(json.loads(ran.stdout))]
    return [path.read_bytes().split(b"\0")[:-1] for path in lists]


def files_of(source: Path, paths: list[bytes]) -> list[Path]:
    """Return what is no folder in these paths, and in folders among them."""
    found: list[Path] = []
    for path in paths:
        whole = source / os.fsdecode(path)
        inside = [whole, *whole.rglob("*")] if whole.is_dir() and not whole.is_symlink() else [whole]
        found += [each for each in inside if each.is_symlink() or not each.is_dir()]
    return found


@pytest.mark.parametrize("streams", [2, 3, 8])
def test_each_thing_is_in_one_part_and_the_work_is_even(streams: int, tmp_path: Path) -> None:
    """A stream would copy what another copies too, or one would go on for hours when all others are done."""
    source = tmp_path / "source"
    many(source, 400)
    hard_tree(source / "mappe 1" / "hard", as_root=False)
    many(source / "mappe 3" / "flat", 200)
    found = [files_of(source, part) for part in parts(source, tmp_path, streams)]
    every = [path for part in found for path in part]
    assert len(every) == len(set(every))
    assert set(every) == {path for path in source.rglob("*") if path.is_symlink() or not path.is_dir()}
    # A sparse file of 16 MiB weighs as much as it says.
    work = sorted(sum(path.lstat().st_size + (1 << 16) for path in part) for part in found)
    assert len(work) == streams
    assert work[-2] < 1.5 * work[0]


def test_the_names_of_one_file_are_in_one_part(tmp_path: Path) -> None:
    """Two streams would each bring a file of two names: twice the bytes."""
    source = tmp_path / "source"
    many(source, 400)
    for number in range(5):
        os.link(
            source / f"mappe {number}" / f"fil {number * 40}.txt", source / f"mappe {9 - number}" / "link"
        )
    found = [files_of(source, part) for part in parts(source, tmp_path, 4)]
    inodes = [{path.stat().st_ino for path in part} for part in found]
    assert len(inodes) > 1
    assert sum(map(len, inodes)) == len(set[int]().union(*inodes))


def test_a_copy_that_goes_on_keeps_its_parts(tmp_path: Path) -> None:
    """A large file would change streams, and begin again where another stream has half of it."""
    source = tmp_path / "source"
    many(source, 100)
    before = parts(source, tmp_path, 3)
    many(source / "new and heavy", 100)
    assert parts(source, tmp_path, 3) == before
    assert parts(source, tmp_path, 2) != before
