"""Forms and their responses as the private API gives them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import JsonValue

from practice.forms.answers import Gathered, Response
from practice.forms.clock import DAY, iso
from practice.forms.draws import chance, guid, item_id, stream
from practice.forms.form import Form
from practice.forms.listing import document_link
from practice.forms.places import file_title
from practice.forms.plan import Plan
from practice.forms.settings import Settings
from practice.forms.templates import Question
from practice.forms.town import Town

__all__ = ["Service", "is_listed"]

_KINDS = {
    "choice": "Question.Choice", "multi": "Question.Choice", "likert": "Question.MatrixChoice",
    "rating": "Question.Rating", "nps": "Question.NPS", "ranking": "Question.Ranking",
    "upload": "Question.FileUpload", "date": "Question.DateTime",
}  # fmt: skip
_BIN_DAYS = 30


def is_listed(settings: Settings, town: Town, form: Form) -> bool:
    """Whether the API lists the form: those deleted a while ago are gone, groups' may be out of reach."""
    api = settings.sources.api
    if api == "none" or (api == "users" and form.held(town.now).group):
        return False
    end = form.deleted
    return end is None or (end.what == "deleted" and end.at > town.now - _BIN_DAYS * DAY)


class Service:
    """Writes forms/ and responses/ of an estate, a form at a time."""

    def __init__(self, settings: Settings, town: Town, directory: Path) -> None:
        self._settings, self._town, self._directory = settings, town, directory
        self._waiting: dict[str, list[JsonValue]] = {}

    def add(self, form: Form, gathered: Gathered, live: Plan | None) -> set[int]:
        """Write what the API shows of a form. Returns the ids of the responses in it."""
        if not is_listed(self._settings, self._town, form):
            return set()
        shown = [] if form.deleted else gathered.at(self._town.now)
        described = self._describe(form, shown, live)
        holding = form.held(self._town.now)
        if self._town.habits.form_file == "each":
            name = guid("file", holding.id)
            self._write(
                f"forms/{'groups' if holding.group else 'users'}/{holding.owner}/{name}.json", described
            )
        else:
            self._waiting.setdefault(holding.owner, []).append(described)
        for number, page in enumerate(self._pages(form, shown), start=1):
            self._write(f"responses/{holding.id}/page-{number:04}.json", page)
        return {response.id for response in shown}

    def finish(self) -> None:
        """Write the lists of forms that wait for their owner's last."""
        for owner, found in self._waiting.items():
            stream(self._settings.name, "order", owner).shuffle(found)
            whole: JsonValue = found if self._town.habits.form_file == "list" else {"value": found}
            kind = "users" if owner in self._town.users else "groups"
            self._write(f"forms/{kind}/{owner}.json", whole)

    def _write(self, path: str, value: JsonValue) -> None:
        file = self._directory / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")

    def _describe(self, form: Form, shown: Sequence[Response], live: Plan | None) -> JsonValue:
        holding, town = form.held(self._town.now), self._town
        changes = [
            event.at for event in form.events if event.what.startswith(("question", "reorder", "retitled"))
        ]
        tracking = guid("tracking", form.number, "" if town.habits.move_keeps_tracking else holding.id)
        found: dict[str, JsonValue] = {
            "id": holding.id,
            "title": form.title_at(town.now),
            "description": None,
            "createdDate": iso(form.created.at),
            "modifiedDate": iso(max([form.created.at, *changes])),
            "createdBy": form.created.by,
            "ownerId": holding.owner,
            "ownerTenantId": town.tenant,
            "type": "quiz" if form.quiz else "form",
            "status": "Active" if form.closed > town.now - 30 * DAY else "Closed",
            "softDeleted": 1 if form.deleted else 0,
            "rowCount": len(shown),
            "trackingId": tracking,
            "tableId": form.table,
            "defaultLanguage": form.language,
            "settings": json.dumps({"IsAnonymous": form.anonymous, "IsQuizMode": form.quiz}),
            "questions": list(_questions(form, town.now)),
            "permissions": [{"userId": user, "role": "Write"} for user in form.coauthors],
            "collectionId": None,
            "category": None,
        }
        found |= self._workbook(form, shown, live)
        return {
            key: value for key, value in found.items() if not key.startswith(self._settings.sources.dropped)
        }

    def _workbook(self, form: Form, shown: Sequence[Response], live: Plan | None) -> dict[str, JsonValue]:
        fields = (
            "xlWorkbookId",
            "sdxWorkbookId",
            "sdxWorkbookParentDriveId",
            "sdxWorkbookFileName",
            "sdxWebUrl",
        )
        if live is None:
            return dict.fromkeys(fields)
        drive = self._town.drives[form.held(form.opened).owner]
        item, name = item_id(live.label), f"{file_title(form.title)}.xlsx"
        link = document_link(drive, live.label, name)
        unique = guid("unique", live.label)
        rng = stream(live.label, "behind")
        stale = live.shots[0].at < self._town.now - DAY
        return {
            "xlWorkbookId": item if self._town.habits.workbook_id == "item" else unique,
            "xlFileUnSynced": bool(stale and chance(rng, 0.8)),
            "sdxWorkbookId": item,
            "sdxWorkbookParentDriveId": drive.id,
            "sdxWorkbookFileName": name,
            "sdxWorkbookOwner": drive.owner,
            "sdxWebUrl": link,
            "lastSyncedResponseId": max(
                (response.id for response in shown if response.submit <= live.shots[0].at), default=0
            ),
        }

    def _pages(self, form: Form, shown: Sequence[Response]) -> Iterator[JsonValue]:
        habits = self._town.habits
        order = sorted(shown, key=lambda response: response.id)
        asked = form.asked_at(self._town.now)
        root = f"https://forms.office.com/formapi/api/{self._town.tenant}/forms('{form.held(self._town.now).id}')"
        for start in range(0, len(order), habits.page_size):
            found: list[JsonValue] = [
                _response(response, asked) for response in order[start : start + habits.page_size]
            ]
            if not habits.wrapped:
                yield found
                continue
            page: dict[str, JsonValue] = {"value": found}
            if habits.paging_links and start + habits.page_size < len(order):
                page["@odata.nextLink"] = f"{root}/responses?$skip={start + habits.page_size}"
            yield page


