"""Plain language, as far as a program can tell: the mappings' own words against the rules."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from flytt.migration.workload import Language
from flytt.notices.plain import faults, plan_faults
from flytt.wiring import new_plan, where

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("municipality", ["hustadvika", "fjordvik", "fraena-eide"])
def test_words_of_the_mappings_are_plain(municipality: str) -> None:
    """Parents would read of servers and products, or of a date that is wrong tomorrow."""
    plan = new_plan(
        where(municipality, mappings=ROOT / "mappings"), practice=True, now=datetime(2023, 6, 1, tzinfo=UTC)
    )
    assert list(plan_faults(plan)) == []


@pytest.mark.parametrize(
    ("text", "language", "outside", "fault"),
    [
        ("Vi migrerer databasen.", "nb", False, "a word of the trade: database"),
        ("Visma Flyt Skole er nede.", "nb", True, "a name that nobody outside knows: visma"),
        ("Systemet vil bli flyttet.", "nb", False, "says what will be done, not who does it"),
        ("Systemet er nede til kl. 16.", "nb", False, "a day or a time typed by hand: kl. 1"),
        ("Logg ut før torsdag.", "nn", False, "a day or a time typed by hand: torsdag"),
        ("Du kan ikkje logge inn.", "nb", False, "of the other language: ikkje"),
        ("Du kan ikke logge inn.", "nn", False, "of the other language: ikke"),
        (" ".join(["ord"] * 25) + ".", "nb", False, "a sentence of 25 words"),
    ],
)
def test_each_fault_is_recognised(text: str, language: Language, outside: bool, fault: str) -> None:  # noqa: FBT001
    """The rule above would let everything pass without anyone seeing it."""
    assert fault in list(faults(text, language, outside=outside))


def test_staff_know_their_products() -> None:
    """Staff would read of «et system» where they know its name."""
    assert list(faults("Du kan ikke logge inn i Visma Flyt Skole.", "nb", outside=False)) == []
