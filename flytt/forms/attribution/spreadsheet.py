"""Questions as a spreadsheet for those who know, and their answers back in."""

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation

from flytt.forms.attribution.queue import Question
from flytt.forms.people_said import Decision

_HEAD: tuple[str, ...] = (
    "Svar", "Hvorfor", "Fil", "Mappe", "Ark", "Område", "Løser", "Hvem bør vite det", "Taler for",
    "Taler imot", "1", "2", "3", "drive_id", "item_id",
)  # fmt: skip
_NONE, _CHOICES = "ingen", '"1,2,3,ingen"'
_WIDTHS = (10, 30, 40, 30, 12, 14, 8, 30, 60, 60, 40, 40, 40, 20, 20)


class SheetFaults(ValueError):
    """What is wrong with a sheet of answers, one fault a line."""


def write(
    path: Path,
    asked: Sequence[Question],
    places: Mapping[tuple[str, str], tuple[str, str]],
    titles: Mapping[str, str],
) -> None:
    """Write questions to an xlsx file. `places` are name and folder of files, `titles` those of forms."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Spørsmål"
    sheet.append(list(_HEAD))
    for one in asked:
        name, folder = places.get((one.drive_id, one.item_id), ("", ""))
        shown = [_shown(form.form, titles) for form in one.candidates]
        sheet.append(
            [
                plain(cell) if isinstance(cell, str) else cell
                for cell in (
                    "", "", name, folder, one.sheet, one.range, one.settles, one.ask,
                    " ".join(e.says for e in one.speaks_for), " ".join(e.says for e in one.speaks_against),
                    *shown, *[""] * (3 - len(shown)), one.drive_id, one.item_id,
                )
            ]
        )  # fmt: skip
    choices = DataValidation(
        type="list", formula1=_CHOICES, allow_blank=True, sqref=f"A2:A{max(2, len(asked) + 1)}"
    )
    sheet.add_data_validation(choices)
    for letter, wide in zip("ABCDEFGHIJKLMNO", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = wide
    sheet.freeze_panes = "A2"
    book.save(path)


def plain(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return "'" + text if text[:1] in {"=", "+", "-", "@"} else text


def _shown(form: str | None, titles: Mapping[str, str]) -> str:
    if form is None:
        return "Ikke svar fra Forms"
    return f"{titles[form]} [{form}]" if titles.get(form) else f"[{form}]"


def read(path: Path, *, by: str, at: datetime) -> list[Decision]:
    """Return the answers of a filled-in sheet. SheetFaults with every row that cannot be understood."""
    try:
        with path.open("rb") as file:
            book = load_workbook(io.BytesIO(file.read()), read_only=True, data_only=True)
    except (InvalidFileException, BadZipFile, KeyError) as error:
        raise SheetFaults(
            " expected the xlsx file that --sheet wrote, filled in and saved as xlsx."
        ) from error
    sheet = book.worksheets[0]
    sheet.reset_dimensions()
    rows = [
        ["" if cell is None else str(cell).strip() for cell in row]
        for row in sheet.iter_rows(values_only=True)
    ]
    book.close()
    if not rows or rows[0][: len(_HEAD)] != list(_HEAD):
        raise SheetFaults("1: expected the headings of a sheet of questions, in their order.")
    faults: list[str] = []
    found: list[Decision] = []
    for number, row in enumerate(rows[1:], 2):
        cells = dict(zip(_HEAD, [*row, *[""] * len(_HEAD)], strict=False))
        if not (answer := cells["Svar"].casefold()):
            continue
        form = "none" if answer == _NONE else _form(cells.get(answer.removesuffix(".0"), ""))
        if not form:
            faults.append(f"{number}: expected 1, 2, 3 or {_NONE} in Svar, and a form in that column.")
            continue
        found.append(
            Decision(
                decided_at=at,
                decided_by=by,
                drive_id=cells["drive_id"].removeprefix("'"),
                item_id=cells["item_id"].removeprefix("'"),
                sheet=cells["Ark"].removeprefix("'"),
                range=cells["Område"],
                form=form,
                why=cells["Hvorfor"],
            )
        )
    if faults:
        raise SheetFaults("\n".join(faults))
    return found


def _form(text: str) -> str:
    if text == "Ikke svar fra Forms":
        return "none"
    return text.rpartition("[")[2].removesuffix("]") if text.endswith("]") else ""
