"""What every file of an estate was at the inventory, so that a change before the proof is seen."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from flytt.forms.faults import EstateFaults
from flytt.forms.reading.estate import PARTS
from flytt.migration.record import Record

_BY_PEOPLE = {"decisions.csv", "exclusions.csv", "coverage.json"}
_SHOWN = 10


class Seal(Record):
    """SHA-256 of every file by its path in the estate; what people go on writing in is left out."""

    files: dict[str, str]


def seal(root: Path) -> Seal:
    """Return the seal of a folder as it is now."""
    return Seal(files=dict(sorted(_files(root))))


def _files(root: Path) -> Iterator[tuple[str, str]]:
    for part in PARTS:
        if part in _BY_PEOPLE:
            continue
        at = root / part
        for path in at.rglob("*") if at.is_dir() else [at]:
            if path.is_file():
                with path.open("rb") as file:
                    yield path.relative_to(root).as_posix(), hashlib.file_digest(file, "sha256").hexdigest()


def write_seal(path: Path, root: Path) -> Seal:
    """Write the seal of an estate, beside itself first."""
    found = seal(root)
    beside = path.with_name(f".{path.name}.part")
    beside.write_text(json.dumps(found.as_json(), indent=0), "utf-8")
    beside.replace(path)
    return found


def read_seal(path: Path) -> Seal:
    """Return a seal. EstateFaults when there is none that can be read."""
    try:
        return Seal.model_validate_json(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise EstateFaults((f"{path}: expected the seal that an inventory wrote.",)) from error


def since(then: Seal, root: Path) -> list[str]:
    """Return what is no longer as it was inventoried, in sentences."""
    now = seal(root).files
    gone = [one for one in then.files if one not in now]
    changed = [one for one, digest in then.files.items() if now.get(one, digest) != digest]
    new = [one for one in now if one not in then.files]
    said = (("gone since", gone), ("changed since", changed), ("came after", new))
    return [f"{len(names)} files {word} the inventory: {_some(names)}" for word, names in said if names]


def _some(names: list[str]) -> str:
    return ", ".join(names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")
