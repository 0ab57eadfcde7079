"""`flytt forms attribute` and `decide`: whose answers these are, and what people say of the rest."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flytt.forms.attribution.document import Attribution
    from flytt.forms.attribution.queue import Question
    from flytt.forms.estate import Estate

_WAITING = 3


def add_attribute(parser: argparse.ArgumentParser) -> None:
    """Add its arguments."""
    _add_estate(parser)
    parser.add_argument(
        "--out", metavar="FILE.json", type=Path, required=True, help="where the document goes"
    )
    parser.set_defaults(act=_attribute)


def add_decide(parser: argparse.ArgumentParser) -> None:
    """Add its arguments."""
    _add_estate(parser)
    parser.add_argument(
        "--sheet", metavar="FILE.xlsx", type=Path, help="write the questions as a spreadsheet"
    )
    parser.add_argument("--answers", metavar="FILE.xlsx", type=Path, help="take a filled-in spreadsheet in")
    parser.add_argument("--as", dest="by", metavar="WHO", default="", help="who decides")
    parser.add_argument(
        "--block", metavar="DRIVE/ITEM[/SHEET[/RANGE]]", default="", help="one block to decide about"
    )
    parser.add_argument("--form", metavar="ID", default="", help="its form, latent:<name>, none, or undo")
    parser.add_argument("--why", default="", help="the reason, in a few words")
    parser.set_defaults(act=_decide)


def _add_estate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--estate", metavar="DIR", type=Path, required=True, help="the estate's folder")
    parser.add_argument(
        "--cache", metavar="DIR", type=Path, help="keep what was read there, and go on from it the next time"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document on standard output")


def _read(given: argparse.Namespace) -> "tuple[Estate, Attribution]":
    import secrets

    from flytt.forms.attribution.attribute import attribute
    from flytt.forms.reading.estate import read_estate
    from flytt.forms.reading.kept import key_in

    cache: Path | None = given.cache
    key = key_in(cache) if cache else secrets.token_bytes(32)
    estate = read_estate(given.estate, key=key, cache=cache)
    return estate, attribute(estate)


def _attribute(given: argparse.Namespace) -> int:
    from flytt.cli.output import document
    from flytt.forms.attribution.queue import questions
    from flytt.forms.attribution.settling import layouts
    from flytt.forms.attribution.written import write

    estate, found = _read(given)
    write(given.out, found)
    asked = questions(found, layouts(estate.blocks))
    counted = {
        name: sum(line.decision == name for line in found.blocks) for name in ("auto", "ask", "quarantine")
    }
    if given.json:
        document({"out": str(given.out), "blocks": len(found.blocks), "questions": len(asked), **counted})
    else:
        print(f"{len(found.blocks):,} blocks of {len(found.forms):,} forms: {counted['auto']:,} decided.")
        print(f"{len(asked):,} questions settle the rest: flytt forms decide --estate {given.estate}")
        for warning in found.warnings:
            print(warning)
    return 0


def _decide(given: argparse.Namespace) -> int:
    """Questions, or answers to them."""
    from flytt.cli.forms_questions import shown
    from flytt.cli.output import document, width
    from flytt.forms.attribution.queue import questions
    from flytt.forms.attribution.settling import layouts

    if given.answers or given.block:
        return _answer(given)
    estate, found = _read(given)
    asked = questions(found, layouts(estate.blocks))
    if given.sheet:
        _sheet(given.sheet, estate, asked)
    if given.json:
        document({"questions": [one.as_json() for one in asked]})
    elif not given.sheet:
        print(shown(asked, {key: (item.name, item.path) for key, item in estate.item.items()}, width()))
    return _WAITING if asked else 0


def _sheet(path: Path, estate: "Estate", asked: "tuple[Question, ...]") -> None:
    from flytt.forms.attribution.spreadsheet import write

    titles = {form.id: form.title for form in estate.forms if form.title}
    write(path, asked, {key: (item.name, item.path) for key, item in estate.item.items()}, titles)
    print(
        f"{len(asked)} questions in {path}. Fill in Svar, then: flytt forms decide --answers {path} --as WHO"
    )


def _answer(given: argparse.Namespace) -> int:
    from flytt.forms.attribution.decisions import append, undo
    from flytt.forms.attribution.spreadsheet import SheetFaults, read
    from flytt.forms.people_said import Decision

    path: Path = given.estate / "decisions.csv"
    by: str = given.by
    if not by:
        return _bad("Say who decides: --as WHO. Nothing was written.")
    at = datetime.now(UTC).replace(microsecond=0)
    if given.answers:
        try:
            decided = read(given.answers, by=by, at=at)
        except (SheetFaults, OSError, ValueError) as error:
            return _bad(f"{given.answers}:{error}\nNothing was written.")
        append(path, decided)
        print(f"{len(decided)} decisions written to {path}.")
        return 0
    drive, _, rest = str(given.block).partition("/")
    item, _, rest = rest.partition("/")
    sheet, _, area = rest.partition("/")
    if not (drive and item and given.form):
        return _bad("Say the block as DRIVE/ITEM/SHEET/RANGE, and its form with --form. Nothing was written.")
    if given.form == "undo":
        try:
            undo(path, (drive, item, sheet, area), by=by, at=at, why=given.why)
        except LookupError as error:
            return _bad(f"{error}. Nothing was written.")
    else:
        one = Decision(
            decided_at=at, decided_by=by, drive_id=drive, item_id=item, sheet=sheet, range=area.upper(),
            form=given.form, why=given.why,
        )  # fmt: skip
        append(path, [one])
    print(f"Written to {path}. It can be taken back with --form undo.")
    return 0


def _bad(text: str) -> int:
    print(text, file=sys.stderr)
    return 2
