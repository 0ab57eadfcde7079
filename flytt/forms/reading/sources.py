"""The sources of an estate, one reader each: what is there, and what of it could not be read."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from flytt.forms.audit_event import AuditEvent
from flytt.forms.block import Responses
from flytt.forms.directory import Directory, Group, Person
from flytt.forms.fingerprint import Fingerprint
from flytt.forms.form import Form
from flytt.forms.form_id import ids_in, short_link_in
from flytt.forms.people_said import Decision, Reference
from flytt.forms.reading.audit_source import audit_objects, each_once, event_of
from flytt.forms.reading.broken import Broken
from flytt.forms.reading.directory_source import group_of, person_of, persons, units
from flytt.forms.reading.fields import Fields, goes_on, load, objects, parsed
from flytt.forms.reading.forms_source import form_of, merged
from flytt.forms.reading.many import read_many
from flytt.forms.reading.people_source import read_decisions, read_units
from flytt.forms.reading.responses_source import read_responses
from flytt.forms.reading.strays import AUDIT_ENDINGS
from flytt.forms.seen import Remark, SourceName, Unreadable
from flytt.migration.record import Json


class Notes:
    """What the readers leave besides records: unreadable files, remarks, files read a source, and faults."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.unreadable: list[Unreadable] = []
        self.remarks: list[Remark] = []
        self.faults: list[str] = []
        self.files: dict[SourceName, int] = {}
        self.breaks_off: set[SourceName] = set()

    def name(self, path: Path) -> str:
        """Return a path as it is shown: from the estate's folder."""
        return path.relative_to(self.root).as_posix()

    def broken(self, path: Path, why: str, source: SourceName) -> None:
        """List a file that could not be read."""
        self.unreadable.append(Unreadable(why=why, path=self.name(path), source=source))

    def remark(self, kind: str, count: int, where: str = "", says: str = "") -> None:
        """Note what was met, when it was met at all."""
        if count:
            self.remarks.append(Remark(kind=kind, count=count, where=where, says=says))

    def pages(self, source: SourceName, paths: Sequence[Path]) -> Iterator[tuple[Path, Json]]:
        """Yield the JSON of files; broken ones are listed."""
        self.files[source] = self.files.get(source, 0) + len(paths)
        for path in paths:
            try:
                yield path, load(path)
            except Broken as error:
                self.broken(path, str(error), source)


def read_forms(notes: Notes) -> list[Form]:
    """Return the service's forms."""
    found: list[Form] = []
    paths = sorted((notes.root / "forms").rglob("*.json"))
    last_of_folder = {path.parent: path for path in paths}
    for path, value in notes.pages("forms", paths):
        if goes_on(value) and last_of_folder[path.parent] == path:
            notes.breaks_off.add("forms")
        given = list(objects(value))
        forms = [form for one in given if (form := form_of(one))]
        notes.remark("objects that are no forms", len(given) - len(forms), notes.name(path))
        found += forms
    return merged(found)


class Pages(NamedTuple):
    """The pages of one form's responses."""

    form_id: str
    paths: tuple[Path, ...]


def read_all_responses(notes: Notes, fingerprint: Fingerprint, workers: int) -> list[Responses]:
    """Return the service's responses by form, ordered by form id."""
    folder = notes.root / "responses"
    jobs = [
        Pages(one.name, tuple(sorted(one.rglob("*.json"))))
        for one in sorted(folder.glob("*"))
        if one.is_dir()
    ]
    jobs += [Pages(one.stem, (one,)) for one in sorted(folder.glob("*.json"))]
    notes.files["responses"] = sum(len(job.paths) for job in jobs)
    read = partial(_responses, root=notes.root, key=fingerprint.key)
    found: list[Responses] = []
    for job, (responses, broken) in read_many(
        jobs, read, size_bytes=_pages_bytes, gave_up=partial(_no_responses, root=notes.root), workers=workers
    ):
        notes.unreadable += broken
        notes.remark("responses on several pages", responses.repeated, f"responses/{job.form_id}")
        notes.remark("responses that differ between pages", responses.conflicting, f"responses/{job.form_id}")
        found.append(responses)
    return sorted(found, key=lambda one: one.form_id)


def _responses(job: Pages, *, root: Path, key: bytes) -> tuple[Responses, list[Unreadable]]:
    return read_responses(job.form_id, job.paths, root, Fingerprint(key))


