"""Faults between the inventory of a Forms estate and its proof: a few of each kind; bench has the rest."""

from functools import cache
from pathlib import Path

import pytest

from bench.forms_loss.faults import READ, WRITTEN
from bench.forms_loss.files import on_disk
from bench.forms_loss.parsed import OneForm, Tally, false_alarms, forms_in, inject
from practice.forms.damage import KINDS
from practice.forms.estate import make_estate
from practice.forms.settings import Settings, sources_of

pytestmark = pytest.mark.slow

EACH = 4


@pytest.fixture(scope="module")
def estates(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two small estates: one with everything, one of whose sources some are missing."""
    return _estate(tmp_path_factory.mktemp("two"), 2), _estate(tmp_path_factory.mktemp("four"), 4)


def _estate(folder: Path, tier: int) -> Path:
    settings = Settings(
        seed=tier,
        tier=tier,
        forms=5,
        responses_median=5,
        responses_most=30,
        distractors=0,
        uploads_most=2,
        sources=sources_of(tier),
    )
    make_estate(settings, folder / "estate", folder / "truth")
    return folder / "estate"


@cache
def _forms(estates: tuple[Path, Path]) -> tuple[OneForm, ...]:
    return tuple(form for estate in estates for form in forms_in(estate))


@cache
def _tallies(estates: tuple[Path, Path]) -> dict[str, Tally]:
    return inject(_forms(estates), EACH)


def test_an_undamaged_form_raises_no_alarm(estates: tuple[Path, Path]) -> None:
    """If this failed, alarms would be believed by nobody, the true ones neither."""
    assert len(_forms(estates)) > 5
    assert false_alarms(_forms(estates)) == []


@pytest.mark.parametrize("kind", [*READ, *WRITTEN, "wrong-target"])
def test_a_fault_of_reading_or_writing_is_seen(estates: tuple[Path, Path], kind: str) -> None:
    """If this failed, answers could be lost or changed in this way under a proof that none were."""
    tally = _tallies(estates)[kind]
    assert tally.detected >= EACH - 1
    assert tally.missed == []


def test_damage_to_real_files_after_the_inventory_is_seen(estates: tuple[Path, Path]) -> None:
    """If this failed, what holds in memory would not hold for workbooks and pages on a disk."""
    found, alarms = on_disk(estates[0], 1)
    assert alarms == 0
    assert {kind: one.missed for kind, one in found.items() if one.missed} == {}
    assert sum(one.detected for one in found.values()) >= len(KINDS) // 2
