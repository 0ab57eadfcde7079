"""Real files: an estate is inventoried, one file of it damaged, then moved and proved from disk."""

import random
import shutil
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl

from bench.forms_loss.parsed import KEY, Tally
from flytt.forms.attribution.attribute import attribute
from flytt.forms.fingerprint import Fingerprint, normal
from flytt.forms.moving.gathered import FIRST
from flytt.forms.moving.pack import pack
from flytt.forms.reading.estate import read_estate
from flytt.forms.reconcile.inventoried import take_stock
from flytt.forms.reconcile.prove import prove
from practice.forms.damage import KINDS, Injector, NothingToDamageError, restore


def on_disk(estate: Path, each: int, seed: int = 1) -> tuple[dict[str, Tally], int]:
    """Return what became of faults of every kind of `practice.forms.damage`, and false alarms undamaged.

    Only the account counts as detection: that a file's hash is another than its drive lists is left out.
    """
    rng = random.Random(seed)
    with TemporaryDirectory() as folder:
        there = Path(folder) / "estate"
        shutil.copytree(estate, there)
        found = read_estate(there, key=KEY, workers=1)
        document = attribute(found)
        stock = take_stock(found, document, Fingerprint(KEY))
        plain = replace(found, items=tuple(one.changed(hashes=(), size_bytes=None) for one in found.items))
        stock = replace(stock, estate=plain)

        def moved(name: str) -> tuple[Path, bool]:
            target = Path(folder) / name
            pack(plain, document, target, key=KEY)
            proof = prove(plain, document, target, key=KEY, stock=stock)
            return target, proof.outcome == "cannot be proved, because"

        whole, alarm = moved("whole")
        meant = contents(whole)
        tallies: dict[str, Tally] = {kind: Tally() for kind in KINDS}
        injector = Injector(there)
        for kind, tally in tallies.items():
            for _ in range(each):
                try:
                    damage = injector.damage(kind, rng)
                except NothingToDamageError:
                    break
                target, seen = moved("damaged")
                tally.injected += 1
                if seen:
                    tally.detected += 1
                elif contents(target) == meant:
                    tally.harmless += 1
                else:
                    tally.missed.append(str(damage.what))
                restore(there, damage)
                shutil.rmtree(target)
        return tallies, int(alarm)


def contents(target: Path) -> frozenset[tuple[str, ...]]:
    """Return all that a package holds, cell by cell and file by file, in plain text and whole.

    Where a row was read is no answer: when two workbooks change places, what one of them alone holds is read
    in the other, and the column says so.
    """
    found: set[tuple[str, ...]] = set()
    for path in target.rglob("*"):
        name = path.relative_to(target).as_posix()
        if path.name == "svar.xlsx":
            for sheet in openpyxl.load_workbook(path).worksheets:
                head, *rows = sheet.iter_rows(values_only=True)
                for row in rows:
                    told = [(str(a), b) for a, b in zip(head, row, strict=True) if a != FIRST[1]]
                    found |= {(name, str(row[0]), a, normal(str(b))) for a, b in told if b is not None}
        elif path.is_file() and path.suffix not in {".json", ".ndjson"}:
            found.add((name, path.read_bytes().hex()))
    return frozenset(found)
