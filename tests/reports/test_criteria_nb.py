"""What a machine saw is told in bokmål to those who decide on it."""

import pytest

from flytt.reports.criteria_nb import criterion_nb

FITS_NB = (
    "Den siste kopieringen og kontrollen får plass: 5 min ventet, 7 min på det verste, i et vindu på 9 min."
)


@pytest.mark.parametrize(
    ("says", "nb"),
    [
        ("4 steps verified", "4 steg er kontrollert"),
        ("sfo/dump is started; sfo/copy is refuted", "sfo/dump: begynt; sfo/copy: avvik"),
        ("sfo: Avtale from 2023-05-03", "sfo: Avtale fra 2023-05-03"),
        (
            "sfo: 10 min there and 5 min back, 3 min left; skole: 1 min there and 2 min back, 0 min left",
            "sfo: 10 min fram og 5 min tilbake, 3 min igjen; skole: 1 min fram og 2 min tilbake, 0 min igjen",
        ),
        ("rakel waits for domene (signs in by it)", "rakel venter på domene (signs in by it)"),
        ("longer than promised: sfo: 90 of 60 min", "lenger enn lovet: sfo: 90 av 60 min"),
        (
            "kept less than 30 days: sfo (not opened yet), skole (until 2023-07-01 16:00)",
            "beholdt i mindre enn 30 dager: sfo (ikke i bruk ennå), skole (til 2023-07-01 16:00)",
        ),
        (
            "The last pass and its verification fit: 5 min expected, 7 min at worst, in a window of 9 min.",
            FITS_NB,
        ),
        ("Skolen is open all day", "Skolen is open all day"),
    ],
)
def test_a_sentence_is_told_in_bokmaal(says: str, nb: str) -> None:
    """A lead would decide on a sentence half in another language, or a name would be changed on the way."""
    assert criterion_nb(says) == nb
