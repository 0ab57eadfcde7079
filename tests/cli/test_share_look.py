"""`flytt share plan` and `verify` on local folders: exit codes, every fault at once, one JSON document."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.ledgers import Ran

pytestmark = pytest.mark.slow  # starts programs; left out of `make fast`, never of `make test`


@pytest.fixture
def sides(tmp_path: Path) -> tuple[Path, Path]:
    """Return a folder and a true copy of it."""
    source, target = tmp_path / "source", tmp_path / "target"
    (source / "møter").mkdir(parents=True)
    for name in ("referat.txt", "Referat.txt", "CON"):
        (source / "møter" / name).write_text(name)
    subprocess.run(["cp", "-a", source, target], check=True)
    return source, target


def words(verb: str, sides: tuple[Path, Path], *more: str) -> list[str]:
    """Return a command line."""
    return ["share", verb, "--from", str(sides[0]), "--to", str(sides[1]), *more]


def test_a_true_copy_is_verified(flytt: Callable[..., Ran], sides: tuple[Path, Path]) -> None:
    """A script could not tell a whole copy from a damaged one."""
    ran = flytt(*words("verify", sides))
    assert ran.code == 0, ran.err
    assert "Matched 5; differing 0." in ran.out


def test_a_damaged_copy_is_told_with_what_to_do(flytt: Callable[..., Ran], sides: tuple[Path, Path]) -> None:
    """A person would know that something is wrong, and neither where nor what next."""
    file = sides[1] / "møter" / "CON"
    seen = file.stat()
    file.write_text("CEN")
    os.utime(file, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    ran = flytt(*words("verify", sides))
    assert ran.code == 1
    assert "møter/CON" in ran.out
    assert "size and time are the same" in ran.out
    told = json.loads(flytt(*words("verify", sides, "--json")).out)
    assert (told["passed"], told["kinds"], told["exit_code"]) == (False, {"content": 1}, 1)
    assert told["differences"][0]["where"] == "møter/CON"


def test_names_are_printed_without_what_moves_a_cursor(
    flytt: Callable[..., Ran], sides: tuple[Path, Path]
) -> None:
    """A name made for it could rewrite what the terminal shows."""
    (sides[0] / "a\x1b[2Jb").touch()
    ran = flytt(*words("verify", sides))
    assert "\x1b" not in ran.out
    assert "a\\x1b[2Jb" in ran.out


def test_a_plan_tells_everything_at_once(flytt: Callable[..., Ran], sides: tuple[Path, Path]) -> None:
    """A person would mend one name, run again, and meet the next."""
    owners = sides[0].parent / "owners.yaml"
    owners.write_text("users: {54321: 1}\ngroups: {}\n")
    ran = flytt(*words("plan", sides, "--target-names", "windows", "--owners", str(owners)))
    assert ran.code == 3, ran.err
    for part in (
        "3 files",
        f"Undecided: user {os.getuid()}",
        "møter/referat.txt",
        "beside",
        "møter/CON",
        "free",
    ):
        assert part in ran.out
    told = json.loads(flytt(*words("plan", sides, "--target-names", "windows", "--json")).out)
    assert (told["names"], told["clear"], told["undecided"]) == ({"case": 1, "reserved": 1}, False, [])
    assert flytt(*words("plan", sides)).code == 0


def test_what_is_wrong_in_what_was_typed_touches_nothing(
    flytt: Callable[..., Ran], sides: tuple[Path, Path]
) -> None:
    """A slip would end in a traceback, or in a comparison of the wrong folders."""
    owners = sides[0].parent / "owners.yaml"
    for content in ("users: [1]\nother: 3\n", "- 1\n", "users: {\n"):
        owners.write_text(content)
        assert flytt(*words("verify", sides, "--owners", str(owners))).code == 2
    assert flytt(*words("verify", (sides[0], sides[0]))).code == 2
    assert flytt("share", "verify", "--from", "http://h/x", "--to", str(sides[1])).code == 2
    shutil.rmtree(sides[1])
    assert flytt(*words("verify", sides)).code == 1
