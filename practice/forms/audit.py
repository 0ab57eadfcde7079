"""The unified audit log, as far back and as complete as the tenant keeps it, in its several export shapes."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pydantic import JsonValue

from practice.forms.answers import Gathered
from practice.forms.clock import DAY, iso
from practice.forms.draws import chance, guid, stream
from practice.forms.form import Event, Form
from practice.forms.listing import document_link
from practice.forms.places import file_title
from practice.forms.plan import Plan
from practice.forms.settings import Settings
from practice.forms.town import Town

__all__ = ["Audit"]

_ROWS_MOST = 50_000
_OPERATIONS: Mapping[str, tuple[str, Mapping[str, JsonValue]]] = {
    "question-added": ("EditForm", {"EditOperation": "CreateQuestion"}),
    "question-deleted": ("EditForm", {"EditOperation": "DeleteQuestion"}),
    "question-renamed": ("EditForm", {"EditOperation": "UpdateQuestion"}),
    "reordered": ("EditForm", {"EditOperation": "UpdateQuestion"}),
    "retitled": ("EditForm", {"EditOperation": "UpdateForm"}),
    "coauthor-added": ("AddFormCoauthor", {}),
    "deleted": ("DeleteForm", {}),
}
_Record = tuple[int, str]


class Audit:
    """Collects records of what happened; keeps only what the log would still hold."""

    def __init__(self, settings: Settings, town: Town, directory: Path) -> None:
        self._settings, self._town, self._directory = settings, town, directory
        self._records: list[_Record] = []
        self._rng = stream(settings.name, "audit")
        self.known: set[str] = set()
        self.seen: dict[int, set[int]] = {}
        self.deleted: dict[int, set[int]] = {}
        self.moves: set[int] = set()

    @property
    def since(self) -> int:
        """The oldest moment of which the log knows."""
        return self._town.now - self._settings.sources.audit_days * DAY

    def add(self, form: Form, gathered: Gathered, plans: Sequence[Plan], live: Plan | None) -> None:
        """Everything that happened to one form."""
        if not self._settings.sources.audit_days:
            return
        for event in form.events:
            self._event(form, event, live)
        for response in gathered.responses:
            self._response(form, "CreateResponse", response.submit, response.mail, response.id, self.seen)
            gone = gathered.deleted.get(response.id)
            if gone is not None:
                self._response(
                    form, "DeleteResponse", gone, self._upn(form.created.by), response.id, self.deleted
                )
        shots = {shot.label: shot for plan in plans for shot in plan.shots if shot.form == form.number}
        for shot in shots.values():
            if not shot.live and shot.label != f"{self._settings.name}/live/{form.number}":
                self._add(form, shot.at, shot.by, "ExportForm", {"ExportFormat": "Download"})
            if chance(self._rng, 0.5):
                self._add(form, shot.at - 60, shot.by, "ViewResponses", {})
        if live is not None and self._settings.sources.audit_premium:
            self._add(form, live.made - 5, form.created.by, "ConnectToExcelWorkbook", self._link(form, live))

    def write(self) -> None:
        """Write audit/, oldest first in some shapes and newest first in others."""
        if not self._settings.sources.audit_days:
            return
        self._records.sort()
        shape = self._town.habits.audit_shape
        for number, start in enumerate(range(0, len(self._records), _ROWS_MOST)):
            lap = self._records[max(0, start - 5) : start + _ROWS_MOST]  # exports overlap a little
            kind = shape if shape != "mixed" else ("csv", "api", "query")[number % 3]
            {"csv": self._csv, "api": self._api, "query": self._query}[kind](number, lap)
        if shape == "mixed":
            self._api(98, self._records[: len(self._records) // 2])
            self._query(99, self._records[len(self._records) // 3 :])
        self._records.clear()

    def _event(self, form: Form, event: Event, live: Plan | None) -> None:
        by = event.by or form.held(event.at).owner
        by = by if by in self._town.users else form.created.by
        if event.what == "created":
            more: dict[str, JsonValue] = {}
            if form.workbook == "excel" and live is not None:
                more = {"DataMode": "DataSync", **self._link(form, live)}
            self._add(form, event.at, by, "CreateForm", more)
        elif event.what == "moved":
            more = {"DestinationUserId": event.text, "NewFormId": event.to, "IsDelegateAccess": False}
            if self._add(form, event.at, by, "MoveForm", more, before=True):
                self.known.add(event.to)
                self.moves.add(form.number)
        elif event.what in _OPERATIONS:
            operation, said = _OPERATIONS[event.what]
            self._add(form, event.at, by, operation, dict(said))

    def _link(self, form: Form, live: Plan) -> dict[str, JsonValue]:
        drive = self._town.drives[form.held(form.opened).owner]
        name = f"{file_title(form.title)}.xlsx"
        style = self._town.habits.link
        if style == "mixed":
            style = self._rng.choice(("direct", "doc"))
        direct = f"{drive.url}/Documents/{name}"
        return {"ExcelWorkbookLink": direct if style == "direct" else document_link(drive, live.label, name)}

    def _upn(self, user: str) -> str:
        return self._town.users[user].upn

    def _response(
        self, form: Form, operation: str, at: int, who: str, number: int, into: dict[int, set[int]]
    ) -> None:
        if who == "anonymous":
            domain = "forms.office.com"
            who = f"urn:forms:anonymous#{guid('nobody', form.number, number)[:8]}@{domain}"
        more: dict[str, JsonValue] = {"ResponseId": str(number)}
        if operation == "CreateResponse":
            more["ResponderId"] = who
        if self._add(form, at, "", operation, more, upn=who):
            into.setdefault(form.number, set()).add(number)

    def _add(
        self,
        form: Form,
        at: int,
        by: str,
        operation: str,
        more: Mapping[str, JsonValue],
        *,
        upn: str = "",
        before: bool = False,
    ) -> bool:
        lost = self._rng.random() < self._settings.sources.audit_gap
        if lost or not self.since <= at < self._town.now:
            return False
        held = form.held(at - 1 if before else at)
        self.known.add(held.id)
        record: dict[str, JsonValue] = {
            "CreationTime": iso(at)[:-1],
            "Id": guid(self._settings.name, "record", form.number, at, operation, str(more)),
            "Operation": operation,
            "OrganizationId": self._town.tenant,
            "RecordType": 66,
            "ResultStatus": "Succeeded",
            "UserKey": by or upn,
            "UserType": 0,
            "Version": 1,
            "Workload": "MicrosoftForms",
            "ClientIP": "192.0.2.1",
            "UserId": upn or self._upn(by),
            "FormsUserTypes": [2] if operation == "CreateResponse" else [1],
            "SourceApp": "Web",
            "FormName": form.title_at(at),
            "FormId": held.id,
            "FormTypes": ["1" if form.quiz else "0"],
            "ActivityParameters": json.dumps({"FormId": held.id, "FormName": form.title_at(at), **more}),
        }
        self._records.append((at, json.dumps(record, ensure_ascii=False)))
        return True

    def _csv(self, number: int, records: Sequence[_Record]) -> None:
        modern = self._rng.random() < 0.5  # noqa: PLR2004 - a coin
        head = ["RecordId", "CreationDate", "RecordType", "Operation", "UserId", "AuditData"]
        head += ["AssociatedAdminUnits", "AssociatedAdminUnitsNames"]
        if not modern:
            head = ["CreationDate", "UserIds", "Operations", "AuditData"]
        file = self._file(f"eksport_{number + 1}.csv")
        with file.open("w", encoding="utf-8-sig" if modern else "utf-8", newline="") as out:
            writer = csv.writer(out, quoting=csv.QUOTE_MINIMAL if modern else csv.QUOTE_ALL)
            writer.writerow(head)
            for at, text in reversed(records):
                found = _read(text)
                when, who, what = f"{iso(at)[:-1]}.0000000Z", found["UserId"], found["Operation"]
                writer.writerow(
                    [found["Id"], when, 66, what, who, text, "", ""] if modern else [when, who, what, text]
                )

    def _api(self, number: int, records: Sequence[_Record]) -> None:
        with self._file(f"content-{number + 1:03}.json").open("w", encoding="utf-8") as out:
            out.write("[")
            out.writelines((",\n" if place else "") + text for place, (_, text) in enumerate(records))
            out.write("]")

    def _query(self, number: int, records: Sequence[_Record]) -> None:
        with self._file(f"records_{number + 1}.json").open("w", encoding="utf-8") as out:
            out.write('{"value": [')
            out.writelines((",\n" if place else "") + text for place, text in enumerate(_queried(records)))
            out.write("]}")

    def _file(self, name: str) -> Path:
        self._directory.mkdir(parents=True, exist_ok=True)
        return self._directory / name


def _read(text: str) -> dict[str, JsonValue]:
    found: dict[str, JsonValue] = json.loads(text)
    return found


def _queried(records: Sequence[_Record]) -> Iterator[str]:
    for at, text in records:
        found = _read(text)
        outer: dict[str, JsonValue] = {
            "id": found["Id"],
            "createdDateTime": iso(at),
            "auditLogRecordType": "MicrosoftForms",
            "operation": found["Operation"],
            "organizationId": found["OrganizationId"],
            "userType": "regular",
            "userId": found["UserKey"],
            "userPrincipalName": found["UserId"],
            "service": "MicrosoftForms",
            "auditData": {"@odata.type": "#microsoft.graph.security.microsoftFormsAuditRecord", **found},
        }
        yield json.dumps(outer, ensure_ascii=False)
