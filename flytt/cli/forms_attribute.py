"""`flytt forms attribute` and `decide`: whose answers these are, and what people say of the rest."""

import argparse
import sys
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
    for one in estate.remarks:
        if one.where.startswith("decisions.csv"):
            print(f"{one.where}: {one.count} {one.kind}.", file=sys.stderr)
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
    from flytt.cli.forms_answers import BadAnswer, answer

    try:
        print(answer(given))
    except BadAnswer as error:
        print(error, file=sys.stderr)
        return 2
    return 0