def _no_responses(job: Pages, *, root: Path) -> tuple[Responses, list[Unreadable]]:
    responses, _ = read_responses(job.form_id, (), root, Fingerprint(bytes(32)))
    why = "too large: the reader of this form's pages died of them"
    return responses, [
        Unreadable(why=why, path=path.relative_to(root).as_posix(), source="responses") for path in job.paths
    ]


def _pages_bytes(job: Pages) -> int:
    return sum(path.stat().st_size for path in job.paths)


def read_audit(notes: Notes, fingerprint: Fingerprint) -> tuple[AuditEvent, ...]:
    """Return the audit log, each record once, in order of time."""
    folder = notes.root / "audit"
    paths = [path for path in sorted(folder.rglob("*")) if path.suffix.casefold() in AUDIT_ENDINGS]
    notes.files["audit"] = len(paths)
    found: list[AuditEvent] = []
    others = 0
    for path in paths:
        try:
            for one in audit_objects(path):
                event = event_of(one, fingerprint, notes.name(path))
                if event is None:
                    others += 1
                else:
                    found.append(event)
        except Broken as error:
            notes.broken(path, str(error), "audit")
        except OSError as error:
            notes.broken(path, f"not readable: {error.strerror or type(error).__name__}", "audit")
    events, repeated = each_once(found)
    notes.remark("audit records met more than once", repeated)
    notes.remark("audit records that are not about Forms", others)
    notes.remark("audit records without a time", sum(one.at.year == 1 for one in events))
    return events


def read_directory(notes: Notes) -> Directory:
    """Return persons, groups and units."""
    folder = notes.root / "directory"
    people: list[Person] = []
    for name, deleted in (("users.json", False), ("deleted-users.json", True)):
        paths = [folder / name] if (folder / name).is_file() else []
        for _, value in notes.pages("directory", paths):
            people += [one for given in objects(value) if (one := person_of(given, deleted=deleted))]
    groups: list[Group] = []
    paths = [folder / "groups.json"] if (folder / "groups.json").is_file() else []
    for _, value in notes.pages("directory", paths):
        groups += [one for given in objects(value) if (one := group_of(given))]
    rows: list[tuple[str, str, tuple[str, ...]]] = []
    path = folder / "units.csv"
    if path.is_file():
        rows, faults = read_units(path, notes.name(path))
        notes.faults += faults
        notes.files["directory"] = notes.files.get("directory", 0) + 1
    once = {one.id: one for one in groups}
    return Directory(
        persons=persons(people), groups=tuple(once[one] for one in sorted(once)), units=units(rows)
    )


def read_references(notes: Notes) -> tuple[Reference, ...]:
    """Return links to forms seen elsewhere."""
    path = notes.root / "references.ndjson"
    if not path.is_file():
        return ()
    notes.files["references"] = 1
    found: list[Reference] = []
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        if not line.strip():
            continue
        try:
            value = parsed(line)
        except Broken as error:
            where = f"{notes.name(path)}:{number}"
            notes.unreadable.append(Unreadable(why=str(error), path=where, source="references"))
            continue
        given = Fields(value if isinstance(value, dict) else {})
        url = given.text("url", "link", "href")
        form_ids = ids_in(url) or ids_in(given.text("formId", "form_id"))
        found.append(
            Reference(
                where=given.text("where", "source"), url=url, form_ids=form_ids, short=short_link_in(url)
            )
        )
    return tuple(found)


def read_decided(notes: Notes) -> tuple[Decision, ...]:
    """Return people's decisions so far, in the order in which they were made."""
    path = notes.root / "decisions.csv"
    if not path.is_file():
        return ()
    notes.files["decisions"] = 1
    found, faults = read_decisions(path, notes.name(path))
    notes.faults += faults
    return tuple(found)


def read_stated(notes: Notes) -> dict[str, Json]:
    """Return coverage.json."""
    path = notes.root / "coverage.json"
    if not path.is_file():
        return {}
    notes.files["coverage"] = 1
    try:
        value = load(path)
    except Broken as error:
        notes.faults.append(f"{notes.name(path)}: {error}.")
        return {}
    if not isinstance(value, dict):
        notes.faults.append(f"{notes.name(path)}: expected an object with a field for each source.")
        return {}
    return value
