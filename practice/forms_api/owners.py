"""Owners who close their forms by hand, and download the answers into their drives once more."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from typing import cast

from openpyxl import Workbook, load_workbook
from pydantic import JsonValue

from practice.forms_api.old_side import OldSide

__all__ = ["Owners"]

META = ("ID", "Start time", "Completion time", "Email", "Name")
CLOSED, FILE, WHY, FORM = "Stengt", "Fil", "Hvorfor", "Skjema-id"


class Owners:
    """Fill in sheets of forms that they are to close."""

    def __init__(self, old: OldSide) -> None:
        self._old = old
        self._closed: dict[str, str] = {}

    def close(self, sheet: bytes) -> bytes:
        """Close every form of the sheet that there is, download it, and write down what was done."""
        book = load_workbook(io.BytesIO(sheet))
        page = book.worksheets[0]
        head = [str(cell.value or "") for cell in page[1]]
        at = {name: n for n, name in enumerate(head, 1)}
        for number in range(2, page.max_row + 1):
            form = str(page.cell(number, at[FORM]).value or "").removeprefix("'")
            told = self._old.told(form)
            if told is None:
                page.cell(number, at[CLOSED], "finnes ikke")
                page.cell(number, at[WHY], "Skjemaet er slettet.")
                continue
            self._closed.setdefault(form, str(told["status"]))
            self._old.set_status(form, "Closed")
            answers = self._old.answers(form)
            name = f"Nedlastet {number}(1-{len(answers)}).xlsx"
            self._old.save(name, _workbook(told, answers))
            page.cell(number, at[CLOSED], f"{datetime.now(UTC):%Y-%m-%d}")
            page.cell(number, at[FILE], name)
            page.cell(number, at[WHY], "Alt som er i tjenesten, er med.")
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    def open(self) -> None:
        """Let the forms be as they were."""
        for form, status in self._closed.items():
            self._old.set_status(form, status)
        self._closed.clear()


def _workbook(told: dict[str, JsonValue], answers: list[dict[str, JsonValue]]) -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    asked = [cast("dict[str, JsonValue]", one) for one in cast("list[JsonValue]", told["questions"])]
    page.append([*META, *(str(one["title"]) for one in asked)])
    for one in answers:
        given = json.loads(str(one["answers"]))
        said = {each["questionId"]: each.get("answer1") for each in given}
        times = [
            datetime.fromisoformat(str(one[n])).replace(tzinfo=None) for n in ("startDate", "submitDate")
        ]
        who = [one.get("responder") or "anonymous", one.get("responderName") or ""]
        page.append([one["id"], *times, *who, *(_text(said.get(q["id"])) for q in asked)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
