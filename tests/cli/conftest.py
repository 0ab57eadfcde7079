"""Running the command line in this process, away from anybody's ledgers, with flows that are only noted."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from flytt.cli import launch
from flytt.cli.main import main
from tests.cli.ledgers import Ran

ROOT = Path(__file__).parents[2]
Flytt: TypeAlias = Callable[..., Ran]


@pytest.fixture
def flytt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Ran]:
    """Return a function that runs one command line in an empty folder, with the repository's mappings."""
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)

    def run(*words: object) -> Ran:
        capsys.readouterr()
        code = main(["--mappings", str(ROOT / "mappings"), *map(str, words)])
        shown = capsys.readouterr()
        assert "Traceback" not in shown.err
        return Ran(code, shown.out, shown.err)

    return run


@pytest.fixture
def launched(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Return the list of programs that would have been started; each answers 3."""
    programs: list[list[str]] = []

    def child(words: list[str]) -> int:
        programs.append(words[1:])
        return 3

    monkeypatch.setattr(launch, "child", child)
    return programs


def everything_in(directory: Path) -> dict[str, bytes]:
    """Return every file below a directory with its content."""
    return {str(p.relative_to(directory)): p.read_bytes() for p in directory.rglob("*") if p.is_file()}
