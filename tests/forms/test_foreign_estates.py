"""Estates by another hand: the same each time, and every table of their truth is met."""

import json
from pathlib import Path

from bench.forms.foreign.made import make
from flytt.forms.reading.estate import read_estate

SOURCES = "api+audit+links"


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    """A measurement that nobody can make again shows nothing."""
    for name in ("once", "again"):
        make(1, SOURCES, 8, tmp_path / name / "estate", tmp_path / name / "truth")
    once = {p.relative_to(tmp_path / "once"): p.read_bytes() for p in _files(tmp_path / "once")}
    assert once == {p.relative_to(tmp_path / "again"): p.read_bytes() for p in _files(tmp_path / "again")}


def test_every_table_of_the_truth_is_found_where_it_says(tmp_path: Path) -> None:
    """A table that is read elsewhere would be left out of the score without a word."""
    make(2, SOURCES, 20, tmp_path / "estate", tmp_path / "truth")
    told = json.loads((tmp_path / "truth" / "truth.json").read_text("utf-8"))["blocks"]
    read = read_estate(tmp_path / "estate", key=b"k" * 32)
    met = {(one.drive_id, one.item_id, one.sheet, one.range) for one in read.blocks}
    assert len(told) > 40
    assert {(one["drive_id"], one["item_id"], one["sheet"], one["range"]) for one in told} <= met


def test_the_truth_names_only_forms_that_the_estate_shows(tmp_path: Path) -> None:
    """A form that no source shows cannot be named, and asking for its id would call right answers wrong."""
    make(3, "links", 20, tmp_path / "estate", tmp_path / "truth")
    told = json.loads((tmp_path / "truth" / "truth.json").read_text("utf-8"))["blocks"]
    links = (tmp_path / "estate" / "references.ndjson").read_text("utf-8")
    named = {one["form"] for one in told if one["form"] and not one["form"].startswith("latent:")}
    assert named
    assert all(one in links for one in named)


def _files(directory: Path) -> list[Path]:
    return [one for one in directory.rglob("*") if one.is_file()]