def _response(response: Response, asked: Sequence[tuple[int, Question]]) -> JsonValue:
    answers: list[JsonValue] = []
    for index, question in asked:
        value = response.values[index]
        if value is not None:
            said = json.dumps(value, ensure_ascii=False) if isinstance(value, tuple) else str(value)
            answers.append({"questionId": question.id, "answer1": said})
    return {
        "id": response.id,
        "startDate": iso(response.start),
        "submitDate": iso(response.submit),
        "responder": response.mail,
        "responderName": response.name or None,
        "answers": json.dumps(answers, ensure_ascii=False),
        "comments": [],
    }


def _questions(form: Form, at: int) -> Iterator[JsonValue]:
    groups: dict[str, str] = {}
    for order, (_, question) in enumerate(form.asked_at(at), start=1):
        if question.part_of and question.part_of not in groups:
            groups[question.part_of] = "r" + guid("likert", question.id).replace("-", "")
            yield {
                "id": groups[question.part_of],
                "title": question.part_of,
                "type": "Question.MatrixChoiceGroup",
                "order": order * 1000,
            }
        info: dict[str, JsonValue] = {}
        if question.choices:
            info = {
                "Choices": [{"Description": choice} for choice in question.choices],
                "ChoiceType": 1 if question.kind == "multi" else 0,
            }
        yield {
            "id": question.id,
            "title": question.title,
            "type": _KINDS.get(question.kind, "Question.TextField"),
            "order": order * 1000 + 1,
            "required": question.required,
            "isQuiz": form.quiz,
            "groupId": groups.get(question.part_of),
            "questionInfo": json.dumps(info, ensure_ascii=False),
        }
