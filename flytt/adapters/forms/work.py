"""Flytt's own folder for one estate: what was fetched, what was made of it, and a receipt for each part.

Answers lie here in the clear, readable by Flytt's own login only, until they are let go.
"""

import json
import os
import shutil
from pathlib import Path
from typing import TypeVar

from flytt.forms.reading.kept import key_in
from flytt.migration.forms_estate import Pass
from flytt.migration.record import Json, Record

Kept = TypeVar("Kept", bound=Record)


class Work:
    """The folder of one workload. Nothing is made until something is written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def estate(self, which: Pass) -> Path:
        """The estate as it was gathered in a pass."""
        return self.folder / f"estate-{which}"

    def package(self, which: Pass) -> Path:
        """What is placed on the new side."""
        return self.folder / f"package-{which}"

    @property
    def cache(self) -> Path:
        """What was read, and the key of all hashes."""
        return self.folder / "kept"

    @property
    def decisions(self) -> Path:
        """People's decisions: they outlive a rollback."""
        return self.folder / "decisions.csv"

    @property
    def signed(self) -> Path:
        """What people have signed to quarantine."""
        return self.folder / "signed.csv"

    @property
    def exclusions(self) -> Path:
        """What people have signed to leave behind; they write it themselves."""
        return self.folder / "exclusions.csv"

    @property
    def report(self) -> Path:
        """The whole proof, with names of files."""
        return self.folder / "report.md"

    def document(self, name: str) -> Path:
        """An attribution."""
        return self.folder / f"whose-{name}.json"

    def so_far(self, which: Pass) -> Path:
        """What a gathering that goes on has fetched."""
        return self.folder / f"so-far-{which}.ndjson"

    def seal(self, which: Pass) -> Path:
        """What every file of an estate was."""
        return self.folder / f"seal-{which}.json"

    def key(self) -> bytes:
        """The key of all hashes, made at the first use."""
        self.make()
        return key_in(self.cache)

    def make(self) -> Path:
        """Make the folder, for Flytt's own login alone."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self.folder

    def receipt(self, part: str, kind: type[Kept]) -> Kept | None:
        """Return what was noted when a part was done; None when it is not."""
        try:
            return kind.model_validate_json(self._note(part).read_bytes())
        except FileNotFoundError:
            return None

    def noted(self, part: str) -> bool:
        """True when a part is noted as done."""
        return self._note(part).exists()

    def note(self, part: str, receipt: Record) -> None:
        """Note that a part is done, durable when this returns."""
        self.write(self._note(part), json.dumps(receipt.as_json(), ensure_ascii=False).encode())

    def forget(self, part: str) -> None:
        """Take the note away."""
        self._note(part).unlink(missing_ok=True)

    def write(self, path: Path, content: bytes) -> None:
        """Write a file, whole or not at all."""
        self.make()
        beside = path.with_name(f".{path.name}.part")
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)

    def fresh(self, path: Path) -> Path:
        """Return an empty folder beside `path`, to be put in its place when it is whole."""
        shutil.rmtree(self.beside(path), ignore_errors=True)
        return self.begun(path)

    def begun(self, path: Path) -> Path:
        """Return the folder beside `path`, with what came into it before it was cut off."""
        self.make()
        self.beside(path).mkdir(mode=0o700, exist_ok=True)
        return self.beside(path)

    @staticmethod
    def beside(path: Path) -> Path:
        """Where a folder lies until it is whole."""
        return path.with_name(f".{path.name}.part")

    def settle(self, beside: Path, path: Path) -> None:
        """Put a folder that is whole in its place."""
        shutil.rmtree(path, ignore_errors=True)
        beside.replace(path)

    def drop(self, *paths: Path) -> None:
        """Remove files and folders that are there."""
        for path in paths:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)

    def _note(self, part: str) -> Path:
        return self.folder / f"{part}.done"


class Note(Record):
    """What was noted beside a receipt: anything in JSON."""

    value: dict[str, Json]
