"""Damage that a proof of nothing lost must see."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from pathlib import Path

import pytest

from practice.forms.damage import KINDS, Injector, NothingToDamageError, restore
from tests.practice.forms.estates import tier

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An estate that may be damaged."""
    directory = tmp_path_factory.mktemp("damaged") / "estate"
    shutil.copytree(tier(3).out, directory)
    return directory


def _state(directory: Path) -> dict[str, str]:
    return {
        str(file.relative_to(directory)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in directory.rglob("*")
        if file.is_file()
    }


@pytest.mark.parametrize("kind", KINDS)
def test_damage_is_done_recorded_and_taken_back(kind: str, estate: Path, tmp_path: Path) -> None:
    """A fault that was never done would count as one that nobody noticed, or faults would pile up."""
    before = _state(estate)
    injector = Injector(estate, tmp_path / "record.ndjson")
    for number in range(5):
        damage = injector.damage(kind, random.Random(number))
        after = _state(estate)
        changed = {name for name in before | after if before.get(name) != after.get(name)}
        assert changed
        assert changed <= set(damage.before)
        restore(estate, damage)
        assert _state(estate) == before
    lines = (tmp_path / "record.ndjson").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["kind"] for line in lines] == [kind] * 5


def test_only_named_files_are_hit(estate: Path) -> None:
    """Faults in files that nothing is claimed about would count as missed."""
    only = sorted(str(file.relative_to(estate)) for file in estate.glob("responses/*/*.json"))[:1]
    damage = Injector(estate, only=only).damage("dropped-page", random.Random(1))
    restore(estate, damage)
    assert damage.what["file"] == only[0]


def test_an_estate_with_nothing_to_damage_says_so(tmp_path: Path) -> None:
    """A run of the proof would count faults that could not be done."""
    (tmp_path / "drive").mkdir()
    (tmp_path / "drive/items.ndjson").write_text("")
    for kind in KINDS:
        with pytest.raises(NothingToDamageError):
            Injector(tmp_path).damage(kind, random.Random(1))
