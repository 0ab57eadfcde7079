"""What the generator says is true, against what an outsider reads in the files."""

from __future__ import annotations

import json

import pytest
from pydantic import JsonValue

from tests.practice.forms.estates import OBJECT, Estate, cells, tier

pytestmark = pytest.mark.slow

TIERS = (1, 2, 3, 4, 5)


def _placed(estate: Estate) -> list[tuple[str, str]]:
    return [(item.parent.drive, item.id) for item in estate.items()]


@pytest.mark.parametrize("number", TIERS)
def test_every_block_stands_where_the_truth_says(number: int) -> None:
    """An attribution that finds the right table would be judged wrong."""
    estate = tier(number)
    by_place = {(item.parent.drive, item.id): item for item in estate.items()}
    seen = 0
    for block in estate.document().blocks:
        item = by_place[block.drive_id, block.item_id]
        grids = estate.grids(item)
        rows = list(cells(block, grids))
        top, _, bottom, _ = block.corners
        assert bottom - top == block.rows.total
        assert len(rows) == block.rows.total + 1, (item.name, block.range)
        assert all(str(cell) for cell in rows[0]), (item.name, block.range, rows[0])
        seen += 1
    assert seen > 60


@pytest.mark.parametrize("number", TIERS)
def test_ids_in_the_files_are_those_of_the_truth(number: int) -> None:
    """Rows would be counted for responses that they are not."""
    estate = tier(number)
    by_place = {(item.parent.drive, item.id): item for item in estate.items()}
    origins = {(o.drive_id, o.item_id, o.sheet, o.range): o.rows() for o in estate.origins()}
    compared = 0
    for block in estate.document().blocks:
        rows = list(cells(block, estate.grids(by_place[block.drive_id, block.item_id])))
        headings = [str(cell).strip() for cell in rows[0]]
        place = next((n for n, heading in enumerate(headings) if heading in {"ID", "Id"}), None)
        if block.form is None or place is None or block.relation == "derived":
            continue
        told = origins[block.drive_id, block.item_id, block.sheet, block.range]
        for row, (form, response) in zip(rows[1:], told, strict=True):
            if form is not None:
                assert int(float(str(row[place]))) == response
                compared += 1
    assert compared > 500


@pytest.mark.parametrize("number", TIERS)
def test_segments_and_counts_agree_with_the_rows(number: int) -> None:
    """A merged file's rows would be judged against segments that do not hold them."""
    estate = tier(number)
    origins = {(o.drive_id, o.item_id, o.sheet, o.range): o.rows() for o in estate.origins()}
    for block in estate.document().blocks:
        rows = origins[block.drive_id, block.item_id, block.sheet, block.range]
        told: list[str | None] = [None] * block.rows.total
        for segment in block.rows.segments:
            for row in range(segment.first, segment.last + 1):
                assert told[row - 1] is None
                told[row - 1] = segment.form
        assert told == [form for form, _ in rows]
        assert block.rows.matched == sum(form is not None for form in told)
        assert block.rows.matched + block.rows.extra == block.rows.total


def test_merged_files_name_the_form_of_most_rows() -> None:
    """A file of several forms would be judged by a form that has few of its rows."""
    merges = 0
    for number in (3, 4, 5):
        for block in tier(number).document().blocks:
            counts: dict[str, int] = {}
            for segment in block.rows.segments:
                counts[segment.form] = counts.get(segment.form, 0) + segment.last - segment.first + 1
            if len(counts) > 1:
                merges += 1
                assert block.relation == "merge_of"
                assert counts[str(block.form)] == max(counts.values())
    assert merges > 3


@pytest.mark.parametrize("number", TIERS)
def test_unreadable_files_are_listed_and_have_no_blocks(number: int) -> None:
    """Answers in a file that nobody can open would count as found."""
    estate = tier(number)
    document = estate.document()
    blocks = {(block.drive_id, block.item_id) for block in document.blocks}
    listed = {(found.drive_id, found.item_id) for found in document.unreadable}
    assert not blocks & listed
    assert listed <= set(_placed(estate))
    for found in document.unreadable:
        file = estate.content(found.drive_id, found.item_id)
        if found.why == "missing":
            assert not file.exists()
        elif found.why == "empty":
            assert file.stat().st_size == 0
        else:
            item = next(item for item in estate.items() if item.id == found.item_id)
            with pytest.raises(Exception, match=r"."):
                estate.grids(item)


@pytest.mark.parametrize("number", TIERS)
def test_every_spreadsheet_has_blocks_or_is_unreadable(number: int) -> None:
    """A spreadsheet would be in no list, and no one would notice that it was skipped."""
    estate = tier(number)
    document = estate.document()
    told = {(found.drive_id, found.item_id) for found in (*document.blocks, *document.unreadable)}
    spreadsheets = {
        (item.parent.drive, item.id)
        for item in estate.items()
        if item.name.endswith((".xlsx", ".xls", ".ods", ".csv", ".tsv"))
    }
    assert told == spreadsheets


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_service_counts_are_those_of_the_pages(number: int) -> None:
    """A reconciliation that read every page would be told that it lost some."""
    estate = tier(number)
    counts = {form.id: form.responses.service for form in estate.document().forms if form.responses.service}
    found: dict[str, int] = {}
    for page in estate.out.glob("responses/*/*.json"):
        whole: JsonValue = json.loads(page.read_text(encoding="utf-8"))
        listed = whole.get("value") if isinstance(whole, dict) else whole
        assert isinstance(listed, list)
        found[page.parent.name] = found.get(page.parent.name, 0) + len(listed)
    assert found == counts


@pytest.mark.parametrize("number", TIERS)
def test_missing_ids_are_found_in_no_file(number: int) -> None:
    """A response that lies in an old export would be reported as lost."""
    estate = tier(number)
    found: dict[str, set[int]] = {}
    for told in estate.origins():
        for form, response in told.rows():
            if form is not None:
                found.setdefault(form, set()).add(response)
    for form in estate.document().forms:
        gone = set(form.responses.missing_ids) | set(form.responses.deleted_ids)
        assert not gone & found.get(form.id, set())
        assert not set(form.responses.missing_ids) & set(form.responses.deleted_ids)
        assert form.responses.found >= max(form.responses.service, len(found.get(form.id, set())))


@pytest.mark.parametrize("number", TIERS)
def test_forms_are_named_by_ids_that_the_estate_shows(number: int) -> None:
    """An attribution would have to guess an id that stands nowhere."""
    estate = tier(number)
    shown = "".join(
        file.read_text(encoding="utf-8-sig")
        for file in (
            *estate.out.glob("audit/*"),
            *estate.out.glob("forms/**/*.json"),
            estate.out / "references.ndjson",
        )
        if file.is_file()
    )
    for form in estate.document().forms:
        assert form.id.startswith("latent:") == (not form.lineage)
        for known in form.lineage:
            assert known in shown
        assert not form.lineage or form.id == form.lineage[-1]


def test_tiers_get_harder() -> None:
    """The tiers would not tell an attribution that copes with clean estates from one that copes with all."""
    worn: list[float] = []
    for number in TIERS:
        lines = (tier(number).truth / "notes.ndjson").read_text(encoding="utf-8").splitlines()
        notes = [OBJECT.validate_json(line) for line in lines]
        acts = [note["worn"] for note in notes if note["how"] != "distractor"]
        worn.append(sum(len(found) for found in acts if isinstance(found, list)) / len(acts))
    assert worn == sorted(worn)
    assert worn[-1] > 5 * worn[0]
