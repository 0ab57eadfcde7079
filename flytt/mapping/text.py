"""Files read into text, or into the fault that says why not."""

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from flytt.mapping.faults import Fault
from flytt.migration.record import Record
from flytt.migration.workload import Place

LIMIT_BYTES = 1024 * 1024
LIMIT_FILES = 500

# What YAML 1.2 calls printable, written the other way round.
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Text(Record):
    """One file's text, by the name that faults use. `digest` is the SHA-256 of its bytes."""

    file: str
    text: str
    digest: str


def shown_path(path: Path) -> str:
    """Return the path relative to the working directory when beneath it, otherwise as it was given."""
    try:
        return printable(path.absolute().relative_to(Path.cwd()))
    except (ValueError, OSError):
        return printable(path)


def printable(path: Path) -> str:
    """Return a path as text that can be written down, whatever bytes its names are made of."""
    return path.as_posix().encode("utf-8", "backslashreplace").decode()


def read_text(path: Path) -> Text | Fault:
    """Read a file. The fault says what kept it from being read."""
    file = shown_path(path)
    start = Place(file=file, line=1)
    try:
        if not path.is_file():
            there = path.exists()
            return Fault(place=start, what="is not a file" if there else "is missing", expected="a YAML file")
        with path.open("rb") as opened:
            content = opened.read(LIMIT_BYTES + 1)
    except (OSError, ValueError) as cause:
        return Fault(
            place=start, what=f"could not be read: {type(cause).__name__}", expected="a readable file"
        )
    if len(content) > LIMIT_BYTES:
        return Fault(
            place=start,
            what="the file is too large",
            expected=f"at most {LIMIT_BYTES // 1024} KiB in one file",
        )
    return _decode(file, content)


def _decode(file: str, content: bytes) -> Text | Fault:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as cause:
        before = content[: cause.start].decode("utf-8", "replace")
        what = f"byte 0x{content[cause.start]:02x} is not UTF-8"
        return Fault(place=_place(file, before), what=what, expected="a file saved as UTF-8")
    unprintable = _UNPRINTABLE.search(text)
    if unprintable:
        what = f"character U+{ord(unprintable[0]):04X} cannot be printed"
        return Fault(place=_place(file, text[: unprintable.start()]), what=what, expected="printable text")
    return Text(file=file, text=text, digest=hashlib.sha256(content).hexdigest())


def _place(file: str, before: str) -> Place:
    return Place(file=file, line=before.count("\n") + 1, column=len(before) - before.rfind("\n"))


def yaml_files(directory: Path) -> tuple[tuple[Path, ...], tuple[Fault, ...]]:
    """List every YAML file below a directory, sorted; faults when the directory cannot be listed."""
    place = Place(file=shown_path(directory), line=1)
    try:
        if not directory.is_dir():
            what = "is not a directory" if directory.exists() else "the directory is not there"
            return (), (Fault(place=place, what=what, expected="a folder of YAML files"),)
        found = sorted(_only_yaml(directory.rglob("*")), key=lambda path: path.as_posix())
    except (OSError, ValueError) as cause:
        what = f"the directory could not be listed: {type(cause).__name__}"
        return (), (Fault(place=place, what=what, expected="a readable folder"),)
    if len(found) > LIMIT_FILES:
        return (), (Fault(place=place, what=f"{len(found)} files", expected=f"at most {LIMIT_FILES} files"),)
    return tuple(found), ()


def _only_yaml(paths: Iterable[Path]) -> Iterable[Path]:
    return (p for p in paths if p.suffix.lower() in {".yaml", ".yml"} and not p.name.startswith("."))
