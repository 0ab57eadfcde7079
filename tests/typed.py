"""Strict types of what has changed since it was last found right, and of all that imports it.

`python -m tests.typed [FILE]`. The whole check is `make types`, and CI runs that: 80 seconds of processor
for a thousand files, where a day's work touches a few. What was right is remembered in FILE by a digest of
the file, of everything of ours that it imports however far off, of the settings and of the pinned packages.
"""

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NotRequired, TypedDict, cast

ROOT = Path(__file__).parents[1]
ROOMS = ("bench", "flows", "flytt", "practice", "tasks", "tests")
JUDGED_BY = ("pyproject.toml", "requirements/dev.txt")
KEPT = ROOT / ".venv/typed.json"
# Text that only looks like an import makes a file depend on too much, never on too little.
IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+(?P<of>[\w.]+)[ \t]+import[ \t]*(?P<names>\([^)]*\)|[^\n]*)"
    r"|import[ \t]+(?P<whole>[^\n]+))",
    re.MULTILINE,
)


class Place(TypedDict):
    """A line and column, counted from 0."""

    line: int
    character: int


class Finding(TypedDict):
    """What basedpyright says of a place."""

    file: str
    message: str
    range: NotRequired[dict[str, Place]]


def names_in(text: str) -> Iterator[str]:
    """Yield every module that a text may import, by its full name."""
    for found in IMPORT.finditer(text):
        if of := found["of"]:
            yield of
            yield from (f"{of}.{name}" for name in re.findall(r"\w+", found["names"]))
        else:
            yield from re.findall(r"[\w.]+", found["whole"])


def keys(root: Path) -> dict[str, str]:
    """Return for every file of ours the digest of all that decides whether its types are right."""
    files = {p.relative_to(root).as_posix(): p.read_bytes() for room in ROOMS for p in _python(root / room)}
    modules = {name.removesuffix(".py").removesuffix("/__init__").replace("/", "."): name for name in files}

    @cache
    def near(name: str) -> frozenset[str]:
        imported = names_in(files[name].decode())
        own = name.removesuffix(".py").replace("/", ".")
        return frozenset(modules[m] for i in (*imported, own) for m in _and_above(i) if m in modules)

    digests = {name: hashlib.sha256(name.encode() + content).digest() for name, content in files.items()}
    judge = hashlib.sha256(sys.version.encode())
    for path in (*(root / name for name in JUDGED_BY), *sorted((root / "typings").rglob("*.pyi"))):
        judge.update(path.read_bytes())
    return {
        name: hashlib.sha256(
            judge.digest() + b"".join(digests[far] for far in sorted(_reached(name, near)))
        ).hexdigest()
        for name in files
    }


def stale(now: Mapping[str, str], kept: Mapping[str, str]) -> list[str]:
    """Return the files that have not been found right as they are now."""
    return sorted(name for name, key in now.items() if kept.get(name) != key)


def main(kept_in: Path = KEPT) -> int:
    """Check what is stale, say what is wrong, remember what is right. 0 when everything is."""
    now = keys(ROOT)
    kept = cast("dict[str, str]", json.loads(kept_in.read_text("utf-8"))) if kept_in.exists() else {}
    files = stale(now, kept)
    print(f"types: {len(files)} of {len(now)} files to look at")  # noqa: T201 - a program of its own
    wrong = judged(files) if files else {}
    for says in wrong.values():
        print("\n".join(says))  # noqa: T201
    kept_in.write_text(json.dumps({name: key for name, key in now.items() if name not in wrong}), "utf-8")
    return 1 if wrong else 0


def judged(files: Iterable[str]) -> dict[str, list[str]]:
    """Return what basedpyright has against these files, by file."""
    judge = Path(sys.executable).with_name("basedpyright")
    run = subprocess.run(
        [str(judge), "--outputjson", *files], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if not run.stdout.lstrip().startswith("{"):
        raise SystemExit(run.stdout + run.stderr)
    wrong: dict[str, list[str]] = {}
    for one in cast("list[Finding]", json.loads(run.stdout)["generalDiagnostics"]):
        name = Path(one["file"]).relative_to(ROOT).as_posix()
        at = one["range"]["start"] if "range" in one else Place(line=0, character=0)
        wrong.setdefault(name, []).append(f"{name}:{at['line'] + 1}:{at['character'] + 1}: {one['message']}")
    if run.returncode and not wrong:
        raise SystemExit(run.stdout + run.stderr)
    return wrong


def _python(room: Path) -> Iterator[Path]:
    return (p for p in sorted(room.rglob("*.py")) if "node_modules" not in p.parts)


def _and_above(module: str) -> Iterator[str]:
    parts = module.split(".")
    return (".".join(parts[:count]) for count in range(1, len(parts) + 1))


def _reached(name: str, near: Callable[[str], frozenset[str]]) -> set[str]:
    found, open_ = {name}, [name]
    while open_:
        new = near(open_.pop()) - found
        found |= new
        open_ += new
    return found


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
