"""The door of the proof: what was found, held against what lies on the target now."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from flytt.forms.attribution.document import Attribution
from flytt.forms.estate import Estate
from flytt.forms.fingerprint import Fingerprint
from flytt.forms.reconcile.cells import Cells, joined
from flytt.forms.reconcile.compare import compare, outcome
from flytt.forms.reconcile.document import Account, FormProof, Proof, Readers
from flytt.forms.reconcile.excluded import NOTHING, Exclusions
from flytt.forms.reconcile.excluded_nothing import excluded_nothing
from flytt.forms.reconcile.held import Held
from flytt.forms.reconcile.inventoried import Found, Inventoried, Sources, find, take_stock
from flytt.forms.reconcile.merkle import root_of, whole
from flytt.forms.reconcile.readers import readers
from flytt.forms.reconcile.references import limits, other_than_listed
from flytt.forms.reconcile.said import Said, about, counted, kinds, texts
from flytt.forms.reconcile.target import Target, arrived, open_target, quarantined, read_form
from flytt.forms.upload_files import ItemKey, UploadFiles

_SHOWN = 20


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """What lies there besides workbooks, read once for all forms."""

    uploads: Mapping[ItemKey, list[tuple[str, str]]]
    quarantine: Mapping[ItemKey, str]
    contents: Mapping[ItemKey, str]


def prove(
    estate: Estate, document: Attribution, target: Path | None, *, key: bytes,
    exclusions: Exclusions = NOTHING, since: Iterable[str] = (), stock: Inventoried | None = None,
) -> Proof:  # fmt: skip
    """Return the proof. `since` says what of the source is no longer as it was inventoried.

    `stock` is what was inventoried, when that was earlier; else it is taken now. One form is in memory at a
    time, apart from the estate's own hashes.
    """
    fingerprint = Fingerprint(key)
    there = open_target(target) if target else Target(Path(), None, "nothing was re-read from a target")
    stock = stock or take_stock(estate, document, fingerprint)
    files = UploadFiles(estate.items, fingerprint)
    contents = {(one.drive_id, one.item_id): one.sha256 for one in estate.contents}
    kept = Kept(arrived(there), quarantined(there), contents)
    forms = tuple(
        prove_form(one, stock, there, kept, files, exclusions, fingerprint)
        for one in sorted(stock.sources.values(), key=lambda s: s.form)
    )
    read = readers(_workbooks(estate, there))
    because = [*counted(since), *_because(stock, there, kept, read)]
    if estate.responses or estate.contents:
        because += [
            about(name, "its bytes are not what its drive lists") for name in other_than_listed(estate)
        ]
    because += counted(_in_all(stock, there, kept, forms))
    listed = list(_listed(estate, document, stock, read, forms))
    listed += [
        about(f"{exclusions.file}:{n}", "a signed decision names nothing in the estate", f": {says}")
        for n, says in excluded_nothing(exclusions, stock)
    ]
    return Proof(
        outcome=outcome(texts(because), texts(listed)),
        because=texts(because),
        listed=texts(listed),
        because_kinds=kinds([*because, *(said for one in forms for said in counted(one.because))]),
        listed_kinds=kinds([*listed, *(said for one in forms for said in counted(one.listed))]),
        responses=_sum(one.responses for one in forms),
        cells=_sum(one.cells for one in forms),
        files=_sum([*(one.files for one in forms), _orphans(stock, kept)]),
        forms=forms,
        readers=read,
        root=whole((one.id, one.root) for one in forms),
        key=fingerprint.name,
        exclusions_sha256=exclusions.sha256,
        no_forms_data=sum(one.form is None and one.decision == "auto" for one in document.blocks),
        cannot_see={one.source: one.cannot_see for one in estate.coverage if one.cannot_see},
    )


def prove_form(
    sources: Sources, stock: Inventoried, there: Target, kept: Kept, files: UploadFiles,
    exclusions: Exclusions, fingerprint: Fingerprint,
) -> FormProof:  # fmt: skip
    """Return the proof of one form."""
    found = find(sources, exclusions, fingerprint)
    moved = there.forms.get(sources.form)
    held = read_form(there, moved, fingerprint, files) if moved else Held()
    because = list(dict.fromkeys(held.faults))
    if not moved and len(found.cells):
        because.append("nothing of it lies on the target")
    if found.read != found.accounted:
        because.append(f"{found.read} cells were read, {found.accounted} are accounted for")
    safe = joined([cells for key, cells in found.waiting if _is_safe(key, kept)])
    return proof_of(sources, found, held.cells, safe, _files(sources.form, stock, kept, exclusions), because)


def proof_of(
    sources: Sources, found: Found, held: Cells, safe: Cells, files: Account, faults: Iterable[str] = ()
) -> FormProof:
    """Return what these cells prove about one form."""
    seen = compare(
        found.cells,
        held,
        waiting=joined([cells for _, cells in found.waiting]),
        excluded=found.excluded,
        kept=safe,
    )
    because = list(faults)
    if not seen.cells.good or not seen.responses.good:
        missing, foreign = seen.cells.missing, seen.cells.foreign
        because.append(f"{missing} cells are missing, {foreign} are there and were not found")
    if not files.good:
        because.append(
            f"{files.missing} files are missing or changed, {files.foreign} are there and were not found"
        )
    listed = tuple(limits(sources))
    counts = sources.line.responses if sources.line else None
    return FormProof(
        id=sources.form,
        outcome=outcome(tuple(because), listed),
        responses=seen.responses,
        cells=seen.cells,
        files=files,
        root=root_of(joined([found.cells, *(cells for _, cells in found.waiting), found.excluded])),
        missing_ids=counts.missing_ids if counts else (),
        deleted_ids=counts.deleted_ids if counts else (),
        because=tuple(because),
        listed=listed,
    )


def _is_safe(key: ItemKey, kept: Kept) -> bool:
    """Whether a file lies in quarantine as it was read."""
    return bool(kept.contents.get(key)) and kept.quarantine.get(key) == kept.contents[key]


def _files(form: str, stock: Inventoried, kept: Kept, exclusions: Exclusions) -> Account:
    own = stock.by_form.get(form, [])
    left = exclusions.whole(form)
    moved = sum(_arrived(key, stock, kept) for key in own)
    out = sum(left and not _arrived(key, stock, kept) for key in own)
    gone = sum(not stock.uploads[key] and not left for key in own)
    return Account(found=len(own) - gone, moved=moved, excluded=out, missing=len(own) - gone - moved - out)


def _arrived(key: ItemKey, stock: Inventoried, kept: Kept) -> bool:
    digest = stock.uploads[key]
    return bool(digest) and any(one == digest for _, one in kept.uploads.get(key, []))


def _orphans(stock: Inventoried, kept: Kept) -> Account:
    """Uploads that no form's answers name, files and pages that nobody could read: whole, in quarantine."""
    own = {key: digest for key, digest in stock.uploads.items() if key not in stock.belongs and digest}
    own |= {
        (one.drive_id, one.item_id): one.sha256 for one in stock.estate.contents if one.why and one.sha256
    }
    own |= stock.pages
    safe = sum(kept.quarantine.get(key) == digest for key, digest in own.items())
    return Account(found=len(own), quarantined=safe, missing=len(own) - safe)


