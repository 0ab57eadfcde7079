"""What must not be passed in silence in an estate's folder: files that no reader takes, links out of it."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from flytt.forms.seen import SourceName

AUDIT_ENDINGS = frozenset({".csv", ".json", ".ndjson", ".jsonl"})
_DIRECTORY = frozenset({"users.json", "deleted-users.json", "groups.json", "units.csv"})
_PAGES = "expected files that end in .json, in small letters"


class Stray(NamedTuple):
    """A file that no reader takes, and what was expected in its place."""

    path: Path
    why: str
    source: SourceName


def strays(root: Path) -> Iterator[Stray]:
    """Yield the files of sources that have no reader, by name."""
    for source in ("forms", "responses"):
        for folder in (root / source, root / "earlier" / source):
            for path in _files(folder):
                if path.suffix != ".json":
                    yield Stray(path, f"unknown format: {_PAGES}; it was not read", source)
    for path in _files(root / "audit"):
        if path.suffix.casefold() not in AUDIT_ENDINGS:
            said = ", ".join(sorted(AUDIT_ENDINGS))
            yield Stray(path, f"unknown format: expected one of {said}; it was not read", "audit")
    for path in _files(root / "directory"):
        if path.parent.name != "directory" or path.name not in _DIRECTORY:
            said = ", ".join(sorted(_DIRECTORY))
            yield Stray(path, f"unknown format: expected {said}; it was not read", "directory")


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []


def leading_out(root: Path) -> list[str]:
    """Return a fault for every link below a folder that leads to something outside of it.

    What lies outside is nobody's answers, and may be anything that this machine can read.
    """
    home = Path(os.path.realpath(root))
    folders, found = [root], list[str]()
    while folders:
        with os.scandir(folders.pop()) as entries:
            for one in entries:
                if one.is_symlink():
                    to = Path(os.path.realpath(one.path))
                    if to.exists() and not to.is_relative_to(home):
                        found.append(Path(one.path).relative_to(root).as_posix())
                elif one.is_dir(follow_symlinks=False):
                    folders.append(Path(one.path))
    return [
        f"{name}: expected a file or folder of the estate, found a link that leads out of it. "
        "Put what it leads to in its place, or remove it."
        for name in sorted(found)
    ]
