"""The files of the drives: which to read, where their bytes are, and what became of each."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from hashlib import file_digest
from pathlib import Path
from typing import NamedTuple

from flytt.forms.block import Content
from flytt.forms.drive_item import DriveItem
from flytt.forms.fingerprint import Fingerprint
from flytt.forms.reading.content import TEXTS, ending, holds_workbook, is_table_file, read_content
from flytt.forms.reading.kept import keep, kept, place
from flytt.forms.reading.many import read_many

Progress = Callable[[int, int], None]


class Job(NamedTuple):
    """One file to be read."""

    path: Path
    drive_id: str
    item_id: str
    name: str
    size_bytes: int


def jobs_in(
    folder: Path, items: Mapping[tuple[str, str], DriveItem]
) -> tuple[list[Job], list[DriveItem], list[DriveItem]]:
    """Return the files to read, listed table files without bytes here, and files that no listing names."""
    there = dict(_files(folder))
    jobs: list[Job] = []
    missing: list[DriveItem] = []
    for ids, item in items.items():
        found = there.pop(ids, None)
        if item.is_folder or not (is_table_file(item.name) or (found and holds_workbook(found))):
            continue
        if found is None:
            missing.append(item)
        else:
            jobs.append(Job(found, *ids, item.name, found.stat().st_size))
    unlisted = [DriveItem(drive_id=drive, item_id=one, listed=False) for drive, one in there]
    jobs += [Job(path, *ids, "", path.stat().st_size) for ids, path in there.items()]
    return jobs, missing, unlisted


def out_of_place(folder: Path) -> list[Path]:
    """Return what lies below a drive's contents and is no file of a drive: folders, broken links, strays."""
    if not folder.is_dir():
        return []
    found: list[Path] = []
    for drive in sorted(folder.iterdir()):
        found += [one for one in sorted(drive.iterdir()) if not one.is_file()] if drive.is_dir() else [drive]
    return found


def _files(folder: Path) -> Iterator[tuple[tuple[str, str], Path]]:
    if not folder.is_dir():
        return
    for drive in sorted(one for one in folder.iterdir() if one.is_dir()):
        for path in sorted(drive.iterdir()):
            if path.is_file():
                yield (drive.name, path.name), path


def read_contents(
    jobs: Sequence[Job],
    fingerprint: Fingerprint,
    *,
    cache: Path | None,
    workers: int,
    progress: Progress | None,
) -> list[Content]:
    """Return what is in the files, ordered by drive and id."""
    found: list[Content] = []
    read = partial(_read, key=fingerprint.key, cache=cache)
    for _, content in read_many(
        jobs, read, size_bytes=lambda job: job.size_bytes, gave_up=_gave_up, workers=workers
    ):
        found.append(content)
        if progress:
            progress(len(found), len(jobs))
    return sorted(found, key=lambda one: (one.drive_id, one.item_id))


def _read(job: Job, *, key: bytes, cache: Path | None) -> Content:
    fingerprint = Fingerprint(key)
    if cache is None:
        return read_content(job.path, job.drive_id, job.item_id, job.name, fingerprint)
    try:
        with job.path.open("rb") as file:
            sha256 = file_digest(file, "sha256").hexdigest()
    except OSError:
        return read_content(job.path, job.drive_id, job.item_id, job.name, fingerprint)
    at = place(cache, sha256, ending(job.name), fingerprint.name)
    if known := kept(at, job.drive_id, job.item_id):
        return known
    content = read_content(job.path, job.drive_id, job.item_id, job.name, fingerprint)
    keep(at, content)
    return content


def _gave_up(job: Job) -> Content:
    why = "too large: its reader died of it, for want of memory or by a fault of its own"
    return Content(job.drive_id, job.item_id, "", job.size_bytes, ending(job.name), why=why)


def cut_off(item: DriveItem, content: Content) -> str:
    """Return why a text file is not whole, told by the drive's own size; a cut workbook cannot be opened."""
    there, said = content.size_bytes, item.size_bytes
    if content.why or said is None or content.format not in TEXTS or there >= said:
        return ""
    return f"truncated: {there:,} of {said:,} bytes; what is there was read"
