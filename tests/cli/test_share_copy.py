"""`flytt share copy --verify` on local folders: a copy and its proof, with the words and codes of both."""

import io
import json
import os
import shlex
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from flytt.adapters.shares import copying, hashing, preflight, verifying
from tests.cli.ledgers import Ran

pytestmark = [pytest.mark.slow, pytest.mark.server("rsync")]


@pytest.fixture
def sides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Return a folder, and where it is to lie."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    source = tmp_path / "source"
    (source / "møter").mkdir(parents=True)
    for name in ("referat.txt", "innkalling.txt"):
        (source / "møter" / name).write_text(name)
    return source, tmp_path / "target"


@pytest.fixture
def afterwards(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Return what lets something happen when the copy is at its end and its proof has not begun."""
    real = verifying.verify

    def between(what: Callable[[], object]) -> None:
        def verify(*words: object, **named: object) -> object:
            what()
            return real(*words, **named)  # pyright: ignore[reportArgumentType] - handed on as it comes

        monkeypatch.setattr(verifying, "verify", verify)

    return between


def words(sides: tuple[Path, Path], *more: str) -> list[str]:
    """Return a command line."""
    return ["share", "copy", "--from", str(sides[0]), "--to", str(sides[1]), "--verify", *more]


def test_a_copy_is_proven_in_one_go(flytt: Callable[..., Ran], sides: tuple[Path, Path]) -> None:
    """A person would have to know a second command to be sure, and a script two documents."""
    ran = flytt(*words(sides))
    assert ran.code == 0, ran.err
    assert ran.out.index("Copied: 2 files") < ran.out.index("Matched 4; differing 0.")
    assert "Verified: content and attributes are the same." in ran.out
    assert "Next:" not in ran.out
    told = json.loads(flytt(*words(sides, "--json")).out)
    assert (told["complete"], told["files"], told["exit_code"]) == (True, 0, 0)
    alone = flytt("share", "verify", "--from", str(sides[0]), "--to", str(sides[1]), "--json")
    proof = json.loads(alone.out)
    same = ("passed", "matched", "differing", "skipped", "unchecked", "kinds", "differences", "exit_code")
    assert {key: told["verified"][key] for key in same} == {key: proof[key] for key in same}
    assert told["verified"].keys() == proof.keys()


def test_what_is_damaged_after_the_copy_is_told(
    flytt: Callable[..., Ran], sides: tuple[Path, Path], afterwards: Callable[[Callable[[], object]], None]
) -> None:
    """The copy's own word would pass for a proof: what it wrote is no longer what lies there."""

    def damage() -> None:
        file = sides[1] / "møter" / "referat.txt"
        seen = file.stat()
        file.write_bytes(b"X" * seen.st_size)
        os.utime(file, ns=(seen.st_atime_ns, seen.st_mtime_ns))
        (sides[0] / "møter" / "late.txt").write_text("written while it was copied")

    afterwards(damage)
    ran = flytt(*words(sides, "--json"))
    told = json.loads(ran.out)
    assert (ran.code, told["exit_code"], told["complete"]) == (1, 1, True)
    assert (told["verified"]["passed"], told["verified"]["exit_code"]) == (False, 1)
    found = {one["where"]: one["what"] for one in told["verified"]["differences"]}
    assert found["møter/referat.txt"] == "content"
    assert found["møter/late.txt"] == "missing"


def test_a_proof_that_cannot_be_made_is_no_success(
    flytt: Callable[..., Ran], sides: tuple[Path, Path], afterwards: Callable[[Callable[[], object]], None]
) -> None:
    """A copy would count as proven because it was copied."""
    afterwards(lambda: shutil.rmtree(sides[1]))
    ran = flytt(*words(sides))
    assert ran.code == 1
    assert "Copied: 2 files" in ran.out
    assert "Verified" not in ran.out
    assert "is not there" in ran.err


def test_a_proof_that_breaks_off_leaves_the_copys_own_word(
    flytt: Callable[..., Ran], sides: tuple[Path, Path], afterwards: Callable[[Callable[[], object]], None]
) -> None:
    """A script would not know what a night of copying came to, because the proof behind it was not made."""
    afterwards(lambda: shutil.rmtree(sides[1]))
    told = json.loads(flytt(*words(sides, "--json")).out)
    assert (told["complete"], told["files"], told["exit_code"]) == (True, 2, 1)
    assert told["error"]["kind"] == "NotFound"
    assert "verified" not in told


def test_a_copy_that_is_stopped_names_the_command_that_goes_on(
    flytt: Callable[..., Ran], sides: tuple[Path, Path], afterwards: Callable[[Callable[[], object]], None]
) -> None:
    """It would be sent to `flytt status`, which knows of no copy that has no municipality."""

    def stop() -> None:
        raise KeyboardInterrupt

    afterwards(stop)
    ran = flytt(*words(sides, "--delete"))
    assert ran.code == 130
    assert "flytt status" not in ran.err
    assert ran.err.endswith(f"{shlex.join(words(sides, '--delete'))}\n")


def test_a_proof_tells_how_far_it_is(
    flytt: Callable[..., Ran], sides: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a terminal hours of reading would look like a program that hangs."""
    shown = io.StringIO()
    terminal = Console(file=shown, force_terminal=True, width=100)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)

    def console(**_: object) -> Console:
        return terminal

    monkeypatch.setattr("rich.console.Console", console)
    ran = flytt(*words(sides))
    assert ran.code == 0, ran.err
    assert "Compared 4, differing 0;" in shown.getvalue()
    assert "Compared" not in flytt(*words(sides, "--json")).err


def test_owners_are_compared_as_they_were_mapped(flytt: Callable[..., Ran], sides: tuple[Path, Path]) -> None:
    """Every file would be told to have the wrong owner after a copy that gave it the right one."""
    if os.geteuid():
        pytest.skip("only root gives files away")
    owners = sides[0].parent / "owners.yaml"
    owners.write_text("users: {0: 54321}\ngroups: {0: 54322}\n")
    for path in (sides[0], *sides[0].rglob("*")):
        os.chown(path, 0, 0)
    ran = flytt(*words(sides, "--owners", str(owners)))
    assert ran.code == 0, ran.out + ran.err
    assert (sides[1] / "møter" / "referat.txt").stat().st_uid == 54321


def test_owners_that_nobody_decided_about_stop_the_copy(
    flytt: Callable[..., Ran], sides: tuple[Path, Path]
) -> None:
    """Files of whom the owners' file forgets would belong to whoever has that number on the new side."""
    owners = sides[0].parent / "owners.yaml"
    owners.write_text("users: {54321: 54322}\n")
    ran = flytt(*words(sides, "--owners", str(owners)))
    assert ran.code == 2
    assert f"user {sides[0].stat().st_uid} (" in ran.err
    assert "Nothing was copied." in ran.err
    assert not sides[1].exists() or not any(sides[1].iterdir())


def test_what_is_proven_is_what_was_copied(
    flytt: Callable[..., Ran], sides: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who became whom would be read anew hours later: from a file that was edited, or is gone."""
    owners = sides[0].parent / "owners.yaml"
    owners.write_text("others: same\n")
    real = copying.copy

    def copy(*words: object, **named: object) -> object:
        done = real(*words, **named)  # pyright: ignore[reportArgumentType] - handed on as it comes
        owners.unlink()
        return done

    monkeypatch.setattr(copying, "copy", copy)
    ran = flytt(*words(sides, "--owners", str(owners)))
    assert ran.code == 0, ran.err
    assert "Verified: content and attributes are the same." in ran.out


def test_a_host_that_cannot_list_is_told_before_the_copy(
    flytt: Callable[..., Ran], sides: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a night of copying it would end with "bad input, nothing touched"."""

    def able_by(_: str) -> hashing.Able:
        return hashing.Able(python=False, seconds={})

    monkeypatch.setattr(preflight, "able_by", able_by)
    monkeypatch.setattr(hashing, "_LOOK", "exit 0")
    ran = flytt(*words(sides))
    assert ran.code == 2
    assert "neither python3" in ran.err
    assert not sides[1].exists()


def test_the_next_command_has_what_this_one_was_given(
    flytt: Callable[..., Ran], sides: tuple[Path, Path]
) -> None:
    """A tired person would copy without the owners that were planned, or not be let in."""
    owners, known = (sides[0].parent / name for name in ("owners.yaml", "known"))
    owners.write_text("others: same\n")
    named = ["--from", str(sides[0]), "--to", str(sides[1])]
    named += ["--known-hosts", str(known), "--owners", str(owners)]
    assert f"Next: flytt share copy {' '.join(named)}\n" in flytt("share", "plan", *named).out
    assert f"Next: flytt share verify {' '.join(named)}\n" in flytt("share", "copy", *named).out


@pytest.mark.parametrize(
    ("flag", "value", "says"),
    [
        ("--streams", "99", "neither auto nor a number from 1 to 8"),
        ("--limit", "1.5", "no whole number of KiB"),
    ],
)
def test_a_wrong_number_is_told_with_what_was_expected(
    flytt: Callable[..., Ran], sides: tuple[Path, Path], flag: str, value: str, says: str
) -> None:
    """A person would be told the name of a function, and guess."""
    ran = flytt(*words(sides, flag, value))
    assert ran.code == 2
    assert says in ran.err
