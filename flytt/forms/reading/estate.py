"""The door: a folder becomes an estate, with everything that could not be read listed by name."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from flytt.forms.audit_event import AuditEvent
from flytt.forms.block import Content, Responses
from flytt.forms.coverage import Met, coverage_of
from flytt.forms.drive_item import DriveItem
from flytt.forms.estate import Estate
from flytt.forms.faults import EstateFaults
from flytt.forms.fingerprint import Fingerprint
from flytt.forms.form import Form
from flytt.forms.form_id import decode
from flytt.forms.lineage import lineages
from flytt.forms.people_said import Reference
from flytt.forms.reading import sources
from flytt.forms.reading.contents import Progress, cut_off, jobs_in, out_of_place, read_contents
from flytt.forms.reading.decided import held_against
from flytt.forms.reading.drive_source import read_items
from flytt.forms.reading.earlier_source import earlier_forms, earlier_responses
from flytt.forms.reading.forms_source import merged
from flytt.forms.reading.many import workers_here
from flytt.forms.reading.sources import Notes
from flytt.forms.reading.strays import leading_out, strays
from flytt.forms.seen import Unreadable

_FOLDERS = ("forms", "responses", "earlier", "drive", "audit", "directory")
PARTS = (*_FOLDERS, "references.ndjson", "decisions.csv", "coverage.json")
"""What an estate's folder may hold; every part may be missing, not all of them."""

_WORTH_WORKERS_BYTES = 3_000_000


class Drives(NamedTuple):
    """The files of all drives: listed, read, and listed without content."""

    items: tuple[DriveItem, ...]
    contents: tuple[Content, ...]
    missing: tuple[DriveItem, ...]


def read_estate(
    root: Path,
    *,
    key: bytes,
    cache: Path | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Estate:
    """Return all that can be read below a folder. EstateFaults with all faults of people's files and links.

    `key` (16 to 64 bytes) is for the hashes of answers; `cache` keeps what was read, by content and key.
    `progress` is told files done and files in all. `workers` are processes; chosen when None.
    """
    _require(root)
    notes = Notes(root)
    notes.faults += leading_out(root)
    fingerprint = Fingerprint(key)
    decisions = sources.read_decided(notes)
    stated = sources.read_stated(notes)
    directory = sources.read_directory(notes)
    if notes.faults:
        raise EstateFaults(tuple(notes.faults))
    forms = sources.read_forms(notes)
    audit = sources.read_audit(notes, fingerprint)
    references = sources.read_references(notes)
    many = workers if workers is not None else workers_here()
    responses = sources.read_all_responses(notes, fingerprint, _workers(root / "responses", many))
    drives = _read_drives(notes, fingerprint, cache=cache, workers=many, progress=progress)
    for stray in strays(root):
        notes.broken(stray.path, stray.why, stray.source)
    known = merged([*forms, *_only_elsewhere(audit, references, responses, drives.contents)])
    decisions, remarks = held_against(decisions, drives.contents, {form.id for form in known})
    estate = Estate(
        root=root,
        forms=tuple(known),
        lineages=lineages((form.id for form in known), audit),
        responses=tuple(responses),
        earlier=earlier_responses(notes, fingerprint),
        earlier_forms=earlier_forms(notes),
        items=drives.items,
        contents=drives.contents,
        audit=audit,
        directory=directory,
        references=references,
        decisions=decisions,
        unreadable=tuple(notes.unreadable),
        remarks=(*notes.remarks, *remarks),
    )
    met = Met(
        files=notes.files,
        stated=stated,
        breaks_off="forms" in notes.breaks_off,
        missing_contents=len(drives.missing),
        deleted_users_listed=(root / "directory" / "deleted-users.json").is_file(),
    )
    return replace(estate, coverage=coverage_of(estate, met))


def _require(root: Path) -> None:
    try:
        there = root.is_dir()
    except (OSError, ValueError):
        there = False
    if not there:
        raise EstateFaults((f"{root}: expected a folder with an estate, found none.",))
    if not any((root / part).exists() for part in PARTS):
        raise EstateFaults((f"{root}: expected at least one of {', '.join(PARTS)}, found none of them.",))


def _workers(folder: Path, most: int) -> int:
    """Processes of their own cost a second to start: a small estate is read sooner without."""
    taken = 0
    for path in folder.rglob("*") if folder.is_dir() else ():
        taken += path.stat().st_size
        if taken > _WORTH_WORKERS_BYTES:
            return most
    return 1


def _read_drives(
    notes: Notes, fingerprint: Fingerprint, *, cache: Path | None, workers: int, progress: Progress | None
) -> Drives:
    listing = notes.root / "drive" / "items.ndjson"
    items: dict[tuple[str, str], DriveItem] = {}
    if listing.is_file():
        items, broken, _ = read_items(listing, notes.root)
        notes.unreadable += broken
    jobs, missing, unlisted = jobs_in(notes.root / "drive" / "content", items)
    for path in out_of_place(notes.root / "drive" / "content"):
        notes.broken(path, "not readable: it lies where no file of a drive lies, or leads nowhere", "drive")
    notes.files["drive"] = len(jobs) + listing.is_file()
    many = workers if sum(job.size_bytes for job in jobs) > _WORTH_WORKERS_BYTES else 1
    contents = read_contents(jobs, fingerprint, cache=cache, workers=many, progress=progress)
    notes.unreadable += [_unreadable(one, "not fetched: its content is not here") for one in missing]
    for content in contents:
        item = items.get((content.drive_id, content.item_id))
        why = content.why or (cut_off(item, content) if item else "")
        if why:
            notes.unreadable.append(
                Unreadable(why=why, drive_id=content.drive_id, item_id=content.item_id, path=_shown(item))
            )
        for kind, count in content.remarks:
            notes.remark(kind, count, f"{content.drive_id}/{content.item_id}")
    every = [*items.values(), *unlisted]
    return Drives(
        tuple(sorted(every, key=lambda one: (one.drive_id, one.item_id))), tuple(contents), tuple(missing)
    )


def _unreadable(item: DriveItem, why: str) -> Unreadable:
    return Unreadable(why=why, drive_id=item.drive_id, item_id=item.item_id, path=_shown(item))


def _shown(item: DriveItem | None) -> str:
    return "/".join(part for part in (item.path, item.name) if part) if item else ""


def _only_elsewhere(
    audit: Iterable[AuditEvent],
    references: Iterable[Reference],
    responses: Iterable[Responses],
    contents: Sequence[Content],
) -> Iterator[Form]:
    """Yield a form for every id that another source than the service names."""
    titles: dict[str, str] = {}
    for event in audit:
        if event.form_id:
            titles[event.form_id] = event.form_name or titles.get(event.form_id, "")
        if event.new_form_id:
            titles.setdefault(event.new_form_id, event.form_name)
    yield from (_known_by_id(one, "audit", title) for one, title in titles.items())
    linked = dict.fromkeys(one for reference in references for one in reference.form_ids)
    yield from (_known_by_id(one, "reference") for one in linked)
    yield from (_known_by_id(one.form_id, "responses") for one in responses)
    inside = dict.fromkeys(one for content in contents for one in content.form_ids)
    yield from (_known_by_id(one, "workbook") for one in inside)


def _known_by_id(form_id: str, source: str, title: str = "") -> Form:
    decoded = decode(form_id)
    return Form(
        id=form_id,
        sources=(source,),
        title=title,
        owner_id=decoded.owner_id if decoded else "",
        tenant_id=decoded.tenant_id if decoded else "",
    )
