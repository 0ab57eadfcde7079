"""The target, re-read: a package in a folder, its files hashed and its workbooks opened anew."""

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from flytt.forms.fingerprint import Fingerprint
from flytt.forms.moving.gathered import key_shown
from flytt.forms.moving.long_answers import read_long
from flytt.forms.moving.package import (
    CONTENTS,
    LEDGER,
    LINKS,
    WORKBOOK,
    LedgerLine,
    MovedForm,
    MovedUpload,
    Package,
)  # fmt: skip
from flytt.forms.reading.broken import Broken
from flytt.forms.reconcile.cells import Cells
from flytt.forms.reconcile.held import Held, held
from flytt.forms.reconcile.merkle import leaves
from flytt.forms.reconcile.readers import first
from flytt.forms.upload_files import ItemKey, UploadFiles, hashed


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """A package as it lies there. `package` is None when there is no contents page, or it cannot be read."""

    root: Path
    package: Package | None
    fault: str = ""

    @property
    def forms(self) -> Mapping[str, MovedForm]:
        """Moved forms by id."""
        return {one.id: one for one in self.package.forms} if self.package else {}


def open_target(root: Path) -> Target:
    """Return the package in a folder."""
    try:
        text = (root / CONTENTS).read_text("utf-8")
        return Target(root, Package.model_validate_json(text))
    except OSError:
        return Target(root, None, f"the target has no {CONTENTS}")
    except (ValidationError, ValueError):
        return Target(root, None, f"{CONTENTS} on the target cannot be read")


def read_form(target: Target, form: MovedForm, fingerprint: Fingerprint, files: UploadFiles) -> Held:
    """Return what lies there of one form, from its workbook and the files that it names.

    What is wrong with it is in `faults`.
    """
    at = target.root / form.folder
    faults: list[str] = []
    links = _links(at / LINKS, form, target, files, faults)
    long = read_long(at, faults)
    try:
        _, sheets = first(at / WORKBOOK, WORKBOOK)
        found = held({one.name: one.rows for one in sheets}, fingerprint, links, long)
    except (Broken, OSError, ValueError):
        return Held(faults=[*faults, "its workbook on the target cannot be read"])
    found.faults += faults
    if target.package and target.package.key == fingerprint.name:
        found.faults += _against_ledger(at / LEDGER, found.cells)
    return found


def _links(
    path: Path, form: MovedForm, target: Target, files: UploadFiles, faults: list[str]
) -> dict[str, str]:
    """Old links by new address; an old link must mean the file that lies at the new address."""
    there = {
        one.path: (one.drive_id, one.item_id) for one in (target.package.uploads if target.package else ())
    }
    found: dict[str, str] = {}
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except OSError:
        faults.append("its list of links is not there")
        return found
    for row in rows:
        new, old = row.get("new") or "", row.get("old") or ""
        if files.meant(old) is None or files.meant(old) != there.get(f"{form.folder}/{new}"):
            faults.append("a rewritten link leads to another file than before")
        found[new] = old
    return found


def _against_ledger(path: Path, cells: Cells) -> list[str]:
    try:
        lines = [LedgerLine.model_validate(json.loads(one)) for one in path.read_text("utf-8").splitlines()]
    except (OSError, ValueError):
        return ["its answer ledger on the target cannot be read"]
    said = {(key_shown(one.response), one.cells, one.digest) for one in lines}
    seen = {(response, count, leaf.hex()) for response, count, leaf in leaves(cells)}
    return [] if said == seen else ["its answer ledger and its workbook on the target differ"]


def arrived(target: Target) -> dict[ItemKey, list[tuple[str, str]]]:
    """Return path and SHA-256, read now, of every moved upload by the file it was."""
    every: tuple[MovedUpload, ...] = target.package.uploads if target.package else ()
    found: dict[ItemKey, list[tuple[str, str]]] = {}
    for one in every:
        digest = hashed({("", ""): target.root / one.path}).get(("", ""), "")
        found.setdefault((one.drive_id, one.item_id), []).append((one.path, digest))
    return found


def quarantined(target: Target) -> dict[ItemKey, str]:
    """Return the SHA-256, read now, of every file in quarantine that names who answers for it."""
    found: dict[ItemKey, str] = {}
    for one in target.package.quarantine if target.package else ():
        digest = hashed({("", ""): target.root / one.path}).get(("", ""), "")
        if digest and one.owner:
            found[one.drive_id, one.item_id] = digest
    return found
