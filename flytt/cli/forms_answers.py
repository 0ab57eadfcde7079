"""What people answer to `flytt forms decide`: written only when every answer names something that is here."""

import argparse
import secrets
from datetime import UTC, datetime
from pathlib import Path

from flytt.forms.attribution.decisions import append, undo
from flytt.forms.attribution.spreadsheet import SheetFaults, read
from flytt.forms.people_said import Decision
from flytt.forms.reading.decided import fault_of
from flytt.forms.reading.estate import read_estate
from flytt.forms.reading.kept import key_in


class BadAnswer(Exception):
    """Why nothing was written."""


def answer(given: argparse.Namespace) -> str:
    """Write what is decided, and return what to say of it. BadAnswer when nothing was written."""
    if not given.by:
        raise BadAnswer("Say who decides: --as WHO. Nothing was written.")
    path: Path = given.estate / "decisions.csv"
    at = datetime.now(UTC).replace(microsecond=0)
    if given.answers:
        decided = _from_sheet(given.answers, given.by, at)
    else:
        decided = [_of_block(given, at)]
        if given.form == "undo":
            return _taken_back(path, decided[0])
    _require(given, decided)
    append(path, decided)
    if given.answers:
        return f"{len(decided)} decisions written to {path}."
    return f"Written to {path}. It can be taken back with --form undo."


def _from_sheet(path: Path, by: str, at: datetime) -> list[Decision]:
    try:
        return read(path, by=by, at=at)
    except (SheetFaults, OSError, ValueError) as error:
        raise BadAnswer(f"{path}:{error}\nNothing was written.") from error


def _of_block(given: argparse.Namespace, at: datetime) -> Decision:
    drive, _, rest = str(given.block).partition("/")
    item, _, rest = rest.partition("/")
    sheet, _, area = rest.rpartition("/") if "/" in rest else (rest, "", "")
    if not (drive and item and given.form):
        raise BadAnswer(
            "Say the block as DRIVE/ITEM/SHEET/RANGE, and its form with --form. Nothing was written."
        )
    return Decision(
        decided_at=at, decided_by=given.by, drive_id=drive, item_id=item, sheet=sheet, range=area.upper(),
        form=given.form, why=given.why,
    )  # fmt: skip


def _taken_back(path: Path, one: Decision) -> str:
    block = (one.drive_id, one.item_id, one.sheet, one.range)
    try:
        undo(path, block, by=one.decided_by, at=one.decided_at or datetime.now(UTC), why=one.why)
    except LookupError as error:
        raise BadAnswer(f"{error}. Nothing was written.") from error
    return f"Written to {path}. It can be decided anew."


def _require(given: argparse.Namespace, decided: list[Decision]) -> None:
    cache: Path | None = given.cache
    estate = read_estate(given.estate, key=key_in(cache) if cache else secrets.token_bytes(32), cache=cache)
    wrong = [
        f"{one.drive_id}/{one.item_id}/{one.sheet}/{one.range}, {one.form}: {fault}."
        for one in decided
        if (fault := fault_of(one, estate.contents, estate.form))
    ]
    if wrong:
        wrong.append(f"Nothing was written. What is asked: flytt forms decide --estate {given.estate}")
        raise BadAnswer("\n".join(wrong))
