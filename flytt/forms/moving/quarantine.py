"""What nobody can place or read: whole files kept on the target as they are, with somebody named for each."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from flytt.forms.attribution.document import Attribution
from flytt.forms.moving.package import Quarantined
from flytt.forms.reconcile.inventoried import Inventoried
from flytt.forms.upload_files import ItemKey, hashed

KEPT, SERVICE = "karantene", "tjenesten"
NOT_IN_NAMES = re.compile(r"[^\w.() -]+")
_NOBODY = "arkivansvarlig"
_MOST_OF_NAME = 80


def quarantine(stock: Inventoried, document: Attribution, into: Path) -> Iterator[Quarantined]:
    """Copy what belongs there, and yield a line for each file."""
    yield from _of_drives(stock, document, into)
    yield from _of_service(stock, document, into)


def _of_drives(stock: Inventoried, document: Attribution, into: Path) -> Iterator[Quarantined]:
    """Files with something that nobody has settled, files nobody could read, uploads of no known form."""
    owners = {(one.drive_id, one.item_id): one.owner for one in document.blocks if one.owner.unit}
    whys: dict[ItemKey, str] = {}
    for one in stock.sources.values():
        whys |= {
            (p.block.drive_id, p.block.item_id): "waits for an answer" for p in one.parts if not p.settled
        }
    whys |= {(block.drive_id, block.item_id): "waits for an answer" for block in stock.loose}
    whys |= {(one.drive_id, one.item_id): one.why for one in document.unreadable}
    whys |= {key: "an upload that no answer names" for key in stock.uploads if key not in stock.belongs}
    for (drive, item), why in whys.items():
        source = stock.estate.root / "drive" / "content" / drive / item
        if source.is_file():
            path = f"{KEPT}/{NOT_IN_NAMES.sub('_', drive)}/{NOT_IN_NAMES.sub('_', item)}"
            owner = owners.get((drive, item))
            yield Quarantined(
                drive_id=drive, item_id=item, path=path, sha256=copied(source, into / path), why=why,
                owner=owner.unit if owner and owner.unit else _NOBODY,
            )  # fmt: skip


def _of_service(stock: Inventoried, document: Attribution, into: Path) -> Iterator[Quarantined]:
    """Pages of the service that could not be read, or not wholly; the unit of their form answers for them."""
    units = {
        form: line.owner.unit or _NOBODY
        for line in document.forms
        for form in (line.id, *line.lineage)
    }  # fmt: skip
    whys = {one.path: one.why for one in stock.estate.unreadable}
    for number, ((_, name), digest) in enumerate(sorted(stock.pages.items()), 1):
        if not digest:
            continue  # it cannot even be opened: the proof counts it as missing
        page = Path(name)
        path = f"{KEPT}/{SERVICE}/{number:04}-{NOT_IN_NAMES.sub('_', page.name)[-_MOST_OF_NAME:]}"
        yield Quarantined(
            drive_id="", item_id=name, path=path,
            sha256=copied(stock.estate.root / name, into / path), why=whys[name],
            owner=next((units[one] for one in (*page.parts, page.stem) if one in units), _NOBODY),
        )  # fmt: skip


def copied(source: Path, target: Path) -> str:
    """Copy a file, and return the SHA-256 of what lies at the target."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    return hashed({("", ""): target})["", ""]
