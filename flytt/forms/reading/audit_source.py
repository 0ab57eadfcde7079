"""The audit log from any export: Purview's CSV, the Management API, auditLogQuery; each record once."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from flytt.forms.audit_event import AuditEvent
from flytt.forms.fingerprint import Fingerprint
from flytt.forms.form_id import ids_in
from flytt.forms.reading.broken import Broken
from flytt.forms.reading.fields import Fields, as_object, load, objects, unpacked
from flytt.forms.reading.text_file import look
from flytt.migration.record import Json

_FORMS_WORKLOAD, _FORMS_RECORD = "microsoftforms", 66
_NEVER = datetime(1, 1, 1, tzinfo=UTC)
_PAIR = re.compile(r"(\w+)\s*[:=]\s*([^;,]+)")


def audit_objects(path: Path) -> Iterator[Fields]:
    """Yield the audit records of one file, whatever their form. Broken when a part of it gives none."""
    if path.suffix.casefold() == ".csv":
        yield from _of_csv(path)
        return
    for one in objects(load(path)):
        data = as_object(one.get("auditData"))
        yield Fields({**one.given, **data}) if data else one


def _of_csv(path: Path) -> Iterator[Fields]:
    if not path.stat().st_size:
        raise Broken("empty", "it has no bytes")
    text = look(path)
    rows = text.rows()
    head: list[str] = []
    for _ in range(text.skipped + 1):
        head = [str(one).strip() for one in next(rows, ())]
    named = {name.casefold(): n for n, name in enumerate(head)}
    if "auditdata" not in named:
        raise Broken("unknown format", "it has no column AuditData")
    cut = 0
    for row in rows:
        cells = [str(one) for one in row]
        if not any(cells):
            continue
        data = as_object(cells[named["auditdata"]]) if named["auditdata"] < len(cells) else None
        if data is None:
            cut += 1
            continue
        beside: dict[str, Json] = {
            name: cells[n] for name, n in zip(head, range(len(cells)), strict=False) if name != "AuditData"
        }
        yield Fields({**beside, **data})
    if cut:
        raise Broken("truncated", f"{cut} records end in the middle of their AuditData")


def event_of(given: Fields, fingerprint: Fingerprint, source: str) -> AuditEvent | None:
    """Return the normal form of one record; None for what is not about Forms."""
    if not _about_forms(given):
        return None
    at = given.moment("CreationTime", "createdDateTime", "CreationDate")
    more = _parameters(given.get("ActivityParameters"))

    def text(*names: str) -> str:
        return given.text(*names) or more.text(*names)

    form_id = text("FormId")
    new_id = text("NewFormId")
    return AuditEvent(
        id=given.text("Id", "RecordId", "Identity"),
        at=at or _NEVER,
        operation=given.text("Operation", "operation", "Operations"),
        form_id=(ids_in(form_id) or (form_id,))[0],
        form_name=text("FormName"),
        user=given.text("UserId", "userPrincipalName", "UserIds", "UserKey"),
        user_type=_user_type(given),
        app=text("SourceApp"),
        new_form_id=(ids_in(new_id) or (new_id,))[0],
        destination=text("DestinationUserId", "DestinationGroupId", "DestinationId"),
        workbook_url=text("ExcelWorkbookLink"),
        data_mode=text("DataMode"),
        export_format=text("ExportFormat"),
        edit=text("EditOperation"),
        response_id=given.whole("ResponseId")
        if given.whole("ResponseId") is not None
        else more.whole("ResponseId"),
        responder=fingerprint.address(text("ResponderId")),
        source=source,
    )


def _user_type(given: Fields) -> int | None:
    found = given.whole("FormsUserTypes")
    if found is not None:
        return found
    several = given.get("FormsUserTypes")
    if isinstance(several, list) and several:
        return Fields({"one": several[0]}).whole("one")
    return None


def _about_forms(given: Fields) -> bool:
    workload = given.text("Workload", "service", "recordTypeName").casefold()
    kind = given.text("RecordType", "auditLogRecordType").casefold()
    return (
        workload == _FORMS_WORKLOAD
        or kind in {str(_FORMS_RECORD), _FORMS_WORKLOAD}
        or bool(given.get("FormId", "FormName", "FormsUserTypes"))
    )


def _parameters(value: Json) -> Fields:
    """They come as an object, as JSON in a text, as a list of names and values, or as `Name:Value` text."""
    found = unpacked(value)
    if isinstance(found, list):
        pairs = [Fields(one) for one in found if isinstance(one, dict)]
        return Fields({one.text("Name", "Key"): one.get("Value") for one in pairs})
    if isinstance(found, dict):
        return Fields(found)
    return (
        Fields({name: text.strip() for name, text in _PAIR.findall(found)})
        if isinstance(found, str)
        else Fields({})
    )


def each_once(events: Iterable[AuditEvent]) -> tuple[tuple[AuditEvent, ...], int]:
    """Return the events in order of time, and how many came more than once: exports overlap."""
    found: dict[object, AuditEvent] = {}
    repeated = 0
    for event in events:
        name = event.id or (event.at, event.operation, event.form_id, event.user, event.response_id)
        repeated += name in found
        found.setdefault(name, event)
    return tuple(sorted(found.values(), key=lambda one: (one.at, one.id))), repeated
