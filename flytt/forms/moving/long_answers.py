"""Answers that no cell of a workbook holds: each whole in a text file beside it, which the cell names."""

import csv
from collections.abc import Mapping
from pathlib import Path

from flytt.forms.columns import CELL_CHARACTERS
from flytt.forms.fingerprint import Value
from flytt.forms.moving.gathered import Gathered
from flytt.forms.moving.package import LONG, LONG_LIST
from flytt.forms.moving.workbook import in_workbook

_HEAD = ("celle", "fil")
_ESCAPE_CHARACTERS = 7
"""The most that one character takes in a cell, written as `_x0007_`."""


def set_apart(gathered: Gathered) -> dict[str, str]:
    """Put the name of a file in place of each answer that is too long; return the answers by file name.

    A name that stands as an answer somewhere in the form is not used: it would be taken for the file.
    """
    lines = (*gathered.lines, *gathered.others)
    long = [
        (line.values, name, value)
        for line in lines
        for name, value in line.values.items()
        if isinstance(value, str) and _too_long(value)
    ]
    if not long:
        return {}
    said = {value for line in lines for value in line.values.values() if isinstance(value, str)}
    files: dict[str, str] = {}
    number = 0
    for values, name, value in long:
        if value not in files:
            number += 1
            while in_cell(_file(number)) in said:
                number += 1
            files[value] = _file(number)
        values[name] = in_cell(files[value])
    return {file: value for value, file in files.items()}


def in_cell(file: str) -> str:
    """Return what stands in the cell of an answer that lies in a file."""
    return f"Svaret er for langt for en celle. Hele svaret: {LONG}/{file}"


def write_long(at: Path, answers: Mapping[str, str]) -> None:
    """Write the files below a form's folder, and the list of which cell means which."""
    if not answers:
        return
    (at / LONG).mkdir(parents=True, exist_ok=True)
    for file, answer in answers.items():
        (at / LONG / file).write_bytes(answer.encode("utf-8", "surrogatepass"))
    with (at / LONG_LIST).open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerows([_HEAD, *((in_cell(file), f"{LONG}/{file}") for file in answers)])


def read_long(at: Path, faults: list[str]) -> dict[str, str]:
    """Return whole answers by what stands in their cells, read now; what cannot be read is in `faults`."""
    path = at / LONG_LIST
    if not path.exists():
        return {}  # no answer was too long; a list that is gone shows as answers that are other ones
    found: dict[str, str] = {}
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, ValueError, csv.Error):
        faults.append("its list of long answers cannot be read")
        return found
    for row in rows:
        try:
            content = (at / LONG / Path(row.get("fil") or "").name).read_bytes()
            found[row.get("celle") or ""] = content.decode("utf-8", "surrogatepass")
        except (OSError, ValueError):
            faults.append("the file of a long answer is not there, or cannot be read")
    return found


def _file(number: int) -> str:
    return f"{number:04}.txt"


def _too_long(value: Value) -> bool:
    if not isinstance(value, str) or len(value) * _ESCAPE_CHARACTERS <= CELL_CHARACTERS:
        return False
    return len(str(in_workbook(value)).encode("utf-16-le")) // 2 > CELL_CHARACTERS
