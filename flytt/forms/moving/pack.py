"""The door of moving: an estate and whose its answers are become a package, form by form."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from flytt.forms.attribution.document import Attribution
from flytt.forms.estate import Estate
from flytt.forms.faults import EstateFaults
from flytt.forms.fingerprint import Fingerprint, normal
from flytt.forms.moving.definition import definitions
from flytt.forms.moving.gathered import Gathered, gather, shown
from flytt.forms.moving.long_answers import in_cell, set_apart, write_long
from flytt.forms.moving.package import (
    ADDRESSES,
    CONTENTS,
    DEFINITION,
    LEDGER,
    LINKS,
    UPLOADS,
    WORKBOOK,
    LedgerLine,
    MovedForm,
    MovedUpload,
    Package,
)  # fmt: skip
from flytt.forms.moving.quarantine import NOT_IN_NAMES, copied, quarantine
from flytt.forms.moving.values import FROM_BEFORE, Read, read_pages, read_part
from flytt.forms.moving.workbook import sheets_of, write_workbook
from flytt.forms.reading.broken import Broken
from flytt.forms.reading.earlier_source import earlier_pages
from flytt.forms.reconcile.excluded import NOTHING, Exclusions
from flytt.forms.reconcile.excluded_nothing import excluded_nothing
from flytt.forms.reconcile.held import held
from flytt.forms.reconcile.inventoried import Sources, in_order, take_stock
from flytt.forms.reconcile.merkle import leaves, root
from flytt.forms.upload_files import ItemKey, UploadFiles, links_in

FORMS = "skjema"


@dataclass(slots=True)
class Packed:
    """The contents page, and what could not be read on the way."""

    package: Package
    broken: list[str] = field(default_factory=list[str])


def pack(
    estate: Estate, document: Attribution, into: Path, *, key: bytes, exclusions: Exclusions = NOTHING
) -> Packed:
    """Write the package. OSError when the folder cannot be written to; it should be new.

    EstateFaults with every signed decision that names nothing in the estate, before anything is written.
    Answers are read again from pages and files: what the inventory read is not used but to know where.
    """
    fingerprint = Fingerprint(key)
    stock = take_stock(estate, document, fingerprint)
    if slips := tuple(f"{exclusions.file}:{n}: {says}." for n, says in excluded_nothing(exclusions, stock)):
        raise EstateFaults(slips)
    into.mkdir(parents=True, exist_ok=True)
    files = UploadFiles(estate.items, fingerprint)
    broken: list[str] = []
    forms: list[MovedForm] = []
    uploads: list[MovedUpload] = []
    told = definitions(estate.root)
    for number, one in enumerate(sorted(stock.sources.values(), key=lambda s: s.form), 1):
        folder = f"{FORMS}/{number:04}"
        gathered = gather(one.form, sources_of(estate, one, broken), fingerprint, exclusions)
        left = exclusions.whole(one.form)
        own = [] if left else stock.by_form.get(one.form, [])
        moved = list(_uploads(estate, own, files, into, folder))
        uploads += moved
        links = rewrite(
            gathered, files, {(m.drive_id, m.item_id): f"{UPLOADS}/{Path(m.path).name}" for m in moved}
        )
        forms.append(write_form(into, folder, gathered, links, fingerprint, one))
        if definition := next((told[f.id] for f in one.forms if f.id in told), None):
            (into / folder / DEFINITION).write_text(
                json.dumps(definition, ensure_ascii=False, indent=1), "utf-8"
            )
    package = Package(
        key=fingerprint.name,
        forms=tuple(forms),
        uploads=tuple(uploads),
        quarantine=tuple(quarantine(stock, document, into)),
    )
    _addresses(into, forms)
    (into / CONTENTS).write_text(package.model_dump_json(indent=1), "utf-8")
    return Packed(package, broken)


def sources_of(estate: Estate, one: Sources, broken: list[str]) -> Iterator[Read]:
    """Yield what is to be moved of one form, read anew; what can no longer be read is added to `broken`."""
    for answers in one.service:
        folder = estate.root / "responses" / answers.form_id
        pages = sorted(folder.rglob("*.json")) or [folder.with_name(f"{folder.name}.json")]
        yield from read_pages(pages, one.forms)
    for answers in one.earlier:
        yield from read_pages(earlier_pages(estate.root, answers.form_id), one.forms, FROM_BEFORE)
    for part in in_order(one.parts):
        if not part.settled:
            continue
        block = part.block
        item = estate.item.get((block.drive_id, block.item_id))
        path = estate.root / "drive" / "content" / block.drive_id / block.item_id
        try:
            yield read_part(path, item.name if item else "", block, part.rows.tolist())
        except (Broken, OSError) as error:
            broken.append(f"{block.drive_id}/{block.item_id}: {type(error).__name__}")


def rewrite(
    gathered: Gathered, files: UploadFiles, addresses: Mapping[ItemKey, str]
) -> dict[str, tuple[str, ItemKey]]:
    """Put new addresses in place of links to moved files; return old link and file by new address."""
    done: dict[str, tuple[str, ItemKey]] = {}
    for line in (*gathered.lines, *gathered.others):
        for name, value in line.values.items():
            parts = links_in(value)
            meant = [(part, files.meant(part)) for part in parts]
            if not any(key in addresses for _, key in meant if key):
                continue
            fresh: list[str] = []
            for part, key in meant:
                new = addresses.get(key, part) if key else part
                if key and new != part and done.setdefault(new, (part, key))[0] != part:
                    new = part  # written in two ways: the second stays as it was, and is listed with the file
                fresh.append(new)
            line.values[name] = ";".join(fresh)
    return done


def write_form(
    into: Path, folder: str, gathered: Gathered, links: Mapping[str, tuple[str, ItemKey]],
    fingerprint: Fingerprint, sources: Sources | None = None,
) -> MovedForm:  # fmt: skip
    """Write workbook, long answers, links and answer ledger of one form."""
    at = into / folder
    at.mkdir(parents=True, exist_ok=True)
    long = set_apart(gathered)
    write_long(at, long)
    write_workbook(at / WORKBOOK, sheets_of(gathered))
    _csv(
        at / LINKS,
        ("new", "old", "drive_id", "item_id"),
        ((new, old, *key) for new, (old, key) in links.items()),
    )
    sheets = {name: list(rows) for name, rows in sheets_of(gathered)}
    meant = held(
        {n: rows.__iter__ for n, rows in sheets.items()},
        fingerprint,
        {n: o for n, (o, _) in links.items()},
        {in_cell(file): answer for file, answer in long.items()},
    )
    every = list(leaves(meant.cells))
    with (at / LEDGER).open("w", encoding="utf-8") as out:
        for response, cells, leaf in every:
            line = LedgerLine(response=shown(response), cells=cells, digest=leaf.hex())
            out.write(line.model_dump_json() + "\n")
    return MovedForm(
        id=gathered.form,
        folder=folder,
        lineage=sources.line.lineage if sources and sources.line else (),
        responses=len(every),
        cells=sum(cells for _, cells, _ in every),
        root=root(leaf for _, _, leaf in every),
    )


def _uploads(
    estate: Estate, own: Iterable[ItemKey], files: UploadFiles, into: Path, folder: str
) -> Iterator[MovedUpload]:
    for drive, item in own:
        source = estate.root / "drive" / "content" / drive / item
        if not source.is_file():
            continue
        line = files.item((drive, item))
        name = NOT_IN_NAMES.sub("_", normal(line.name if line else "fil"))[-80:]
        path = f"{folder}/{UPLOADS}/{item}-{name}"
        yield MovedUpload(drive_id=drive, item_id=item, path=path, sha256=copied(source, into / path))


def _addresses(into: Path, forms: Iterable[MovedForm]) -> None:
    """Old ids of every form and where its answers lie now; the new form's id is filled in when it is made."""
    rows = ((old, "", one.folder) for one in forms for old in (one.lineage or (one.id,)))
    _csv(into / ADDRESSES, ("old_form", "new_form", "folder"), rows)


def _csv(path: Path, head: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)
