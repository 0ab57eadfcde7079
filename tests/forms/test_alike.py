"""Lists that ask what a form asks: seen also where long questions were cut off."""

from flytt.forms.attribution.alike import asking_alike
from flytt.forms.attribution.verdicts import confidence, verdict

ASKED = frozenset({"hvilket trinn går barnet på?", "noe dere vil at vi skal gjøre annerledes?", "alt i alt?"})


def test_questions_that_were_cut_off_are_met() -> None:
    """A caseworker's shortened copy of a form's answers would be called no form's without asking."""
    cut = {"hvilket trinn går", "noe dere vil at", "saksbehandler"}
    assert asking_alike([(7, cut)], [ASKED]) == {7}


def test_one_question_in_common_is_not_the_same_form() -> None:
    """Every list with a column for the class would be asked about."""
    assert not asking_alike([(7, {"hvilket trinn går", "telefon", "merknad"})], [ASKED])


def test_a_list_that_asks_what_a_form_asks_is_never_decided_alone() -> None:
    """Whether it was cut out of answers is a habit of people, which no curve of ours can tell."""
    sure = confidence("none_asked", 60.0)
    assert verdict(sure, "none_asked", sensitive=False, empty=False) == "ask"
