"""The inventory: one document, without any answer; going on where it was; two readers that agree."""

import json
from pathlib import Path

import jsonschema
import pytest

from flytt.forms.inventory import inventory
from flytt.forms.reading.archive import inspect
from flytt.forms.reading.estate import read_estate
from flytt.forms.reading.kept import key_in
from flytt.forms.reading.second import agreement, streamed_sheets
from flytt.forms.reading.workbook import sheets
from flytt.forms.schemas import FOLDER, schemas
from tests.cli.conftest import Flytt, flytt
from tests.forms.estates import FORM, KEY, Folder, answers, export, workbook

__all__ = ["flytt"]

ANSWER = "Jeg gruer meg til gymtimen"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Return an estate with a workbook, a text file, a broken file and a page of responses."""
    folder = Folder(tmp_path / "estate")
    rows = [*answers(12), (13, None, None, "kari@hustadvika.example", "Kari", "Ja", ANSWER)]
    folder.file("Trivsel(1-13).xlsx", workbook({"Sheet1": export(rows)}))
    folder.file("a.csv", f"ID;Starttidspunkt;Svar\r\n1;03.03.2025 08:12;{ANSWER}\r\n".encode())
    folder.file("cut.xlsx", workbook({"A": export(rows)})[:900])
    folder.write(
        f"responses/{FORM}/1.json",
        [{"id": 1, "answers": json.dumps([{"questionId": "r1", "answer1": ANSWER}])}],
    )
    return folder


def test_the_command_prints_one_document_and_no_answer(folder: Folder, flytt: Flytt) -> None:
    """A script could not read it, or a pupil's answer would lie in a log."""
    ran = flytt("forms", "inventory", "--estate", folder.root, "--json")
    assert ran.code == 0, ran.err
    document = json.loads(ran.out)
    jsonschema.validate(document, json.loads((FOLDER / "inventory.json").read_text()))
    assert [block["rows"] for block in document["blocks"]] == [1, 13]
    assert document["unreadable"][0]["path"] == "Skjema/cut.xlsx"
    for word in (ANSWER, "Kari", "kari@", "langt svar"):
        assert word not in ran.out + ran.err


def test_the_table_names_what_was_not_read(folder: Folder, flytt: Flytt) -> None:
    """Whoever reads the table would believe that all was read."""
    ran = flytt("forms", "inventory", "--estate", folder.root)
    assert ran.code == 0, ran.err
    for said in ("2 with 14 rows", "cut.xlsx", "truncated", "No audit log"):
        assert said in ran.out
    assert ANSWER not in ran.out


def test_bad_input_is_said_all_at_once(tmp_path: Path, flytt: Flytt) -> None:
    """A mistyped folder would give an inventory of nothing."""
    assert flytt("forms", "inventory", "--estate", tmp_path / "nowhere").code == 2
    (tmp_path / "other").mkdir()
    assert flytt("forms", "inventory", "--estate", tmp_path / "other").code == 2
    folder = Folder(tmp_path / "estate")
    folder.write("decisions.csv", "a;b\n1;2\n")
    folder.write("directory/units.csv", "")
    ran = flytt("forms", "inventory", "--estate", folder.root)
    assert (ran.code, ran.out) == (2, "")
    assert "decisions.csv:1" in ran.err
    assert "units.csv:1" in ran.err


def test_what_was_read_is_kept_and_believed_by_content_and_key(folder: Folder, tmp_path: Path) -> None:
    """A reading that was stopped would begin again, or would go on with an older content or another key."""
    cache = tmp_path / "cache"
    key = key_in(cache)
    assert key_in(cache) == key
    assert (cache / "key").stat().st_mode & 0o077 == 0
    first = read_estate(folder.root, key=key, cache=cache, workers=1)
    kept = sorted(cache.rglob("*.npz"))
    assert len(kept) == 3
    assert ANSWER.encode() not in b"".join(path.read_bytes() for path in kept)
    times = [path.stat().st_mtime_ns for path in kept]
    again = read_estate(folder.root, key=key, cache=cache, workers=1)
    assert [path.stat().st_mtime_ns for path in sorted(cache.rglob("*.npz"))] == times
    assert inventory(again) == inventory(first)
    for one, other in zip(first.blocks, again.blocks, strict=True):
        assert (one.rows.cells == other.rows.cells).all()
        assert one.columns == other.columns
    read_estate(folder.root, key=KEY, cache=cache, workers=1)
    kept[0].write_bytes(b"not what it was")
    assert inventory(read_estate(folder.root, key=key, cache=cache, workers=1)) == inventory(first)


@pytest.mark.slow
def test_several_workers_read_the_same(folder: Folder) -> None:
    """An estate would look otherwise on a machine with more processors."""
    folder.file("big.xlsx", workbook({"A": export(answers(3_000)), "B": export(answers(3_000))}))
    for n in range(60):
        folder.file(
            f"{n}.csv",
            b"ID;Starttidspunkt;Svar\r\n" + b"1;03.03.2025 08:12;et svar som er langt nok\r\n" * 1_500,
        )
    one, two = (read_estate(folder.root, key=KEY, workers=workers) for workers in (1, 2))
    assert inventory(one) == inventory(two)
    assert all((a.rows.cells == b.rows.cells).all() for a, b in zip(one.blocks, two.blocks, strict=True))


def test_two_readers_agree_and_see_where_they_do_not(tmp_path: Path) -> None:
    """A fault of one reader would pass as what the workbook holds."""
    paths = [tmp_path / name for name in ("a", "b")]
    rows = export(answers(20))
    paths[0].write_bytes(workbook({"A": rows}))
    paths[1].write_bytes(workbook({"A": [*rows[:7], (*rows[7][:6], "et annet svar"), *rows[8:]]}))
    readers = sheets(paths[0], inspect(paths[0])), streamed_sheets(paths[0])
    assert agreement(next(readers[0]), next(readers[1]))[1:3] == (20 * 5 + 7 + 20, 0)
    readers = sheets(paths[0], inspect(paths[0])), streamed_sheets(paths[1])
    assert agreement(next(readers[0]), next(readers[1])).differing == ((8, 7),)


def test_the_published_schema_is_the_one_in_use() -> None:
    """Scripts would be written against a document that is no longer given."""
    assert {name: (FOLDER / name).read_text(encoding="utf-8") for name in schemas()} == schemas()
