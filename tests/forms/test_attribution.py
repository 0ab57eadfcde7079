"""Whose answers: on estates whose truth is known, and on what must hold for every estate."""

import json
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple, cast

import jsonschema
import pytest

from flytt.forms.attribution.attribute import attribute
from flytt.forms.attribution.decisions import append, undo
from flytt.forms.attribution.document import Attribution
from flytt.forms.attribution.queue import questions
from flytt.forms.attribution.spreadsheet import read, write
from flytt.forms.people_said import Decision
from flytt.forms.reading.estate import read_estate
from flytt.forms.reading.people_source import read_decisions
from flytt.forms.schemas import FOLDER
from flytt.forms.times import moment

pytestmark = pytest.mark.slow  # makes whole estates; left out of `make fast`, never of `make test`

KEY = b"a key for tests only"
ROOT = Path(__file__).parents[2]


class Made(NamedTuple):
    """An estate, its truth by block, and what was said about it."""

    estate: Path
    truth: dict[tuple[str, ...], dict[str, object]]
    found: Attribution


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A small town of tier 2, attributed."""
    folder = tmp_path_factory.mktemp("town")
    subprocess.run(
        [sys.executable, "-m", "practice.forms", "--seed", "5", "--tier", "T2", "--forms", "25",
         "--out", str(folder / "estate"), "--truth", str(folder / "truth")],
        check=True, cwd=ROOT, capture_output=True, timeout=600,
    )  # fmt: skip
    blocks = json.loads((folder / "truth" / "truth.json").read_text("utf-8"))["blocks"]
    truth = {(b["drive_id"], b["item_id"], b["sheet"], b["range"]): b for b in blocks}
    found = attribute(read_estate(folder / "estate", key=KEY, workers=1))
    return Made(folder / "estate", truth, found)


def _by_place(found: Attribution) -> dict[tuple[str, ...], str | None]:
    return {(b.drive_id, b.item_id, b.sheet, b.range): b.form for b in found.blocks}


def test_automatic_decisions_are_right(made: Made) -> None:
    """If this fails, answers are given to the wrong form without anybody being asked."""
    auto = [b for b in made.found.blocks if b.decision == "auto" and b.form and b.form[:7] != "latent:"]
    wrong = [b.item_id for b in auto if made.truth[b.drive_id, b.item_id, b.sheet, b.range]["form"] != b.form]
    assert len(auto) > 20
    assert wrong == []


def test_every_table_is_in_the_document(made: Made) -> None:
    """If this fails, a table of somebody's answers is left out in silence."""
    assert set(_by_place(made.found)) == set(made.truth)


def test_the_document_is_what_its_schema_says(made: Made) -> None:
    """If this fails, whoever reads the document by the published schema is misled."""
    schema = cast("dict[str, object]", json.loads((FOLDER / "attribution.json").read_text("utf-8")))
    jsonschema.validate(made.found.as_json(), schema)


def test_the_order_of_sources_does_not_matter(made: Made, tmp_path: Path) -> None:
    """If this fails, the same estate fetched in another order has other owners."""
    shutil.copytree(made.estate, tmp_path / "estate")
    listing = tmp_path / "estate" / "drive" / "items.ndjson"
    lines = listing.read_text("utf-8").splitlines()
    random.Random(3).shuffle(lines)
    listing.write_text("\n".join(lines) + "\n", "utf-8")
    again = attribute(read_estate(tmp_path / "estate", key=b"quite another key", workers=1))
    assert _by_place(again) == _by_place(made.found)


def test_without_service_and_log_nothing_becomes_surer_and_wrong(made: Made, tmp_path: Path) -> None:
    """If this fails, taking sources away makes the program decide what it cannot know."""
    shutil.copytree(made.estate / "drive", tmp_path / "estate" / "drive")
    again = attribute(read_estate(tmp_path / "estate", key=KEY, workers=1))
    assert all(b.form is None or b.form.startswith("latent:") for b in again.blocks)


def test_no_answer_stands_in_the_document(made: Made) -> None:
    """If this fails, what people answered leaks into a file that many may read."""
    text = made.found.model_dump_json()
    answers = {
        one["answer1"]
        for page in sorted((made.estate / "responses").rglob("*.json"))[:40]
        for response in _responses(json.loads(page.read_text("utf-8")))
        for one in json.loads(str(response["answers"]))
        if isinstance(one["answer1"], str) and len(one["answer1"]) > 30 and one["answer1"][0] != "["
    }
    assert answers
    assert not [one for one in answers if one in text]


def _responses(page: object) -> list[dict[str, object]]:
    value = cast("dict[str, object]", page).get("value") if isinstance(page, dict) else page
    return cast("list[dict[str, object]]", value)


def test_an_answer_on_the_sheet_settles_its_block_and_can_be_taken_back(made: Made, tmp_path: Path) -> None:
    """If this fails, people answer and nothing happens, or what happened cannot be undone."""
    asked = questions(made.found)
    assert asked
    from openpyxl import load_workbook  # noqa: PLC0415 - slow to import

    sheet = tmp_path / "asked.xlsx"
    write(sheet, asked, {}, {})
    book = load_workbook(sheet)
    book.worksheets[0]["A2"] = "ingen"
    book.save(sheet)
    at = moment("2026-03-01T12:00:00Z")
    assert at is not None
    decided = read(sheet, by="arkivar", at=at)
    assert [(one.item_id, one.form) for one in decided] == [(asked[0].item_id, "none")]
    path = tmp_path / "decisions.csv"
    append(path, decided)
    before = path.read_bytes()
    block = (asked[0].drive_id, asked[0].item_id, asked[0].sheet, asked[0].range)
    undo(path, block, by="arkivar", at=at, why="feil")
    assert path.read_bytes().startswith(before)
    assert [one.form for one in read_decisions(path, "decisions.csv")[0]] == ["none", "undo"]


def test_what_a_person_decided_stands(made: Made, tmp_path: Path) -> None:
    """If this fails, the program overrules the people who were asked."""
    asked = questions(made.found)[0]
    shutil.copytree(made.estate, tmp_path / "estate")
    one = Decision(
        decided_at=None, decided_by="arkivar", drive_id=asked.drive_id, item_id=asked.item_id,
        sheet=asked.sheet, range=asked.range, form="none",
    )  # fmt: skip
    append(tmp_path / "estate" / "decisions.csv", [one])
    again = attribute(read_estate(tmp_path / "estate", key=KEY, workers=1))
    line = next(b for b in again.blocks if (b.item_id, b.range) == (asked.item_id, asked.range))
    assert (line.form, line.decision, line.evidence[0].kind) == (None, "auto", "decision")
