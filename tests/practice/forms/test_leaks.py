"""Nothing that only the generator knows may show in what it made."""

from __future__ import annotations

import json
import random
import zipfile
from collections.abc import Sequence
from itertools import pairwise

import pytest

from tests.practice.forms.estates import Estate, tier

pytestmark = pytest.mark.slow

_TIERS = (3, 5)


def _labels(estate: Estate) -> dict[tuple[str, str], str]:
    blocks = estate.document().blocks
    return {(block.drive_id, block.item_id): str(block.form) for block in blocks}


def _together(labels: Sequence[str]) -> int:
    return sum(one == other for one, other in pairwise(labels))


def _by_chance(labels: Sequence[str]) -> int:
    """How many neighbours are of one form in the luckiest of many random orders."""
    rng = random.Random(1)
    return max(_together(rng.sample(labels, len(labels))) for _ in range(200))


@pytest.mark.parametrize("number", _TIERS)
def test_the_order_of_items_tells_nothing(number: int) -> None:
    """Files of one form would stand together in the list, and an attribution could live on that."""
    estate = tier(number)
    labels = _labels(estate)
    places = [(item.parent.drive, item.id) for item in estate.items()]
    found = [labels[place] for place in places if place in labels and labels[place] != "None"]
    assert len(found) > 40
    assert _together(found) <= _by_chance(found)


@pytest.mark.parametrize("number", _TIERS)
def test_item_ids_tell_nothing(number: int) -> None:
    """Ids next to each other would belong to one form."""
    labels = _labels(tier(number))
    found = [
        label for (_, _), label in sorted(labels.items(), key=lambda pair: pair[0][1]) if label != "None"
    ]
    assert _together(found) <= _by_chance(found)


@pytest.mark.parametrize("number", _TIERS)
def test_the_order_in_a_directory_tells_nothing(number: int) -> None:
    """The order in which files were made would still be the order in which they are listed."""
    estate = tier(number)
    labels = _labels(estate)
    together = chance = 0
    for drive in (estate.out / "drive/content").iterdir():
        found = [
            labels[drive.name, file.name] for file in drive.iterdir() if (drive.name, file.name) in labels
        ]
        together += _together(found)
        chance += _by_chance(found) if len(found) > 1 else 0
    assert together <= chance


@pytest.mark.parametrize("number", _TIERS)
def test_clocks_of_the_making_machine_do_not_show(number: int) -> None:
    """Files made one after another would tell by their times that they belong together."""
    estate = tier(number)
    assert len({file.stat().st_mtime for file in estate.out.rglob("*") if file.is_file()}) == 1
    years: set[int] = set()
    for item in estate.items():
        file = estate.content(item.parent.drive, item.id)
        if item.name.endswith(".xlsx") and file.is_file() and zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as archive:
                years |= {part.date_time[0] for part in archive.infolist()}
    assert years == {1980}


@pytest.mark.parametrize("number", _TIERS)
def test_the_estate_holds_no_word_of_the_truth(number: int) -> None:
    """A latent name or the label of a stream of chance would give the answer away."""
    estate = tier(number)
    words = [b"latent:", b"practice.forms", f"{estate.settings.name}/".encode(), b"generator", b"distractor"]
    for file in estate.out.rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            if zipfile.is_zipfile(file):
                with zipfile.ZipFile(file) as archive:
                    data = b"".join(archive.read(part) for part in archive.namelist())
            assert not [word for word in words if word in data], file.name


@pytest.mark.parametrize("number", _TIERS)
def test_lengths_do_not_tell_answers_from_ordinary_lists(number: int) -> None:
    """How long a table is would tell whether it holds answers, which it does not in real life."""
    blocks = tier(number, forms=60).document().blocks
    answers = sorted(block.rows.total for block in blocks if block.form is not None)
    others = sorted(block.rows.total for block in blocks if block.form is None)
    cut = others[len(others) // 2]
    share = sum(total <= cut for total in answers) / len(answers)
    assert 0.25 < share < 0.75


@pytest.mark.parametrize("number", _TIERS)
def test_names_are_shared_by_answers_and_ordinary_lists(number: int) -> None:
    """A name like a download's would be proof, and any other name proof of the opposite."""
    estate = tier(number, forms=60)
    labels = _labels(estate)
    like = {True: 0, False: 0}
    count = {True: 0, False: 0}
    for item in estate.items():
        label = labels.get((item.parent.drive, item.id))
        if label is not None:
            is_answer = label != "None"
            count[is_answer] += 1
            like[is_answer] += item.name.rsplit(".", 1)[0].rstrip("0123456789 ").endswith(")")
    assert like[False] / count[False] > 0.1
    assert 0.1 < like[True] / count[True] < 0.9


def test_siblings_that_look_alike_cannot_be_told_by_name_alone() -> None:
    """The file name would name the sibling even where the forms bear the same title."""
    estate = tier(5, forms=60)
    lines = [
        json.loads(line) for line in (estate.truth / "notes.ndjson").read_text(encoding="utf-8").splitlines()
    ]
    names = {item.id: item.name.split("(")[0].lower() for item in estate.items()}
    labels = {block.item_id: str(block.form) for block in estate.document().blocks}
    families: dict[str, dict[str, set[str]]] = {}
    for note in lines:
        if note.get("siblings", 0) >= 5:
            forms = families.setdefault(note["family"], {}).setdefault(names[note["item_id"]], set())
            forms.add(labels[note["item_id"]])
    assert any(len(forms) > 1 for family in families.values() for forms in family.values())
