"""What each source of an estate cannot show, said in sentences: a part of every confidence."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from flytt.forms.audit_event import AuditEvent
from flytt.forms.block import NEVER, Content, Responses
from flytt.forms.directory import Directory
from flytt.forms.drive_item import DriveItem
from flytt.forms.estate import Estate
from flytt.forms.form import Form, WorkbookLink
from flytt.forms.people_said import Decision, Reference
from flytt.forms.seen import Coverage, SourceName
from flytt.migration.record import Json

_PREMIUM = {"createresponse", "submitresponse", "viewresponses", "viewresponse", "connecttoexcelworkbook"}


class Met(NamedTuple):
    """What the readers met besides records: files read a source, coverage.json, and what was not there."""

    files: Mapping[SourceName, int]
    stated: Mapping[str, Json]
    breaks_off: bool
    missing_contents: int
    deleted_users_listed: bool


def of_forms(forms: Sequence[Form], *, breaks_off: bool) -> list[str]:
    """Say what the service's listing leaves out."""
    if not forms:
        return [
            "No form objects: titles, questions and workbooks are known only from audit, links and files."
        ]
    owners = [form.decoded for form in forms]
    said: list[str] = []
    if not any(one and one.group_owned for one in owners):
        said.append("No form owned by a group is among them; listings without a user leave these out.")
    if plain := sum(form.workbook == WorkbookLink() for form in forms):
        said.append(f"{plain} of {len(forms)} forms come without any field about a workbook.")
    if bare := sum(not form.questions for form in forms):
        said.append(f"{bare} of {len(forms)} forms come without their questions.")
    if uncounted := sum(form.row_count is None for form in forms):
        said.append(f"{uncounted} of {len(forms)} forms come without their number of responses.")
    if breaks_off:
        said.append("The last page says that another follows: the listing breaks off.")
    return said


def of_responses(responses: Sequence[Responses], forms: Iterable[Form]) -> list[str]:
    """Say which responses of the service are not there."""
    if not responses:
        return ["No responses from the service: what was never exported cannot be seen."]
    read = {one.form_id: len(one.rows) for one in responses}
    said: list[str] = []
    known = [form for form in forms if "service" in form.sources]
    if absent := sum(form.id not in read and form.row_count != 0 for form in known):
        said.append(f"{absent} of {len(known)} forms of the service have no page of responses.")
    if short := sum((form.row_count or 0) > read.get(form.id, form.row_count or 0) for form in known):
        said.append(f"{short} forms have fewer responses on their pages than the service counts.")
    if cut := sum(one.complete is False for one in responses):
        said.append(f"{cut} forms have a page that is missing or could not be read.")
    return said


def of_drive(items: Sequence[DriveItem], contents: Sequence[Content], missing: int) -> list[str]:
    """Say which files are not there, or not listed."""
    if not items and not contents:
        return ["No files: exports and live workbooks cannot be seen."]
    said: list[str] = []
    if missing:
        said.append(f"{missing} listed table files have no content here.")
    if unlisted := sum(not item.listed for item in items):
        said.append(f"{unlisted} files have content here and no line in the listing: no name, path or owner.")
    if broken := sum(bool(one.why) for one in contents):
        said.append(f"{broken} files could not be read, or not wholly.")
    said.append("Versions, recycle bins and holds are seen only as far as the listing has them.")
    return said


def of_audit(events: Sequence[AuditEvent]) -> list[str]:
    """Say what the log cannot tell."""
    if not events:
        return [
            "No audit log: moves, deletions and links to workbooks cannot be seen; evidence ages away daily."
        ]
    said = ["What happened before the first record cannot be seen."]
    if not any(event.operation.casefold() in _PREMIUM for event in events):
        said.append("No event of Audit (Premium): single responses and viewers are not logged.")
    return said


def of_directory(directory: Directory, *, deleted_listed: bool) -> list[str]:
    """Say who is not known."""
    said: list[str] = []
    if not directory.persons:
        said.append("No users: an owner is an id without a name, department or unit.")
    elif not deleted_listed:
        said.append("No list of deleted users: an owner who is not found may have left, or never have been.")
    if not directory.groups:
        said.append("No groups: members of a group that owns forms are not known.")
    if not directory.units:
        said.append("No units: which unit and sector answers for a form can only be guessed.")
    return said


def of_references(references: Sequence[Reference]) -> list[str]:
    """Say what links do not tell."""
    if not references:
        return ["No links seen elsewhere: which pages, teams and flows use a form is not known."]
    short = sum(bool(one.short and not one.form_ids) for one in references)
    return [f"{short} short links name their form only to the service."] if short else []


def of_decisions(decisions: Sequence[Decision]) -> list[str]:
    """Say that nobody has decided anything yet."""
    return [] if decisions else ["No decisions by people so far."]


def coverage_of(estate: Estate, met: Met) -> tuple[Coverage, ...]:
    """Return the coverage of every source, also of those that are not there."""
    service = [form for form in estate.forms if "service" in form.sources]
    directory = estate.directory
    rows: list[tuple[SourceName, int, list[str], list[datetime | None]]] = [
        ("forms", len(service), of_forms(service, breaks_off=met.breaks_off), [f.created for f in service]),
        (
            "responses",
            sum(len(one.rows) for one in estate.responses),
            of_responses(estate.responses, service),
            _submitted(estate.responses),
        ),
        (
            "drive",
            len(estate.items),
            of_drive(estate.items, estate.contents, met.missing_contents),
            [item.modified for item in estate.items],
        ),
        ("audit", len(estate.audit), of_audit(estate.audit), [event.at for event in estate.audit]),
        (
            "directory",
            len(directory.persons) + len(directory.groups) + len(directory.units),
            of_directory(directory, deleted_listed=met.deleted_users_listed),
            [],
        ),
        ("references", len(estate.references), of_references(estate.references), []),
        ("decisions", len(estate.decisions), of_decisions(estate.decisions), []),
    ]
    return tuple(
        Coverage(
            source=source,
            present=met.files.get(source, 0) > 0,
            files=met.files.get(source, 0),
            records=records,
            since=min((one for one in times if one and one.year > 1), default=None),
            until=max((one for one in times if one and one.year > 1), default=None),
            cannot_see=tuple(cannot_see),
            stated=met.stated.get(source),
        )
        for source, records, cannot_see, times in rows
    )


def _submitted(responses: Iterable[Responses]) -> list[datetime | None]:
    found: list[datetime | None] = []
    for one in responses:
        times = one.rows.completed[one.rows.completed != NEVER]
        if len(times):
            found += [datetime.fromtimestamp(int(at), UTC) for at in (times.min(), times.max())]
    return found
