"""What a signed decision leaves behind: who decided, when, why, and about which form, block or responses."""

import csv
import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from flytt.forms.block import Block
from flytt.forms.faults import EstateFaults
from flytt.forms.reconcile.cells import Keys
from flytt.forms.times import moment
from flytt.migration.record import Record

COLUMNS = ("decided_at", "decided_by", "form", "drive_id", "item_id", "sheet", "range", "responses", "why")


class Exclusion(Record):
    """One decision. Empty fields do not narrow it; `responses` are ids; a form or a file is named.

    `line` is where it stands in its file.
    """

    decided_at: str
    decided_by: str
    why: str
    form: str = ""
    drive_id: str = ""
    item_id: str = ""
    sheet: str = ""
    range: str = ""
    responses: tuple[int, ...] = ()
    line: int = 0


@dataclass(frozen=True)
class Exclusions:
    """All decisions of `exclusions.csv`, with name and digest of the file they stand in."""

    every: tuple[Exclusion, ...] = ()
    sha256: str = ""
    file: str = "exclusions.csv"

    def kept(self, form: str, block: Block | None, keys: Keys) -> NDArray[np.bool_]:
        """Return for each response whether it is to arrive. `block` is None for the service."""
        kept = np.ones(len(keys), dtype=np.bool_)
        for one in self.every:
            if one.form not in {"", form} or (one.item_id and (block is None or not names(one, block))):
                continue
            if not one.responses:
                return np.zeros(len(keys), dtype=np.bool_)
            kept &= ~np.isin(keys, np.array(one.responses, dtype=np.uint64))
        return kept

    def whole(self, form: str) -> bool:
        """Whether all of a form is left behind, its files too."""
        return any(one.form == form and not one.item_id and not one.responses for one in self.every)


NOTHING = Exclusions()
"""Nobody has decided to leave anything."""


def names(one: Exclusion, block: Block) -> bool:
    """Whether a decision about a file means this table of it."""
    return (
        (one.drive_id, one.item_id) == (block.drive_id, block.item_id)
        and one.sheet in {"", block.sheet}
        and one.range in {"", block.range}
    )


def read_exclusions(path: Path) -> Exclusions:
    """Return the decisions of a file that may be missing. EstateFaults with every line that is not signed."""
    if not path.is_file():
        return Exclusions()
    content = path.read_bytes()
    lines = content.decode("utf-8-sig", "replace").splitlines()
    delimiter = max(",;\t", key=lines[0].count) if lines else ","
    found: list[Exclusion] = []
    faults: list[str] = []
    for number, row in enumerate(csv.DictReader(lines, delimiter=delimiter), 2):
        given = {name: (row.get(name) or "").strip() for name in COLUMNS}
        where = f"{path.name}:{number}"
        missing = [name for name in ("decided_at", "decided_by", "why") if not given[name]]
        if missing:
            faults.append(f"{where}: expected {' and '.join(missing)}, found nothing: this is no decision.")
        elif moment(given["decided_at"]) is None:
            faults.append(f"{where}: expected a time in decided_at, as 2026-03-01T12:00:00Z.")
        elif not (given["form"] or (given["drive_id"] and given["item_id"])):
            faults.append(f"{where}: expected a form, or a file's drive_id and item_id.")
        else:
            ids = given.pop("responses").replace(";", " ").split()
            if all(one.isdecimal() for one in ids):
                found.append(Exclusion(**given, responses=tuple(map(int, ids)), line=number))
            else:
                faults.append(f"{where}: expected numbers of responses, found something else.")
    if faults:
        raise EstateFaults(tuple(faults))
    return Exclusions(tuple(found), hashlib.sha256(content).hexdigest(), path.name)
