"""Writes csv and tsv as Excel and people do: several delimiters, encodings and ways to write a time."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator, Sequence

from practice.forms.clock import serial_text
from practice.forms.sheet import Sheet
from practice.forms.table import Cell, Formula

__all__ = ["write_flat"]

_PATTERNS = ("%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%m/%d/%Y %H:%M", "%d.%m.%Y %H.%M")
_ENCODINGS = ("cp1252", "cp1252", "utf-8-sig", "utf-8-sig", "utf-8", "utf-16")


def write_flat(sheet: Sheet, rng: random.Random, *, tabs: bool) -> bytes:
    """The bytes of the file; letters that its encoding has not become question marks."""
    pattern, encoding = rng.choice(_PATTERNS), rng.choice(_ENCODINGS)
    delimiter = "\t" if tabs else rng.choice((";", ";", ";", ","))
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=rng.choice(("\r\n", "\r\n", "\n")))
    for line in sheet.lines():
        writer.writerow(list(_cells(line, pattern)))
    return text.getvalue().encode(encoding, errors="replace")


def _cells(line: Sequence[Cell], pattern: str) -> Iterator[str]:
    for cell in line:
        if cell is None:
            yield ""
        elif isinstance(cell, float):
            yield serial_text(cell, pattern if not cell.is_integer() else pattern.split(maxsplit=1)[0])
        else:
            yield str(cell.value if isinstance(cell, Formula) else cell)
