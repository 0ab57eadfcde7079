"""The curves that confidence is read off were fitted by the program that is here, on training estates."""

import json
from typing import cast, get_args

from bench.forms.calibrate import KINDS, fitted
from bench.forms.training import TRAINING
from flytt.forms.attribution.verdicts import CALIBRATION, Curves, Stratum


def test_curves_are_of_the_training_estates_that_are_listed_and_no_others() -> None:
    """If this fails, nobody can make the curves again: they are of estates that are not listed here."""
    given = cast("dict[str, object]", json.loads(CALIBRATION.read_text("utf-8")))
    assert set(given) == {"fitted_on", "blocks", "strata"}
    assert given["fitted_on"] == [one.said for one in TRAINING]
    assert len({one.settings().name for one in TRAINING}) == len(TRAINING)
    assert {one.settings().split for one in TRAINING} == {"train"}


def test_a_training_estate_lacks_what_it_is_said_to_lack() -> None:
    """If this fails, curves for files alone are fitted where the service tells whose the answers are."""
    bare = next(one for one in TRAINING if one.without == ("api", "audit", "references"))
    sources = bare.settings().sources
    assert (sources.api, sources.audit_days, sources.references) == ("none", 0, False)
    assert bare.said.endswith("--without api,audit,references")


def test_every_sort_of_decision_learns_from_some_kind() -> None:
    """If this fails, a sort that a training estate holds stops the fitting, or is asked about for ever."""
    assert set(KINDS) == set(get_args(Stratum))


def test_a_larger_margin_is_never_less_sure() -> None:
    """If this fails, more evidence for a form makes people be asked where less did not."""
    strata = cast("Curves", json.loads(CALIBRATION.read_text("utf-8")))["strata"]
    assert all(
        one["bits"] == sorted(one["bits"]) and one["right"] == sorted(one["right"]) for one in strata.values()
    )


def test_a_sort_that_was_seldom_seen_is_not_called_sure() -> None:
    """If this fails, twenty lucky tables of a sort decide all later ones without asking."""
    seen = fitted({"context": [(8.0, True)] * 20})["context"]["right"]
    assert seen[-1] < 0.997
