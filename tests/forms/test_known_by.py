"""What a set of answers is known by: its own files, not a workbook that somebody merged from many forms."""

from pathlib import Path

import pytest

from flytt.forms.attribution.attach import EMPTIED, Fit
from flytt.forms.attribution.components import known_by
from flytt.forms.attribution.evidence import Evidence
from flytt.forms.attribution.held import hold
from tests.forms.estates import Folder, answers, export, workbook
from tests.forms.test_attributed_tables import later


def test_a_merged_workbook_names_none_of_the_sets_in_it(tmp_path: Path) -> None:
    """If this fails, one sibling's title and owner stand for all forms in a list that somebody merged."""
    folder = Folder(tmp_path)
    mine, theirs = answers(12), later(answers(9), 40)
    own = folder.file("Trivsel Nord(1-12).xlsx", workbook({"Sheet1": export(mine)}))
    merged = folder.file("Trivsel Sør(1-9).xlsx", workbook({"Sheet1": export([*mine, *theirs])}))
    held = hold(folder.read())
    place = {block.item_id: n for n, block in enumerate(held.blocks)}
    first = held.components[held.set_of[held.tables_of[place[own]][0]]]
    assert len(held.tables_of[place[merged]]) == 2
    assert len(first.tables) == 2
    assert known_by(first.tables, held.tables, held.blocks) == {place[own]}
    assert first.profile.given == {"Trivsel Nord"}
    only_there = held.components[held.set_of[held.tables_of[place[merged]][1]]]
    assert only_there.profile.given == {"Trivsel Sør"}


def test_a_form_whose_answers_were_deleted_is_as_near_a_rival_as_before() -> None:
    """If this fails, a form that somebody emptied loses its answers unasked to another of its title."""
    title = Evidence(kind="title", weight=9.0, says="Tittelen", source="drive")
    gone = Evidence(kind="contradiction", weight=-6.0, says=EMPTIED, source="forms")
    assert Fit(0, 3.0, (title, gone)).before_deleting == pytest.approx(9.0)
    assert Fit(0, 9.0, (title,)).before_deleting == pytest.approx(9.0)
