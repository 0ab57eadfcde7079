"""What is decided without asking, and what never is."""

import json
from typing import cast

import pytest

from flytt.forms.attribution.verdicts import CALIBRATION, Curves, Stratum, confidence, raw, verdict


def test_sensitive_answers_of_an_unknown_form_are_asked_about() -> None:
    """If this fails, one form's health data is taken for two forms' and handed to two, without asking."""
    assert verdict(1.0, "latent_clear", sensitive=True, empty=False) == "ask"
    assert verdict(1.0, "latent_clear", sensitive=False, empty=False) == "auto"


@pytest.mark.parametrize("stratum", ["rows", "context", "latent_owned", "latent_named"])
def test_the_line_for_sensitive_data_is_stricter_for_unknown_forms_too(stratum: Stratum) -> None:
    """If this fails, sensitive data is decided by the looser line wherever no form is known."""
    assert verdict(0.998, stratum, sensitive=False, empty=False) == "auto"
    assert verdict(0.998, stratum, sensitive=True, empty=False) == "ask"
    assert verdict(0.9995, stratum, sensitive=True, empty=False) == "auto"


@pytest.mark.parametrize("bits", [0.0, 1.5, 3.9])
def test_title_and_owner_by_a_small_margin_are_no_surer_than_the_margin(bits: float) -> None:
    """If this fails, two rows of a form that nobody knows go to one that has its title, barely ahead."""
    assert confidence("context", bits) <= raw(bits)
    assert verdict(confidence("context", bits), "context", sensitive=False, empty=False) == "ask"


@pytest.mark.parametrize("stratum", ["none_blind", "rows", "identity", "latent_clear"])
def test_a_margin_below_all_that_were_seen_is_asked_about(stratum: Stratum) -> None:
    """If this fails, a list that looks more like answers than any seen is called no form's without asking."""
    least = cast("Curves", json.loads(CALIBRATION.read_text("utf-8")))["strata"][stratum]["bits"][0]
    sure = confidence(stratum, least - 0.01)
    assert verdict(sure, stratum, sensitive=False, empty=False) == "ask"
    assert sure < confidence(stratum, least)


@pytest.mark.parametrize("stratum", ["none_empty", "none_empty_blind"])
def test_a_heading_alone_is_never_called_no_forms_unasked(stratum: Stratum) -> None:
    """If this fails, an export without answers is no form's because lists without rows were, in training."""
    sure = confidence(stratum, 60.0)
    assert verdict(sure, stratum, sensitive=False, empty=True) == "ask"


def test_a_heading_alone_that_nothing_names_is_never_decided_alone() -> None:
    """If this fails, people are told that a sibling owns an export with its title and nobody's answers."""
    sure = confidence("empty_unnamed", 60.0)
    assert verdict(sure, "empty_unnamed", sensitive=False, empty=True) == "ask"
