"""Damage inside a workbook: done to the XML of its first sheet, so that nothing else changes."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable

from pydantic import JsonValue

__all__ = ["Change", "a1", "changed_book", "edited", "emptied", "shifted", "swapped", "truncated"]

_Told = dict[str, JsonValue]
Change = Callable[[str, random.Random], tuple[str, _Told] | None]
_ROW = re.compile(r'<row r="(\d+)"[^>]*>.*?</row>', re.DOTALL)
_DIMENSION = re.compile(r'<dimension ref="([^"]*)"/>')
_ID = re.compile(r'<c r="A(\d+)"><v>(\d+)</v></c>')
_TIME = re.compile(r'(<c r="[A-Z]+\d+" s="1"><v>)([\d.]+)(</v>)')
_TEXT = re.compile(r'<c r="([A-Z]+\d+)" t="(?:s|inlineStr)">.*?</c>', re.DOTALL)
_SHEET = "xl/worksheets/sheet1.xml"


def changed_book(data: bytes, change: Change, rng: random.Random) -> tuple[bytes, _Told] | None:
    """The workbook with its first sheet changed, and what was done; None when there was nothing to change."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return None
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        done = change(old.read(_SHEET).decode(), rng)
        if done is None:
            return None
        for part in old.infolist():
            new.writestr(part, done[0].encode() if part.filename == _SHEET else old.read(part))
    return target.getvalue(), done[1]


def a1(text: str, _: random.Random) -> tuple[str, _Told] | None:
    """The sheet says that it is one cell."""
    found = _DIMENSION.search(text)
    if found is None or found[1] == "A1:A1":
        return None
    return _DIMENSION.sub('<dimension ref="A1:A1"/>', text), {"was": found[1]}


def truncated(text: str, rng: random.Random) -> tuple[str, _Told] | None:
    """The last rows are gone, as when an export stops at a highest id."""
    rows = list(_ROW.finditer(text))
    if len(rows) < 3:  # noqa: PLR2004 - a heading and two rows
        return None
    kept = rng.randrange(2, len(rows))
    lost = [int(row[1]) for row in rows[kept:]]
    return text[: rows[kept].start()] + text[rows[-1].end() :], {"rows": [lost[0], lost[-1]]}


def swapped(text: str, rng: random.Random) -> tuple[str, _Told] | None:
    """Two rows have each other's id."""
    ids = [found for found in _ID.finditer(text) if found[1] != "1"]
    if len(ids) < 2:  # noqa: PLR2004 - two are swapped
        return None
    one, other = sorted(rng.sample(ids, 2), key=lambda found: found.start())
    if one[2] == other[2]:
        return None
    middle = text[one.end(2) : other.start(2)]
    changed = text[: one.start(2)] + other[2] + middle + one[2] + text[other.end(2) :]
    return changed, {"rows": [int(one[1]), int(other[1])]}


def shifted(text: str, rng: random.Random) -> tuple[str, _Told] | None:
    """Every moment is some hours off."""
    hours = rng.choice((-2, -1, 1, 2))
    changed, count = _TIME.subn(lambda found: f"{found[1]}{float(found[2]) + hours / 24!r}{found[3]}", text)
    return (changed, {"hours": hours, "cells": count}) if count else None


def edited(text: str, rng: random.Random) -> tuple[str, _Told] | None:
    """One answer says something else."""
    cells = [found for found in _TEXT.finditer(text) if int(re.sub("[A-Z]+", "", found[1])) > 1]
    if not cells:
        return None
    cell = rng.choice(cells)
    said = f'<c r="{cell[1]}" t="inlineStr"><is><t>endret {rng.randrange(10**6)}</t></is></c>'
    return text[: cell.start()] + said + text[cell.end() :], {"cell": cell[1]}


def emptied(text: str, rng: random.Random) -> tuple[str, _Told] | None:
    """A column of answers is gone, heading and all."""
    columns = sorted({re.sub(r"\d+", "", found[1]) for found in _TEXT.finditer(text)} - set("ABCDE"))
    if not columns:
        return None
    column = rng.choice(columns)
    cell = re.compile(rf'<c r="{column}\d+"(?:[^>]*/>|[^>]*>.*?</c>)', re.DOTALL)
    changed, count = cell.subn("", text)
    return changed, {"column": column, "cells": count}
