"""People who answer Flytt's questions about forms: they know the truth, and nothing of how it is found."""

from __future__ import annotations

import io
import json
from pathlib import Path

from openpyxl import load_workbook
from pydantic import JsonValue

__all__ = ["People"]

ANSWER, WHY = 1, 2
SHEET, AREA = "Ark", "Område"
CANDIDATES = ("1", "2", "3")


class People:
    """Fill in sheets of questions."""

    def __init__(self, truth: Path) -> None:
        told = json.loads((truth / "truth.json").read_bytes())
        self._form: dict[tuple[str, str, str, str], str | None] = {
            (one["drive_id"], one["item_id"], one["sheet"], one["range"]): one["form"]
            for one in told["blocks"]
        }
        self._ids = {one["id"]: {one["id"], *one["lineage"]} for one in told["forms"]}

    def answer(self, sheet: bytes) -> bytes:
        """Fill in every line that is empty, and return the sheet."""
        book = load_workbook(io.BytesIO(sheet))
        page = book.worksheets[0]
        head = [str(cell.value or "") for cell in page[1]]
        for number, row in enumerate(page.iter_rows(min_row=2), 2):
            line = {
                name: str(cell.value or "").removeprefix("'") for name, cell in zip(head, row, strict=False)
            }
            if line.get("Svar") or not line.get("item_id"):
                continue
            said = self._said(line)
            page.cell(number, ANSWER, said)
            page.cell(number, WHY, "Vi vet ikke." if said == "karantene" else "Dette er vårt.")
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    def _said(self, line: dict[str, str]) -> str:
        key = (line["drive_id"], line["item_id"], line.get(SHEET, ""), line.get(AREA, ""))
        if key not in self._form:
            return "karantene"
        form = self._form[key]
        if form is None:
            return "ingen"
        own = self._ids.get(form, {form})
        return next((n for n in CANDIDATES if any(f"[{one}]" in line.get(n, "") for one in own)), "karantene")


def told(value: JsonValue) -> dict[str, JsonValue]:
    """A JSON object, or an empty one."""
    return value if isinstance(value, dict) else {}


def whole(value: JsonValue, name: str) -> int:
    """A whole number of a JSON object; 0 when there is none."""
    found = told(value).get(name)
    return found if isinstance(found, int) else 0
