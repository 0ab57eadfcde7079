"""What the service's own interface would show: forms with their questions, pages of responses."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.forms.foreign.books import iso
from bench.forms.foreign.lives import NOW, Asked, Form, Response

_KINDS = {
    "t": "Question.TextField", "n": "Question.TextField", "c": "Question.Choice", "m": "Question.Choice",
    "d": "Question.DateTime", "r": "Question.Rating", "u": "Question.FileUpload",
}  # fmt: skip
Shown = dict[str, object]


def put(path: Path, value: object) -> None:
    """Write JSON, and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


def write_service(estate: Path, forms: Sequence[Form], workbooks: Mapping[int, Shown]) -> None:
    """Write one list of all forms that were not deleted, and their responses, 50 a page."""
    alive = [form for form in forms if not form.deleted]
    put(
        estate / "forms" / "forms.json",
        {"value": [_form(form, workbooks.get(form.number)) for form in alive]},
    )
    for form in alive:
        some = [one for one in form.responses if one.gone > NOW]
        for first in range(0, max(1, len(some)), 50):
            page = [_response(form, one) for one in some[first : first + 50]]
            put(estate / "responses" / form.ids[-1] / f"{first // 50}.json", {"value": page})


def _form(form: Form, workbook: Shown | None) -> Shown:
    asked = [one for each in form.asked if each.until > NOW for one in _questions(each)]
    return {
        "id": form.ids[-1],
        "title": form.title,
        "createdDate": iso(form.made),
        "modifiedDate": iso(form.made),
        "createdBy": form.maker,
        "ownerId": form.owner,
        "type": "form",
        "status": "Active",
        "softDeleted": 0,
        "rowCount": sum(one.gone > NOW for one in form.responses),
        "questions": [{**one, "order": n} for n, one in enumerate(asked)],
        **(workbook or {}),
    }


def _questions(one: Asked) -> list[Shown]:
    asked = one.question
    info = json.dumps(
        {"Choices": [{"Description": text} for text in asked.choices], "ChoiceType": int(asked.kind == "m")}
    )
    if asked.kind != "l":
        return [{"id": one.id, "title": asked.title, "type": _KINDS[asked.kind], "questionInfo": info}]
    lines: list[Shown] = [
        {"id": one.id, "title": asked.title, "type": "Question.MatrixChoiceGroup", "questionInfo": "{}"}
    ]
    for n, text in enumerate(asked.choices):
        lines.append(
            {
                "id": _line(one, n),
                "title": text,
                "type": "Question.MatrixChoice",
                "groupId": one.id,
                "questionInfo": "{}",
            }
        )
    return lines


def _line(one: Asked, n: int) -> str:
    return f"{one.id[:-2]}{n:02}"


def _response(form: Form, one: Response) -> Shown:
    said: list[Shown] = []
    for asked, value in zip(form.asked, one.values, strict=True):
        if value is None or asked.until <= NOW:
            continue
        if isinstance(value, list):
            said.extend({"questionId": _line(asked, n), "answer1": text} for n, text in enumerate(value))
        elif asked.question.kind == "m":
            said.append(
                {
                    "questionId": asked.id,
                    "answer1": json.dumps(str(value).strip(";").split(";"), ensure_ascii=False),
                }
            )
        elif asked.question.kind == "d" and isinstance(value, int):
            said.append({"questionId": asked.id, "answer1": iso(value * 86_400)[:10]})
        else:
            said.append({"questionId": asked.id, "answer1": str(value)})
    return {
        "id": one.id,
        "startDate": iso(one.start),
        "submitDate": iso(one.end),
        "responder": one.mail,
        "responderName": one.name or None,
        "answers": json.dumps(said, ensure_ascii=False),
    }