def _in_all(stock: Inventoried, there: Target, kept: Kept, forms: Sequence[FormProof]) -> Iterator[str]:
    if strangers := len(there.forms.keys() - stock.sources.keys()):
        yield f"{strangers} forms lie on the target that were never found"
    if broken := sum(one.outcome == "cannot be proved, because" for one in forms):
        yield f"{broken} of {len(forms)} forms do not add up"
    if not any(one.cells.found or one.files.found for one in forms) and not _orphans(stock, kept).found:
        yield "nothing was found: there is nothing to prove"


def _because(stock: Inventoried, there: Target, kept: Kept, read: Readers) -> Iterator[Said]:
    if there.fault:
        yield Said(there.fault, there.fault)
        return
    for one in read.differing:
        yield about(one, "two readers see different cells")
    yield from counted(_in_quarantine(stock, kept))


def _in_quarantine(stock: Inventoried, kept: Kept) -> Iterator[str]:
    orphans = _orphans(stock, kept)
    if orphans.missing:
        yield f"{orphans.missing} files of no form are missing or changed"
    known = {**stock.pages, **kept.contents}
    other = [key for key, digest in kept.quarantine.items() if (known.get(key) or digest) != digest]
    if other:
        yield f"{len(other)} files in quarantine are not what was inventoried: {_named(other)}"
    waits = {(block.drive_id, block.item_id) for block in stock.loose}
    lost = [key for key in waits if not _is_safe(key, kept)]
    if lost:
        yield (
            f"{len(lost)} files with blocks of no settled form are not in quarantine as they were: "
            f"{_named(sorted(lost))}"
        )


def _named(keys: Sequence[ItemKey]) -> str:
    shown = ", ".join(f"{drive}/{item}" for drive, item in keys[:_SHOWN])
    return shown + (", …" if len(keys) > _SHOWN else "")


def _listed(
    estate: Estate, document: Attribution, stock: Inventoried, read: Readers, forms: Iterable[FormProof]
) -> Iterator[Said]:
    yield from counted(_waiting(document, stock, forms))
    for one in estate.unreadable:
        kind, _, more = one.why.partition(":")
        yield about(one.path or f"{one.drive_id}/{one.item_id}", kind, more and f":{more}")
    for block in estate.blocks:
        if full := sum(column.full for column in block.columns):
            kind = "answers with as many characters as a cell can hold: what came after is not in this file"
            yield about(f"{block.drive_id}/{block.item_id}", kind, f" ({full} in {block.range})")
    for one in read.single:
        yield about(one, "there is one reader only for its kind")


def _waiting(document: Attribution, stock: Inventoried, forms: Iterable[FormProof]) -> Iterator[str]:
    limited = sum(bool(one.listed) for one in forms)
    if limited:
        yield f"{limited} forms have gaps or limits, each listed with its form"
    gone = sum(not digest for digest in stock.uploads.values())
    if gone:
        yield f"{gone} files that answers name, or that are listed as uploads, have no bytes here"
    waits = sum(one.decision != "auto" for one in document.blocks)
    if waits:
        yield f"{waits} blocks wait for somebody's answer and are kept in quarantine"


def _workbooks(estate: Estate, there: Target) -> Iterator[tuple[str, Path, str]]:
    for one in estate.contents:
        item = estate.item.get((one.drive_id, one.item_id))
        path = estate.root / "drive" / "content" / one.drive_id / one.item_id
        if not one.why:
            yield f"{one.drive_id}/{one.item_id}", path, item.name if item else ""
    for form in there.forms.values():
        yield form.folder, there.root / form.folder / "svar.xlsx", "svar.xlsx"


def _sum(accounts: Iterable[Account]) -> Account:
    total = Account()
    for one in accounts:
        total = total.plus(one)
    return total
