"""Which known form comes into question for answers that no response ties to any; and when none does."""

import pytest

from flytt.forms.attribution.attach import OTHER_TIMES, Fit
from flytt.forms.attribution.components import Component
from flytt.forms.attribution.evidence import Evidence, Kind
from flytt.forms.attribution.followers import Followed, outvoting_nobody
from flytt.forms.attribution.in_question import alone_with_title, in_question, is_refuted
from flytt.forms.attribution.profile import Profile
from flytt.forms.attribution.scores import OTHER_UNIT as ELSEWHERE
from flytt.forms.attribution.scores import VERBATIM, strangers
from flytt.forms.attribution.verbatim import given_title, verbatim
from flytt.forms.attribution.verdicts import confidence, verdict


def said(kind: Kind, weight: float, says: str = "") -> Evidence:
    """Return one piece of evidence."""
    return Evidence(kind=kind, weight=weight, says=says, source="drive")


def fit(form: int, *evidence: Evidence) -> Fit:
    """Return how a set fits a form."""
    return Fit(form, sum(one.weight for one in evidence), evidence)


TITLE, OWNER, OTHER_UNIT = said("title", 6.0), said("owner", 3.5), said("owner", -4.0)
OTHER_TITLE, EXACT = said("title", -2.5), said("content", 2.0, VERBATIM)


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        ((TITLE, OWNER), "titled"),
        ((TITLE, said("owner", -2.5), said("owner", 1.5)), "titled"),
        ((TITLE, OTHER_UNIT), "none"),
        ((TITLE, EXACT, said("owner", -5.0)), "titled"),
        ((TITLE, EXACT, said("owner", -2.5), said("owner", -1.5, ELSEWHERE)), "none"),
        ((TITLE, EXACT, said("owner", -5.0), said("contradiction", -14.0, "ingen av svarene")), "none"),
        ((OTHER_TITLE, OWNER), "owned"),
        ((OTHER_TITLE, OTHER_UNIT), "none"),
        ((TITLE, OWNER, said("contradiction", -20.0, OTHER_TIMES)), "none"),
        ((TITLE, OWNER, said("contradiction", -14.0, "ingen av svarene er i tjenesten")), "titled"),
        ((OTHER_TITLE, OTHER_UNIT, said("link", 14.0)), "titled"),
        ((said("upload", 12.0), OWNER), "titled"),
    ],
)
def test_what_brings_a_form_into_question(evidence: tuple[Evidence, ...], expected: str) -> None:
    """If this fails, a form is called unknown without asking though a link may name it, or asked in vain."""
    assert in_question([fit(0, OTHER_TITLE, OTHER_UNIT), fit(1, *evidence)]) == expected


def test_no_form_known_brings_none_into_question() -> None:
    """If this fails, an estate of files alone asks about forms that nobody can name."""
    assert in_question([]) == "none"


def test_the_only_form_of_the_very_title_is_likelier_where_nothing_else_asks_the_same() -> None:
    """If this fails, a form that a colleague exported stays unknown though a page names it, word for word."""
    titled = fit(7, TITLE, said("owner", -2.5), said("owner", 1.5), EXACT)
    other = fit(8, OTHER_TITLE, OWNER)
    found = alone_with_title({0: (titled, other)}, {0: 0})[0]
    assert found[0].form == 7
    assert found[0].bits > titled.bits


@pytest.mark.parametrize("why", ["asked elsewhere", "two titles", "another set's too", "not word for word"])
def test_a_title_that_may_be_a_siblings_is_no_likelier(why: str) -> None:
    """If this fails, a sibling's answers are given to the one form of the family that a page links to."""
    titled = fit(7, TITLE, OWNER, *(() if why == "not word for word" else (EXACT,)))
    own = (titled, fit(8, TITLE, OWNER, EXACT)) if why == "two titles" else (titled,)
    fits = {0: own, **({1: (fit(7, TITLE, OWNER),)} if why == "another set's too" else {})}
    assert alone_with_title(fits, {0: int(why == "asked elsewhere")})[0] == own


def test_what_answers_refute_is_asked_about_whatever_names_it() -> None:
    """If this fails, a deleted sibling's answers go to a living form by title, folder and owner."""
    assert is_refuted(fit(1, TITLE, OWNER, said("upload", 12.0), said("contradiction", -10.0)))
    assert not is_refuted(fit(1, TITLE, OWNER, said("contradiction", -1.5)))
    assert verdict(confidence("refuted", 60.0), "refuted", sensitive=False, empty=False) == "ask"


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Søknad om brøyting", "E-post til alle, emne: Søknad om brøyting", "whole"),
        ("Elevråd hva mener du", "Teams-fane «Elevråd: hva mener du?» i Prøvnes skole", "whole"),
        ("Søknad hvemhva", "Nettsiden, Søknad hvem/hva?", "whole"),
        ("Kopi av Trivsel", "side: «Kopi av Trivsel»", "whole"),
        ("Kopi av Trivsel", "side: «Trivsel»", "whole"),
        ("Trivsel", "side: «Kopi av Trivsel»", "within"),
        ("Trivsel", "side: «Trivsel 2024»", "within"),
        ("Trivsel", "side: «Trivsel 🏫»", "within"),
        ("Trivsel 🏫", "side: «Trivsel»", "absent"),
        ("Trivsel 🏫", "side: «Trivsel 🏫»", "whole"),
        ("", "side: «»", "absent"),
    ],
)
def test_a_title_stands_whole_or_is_anothers(title: str, text: str, expected: str) -> None:
    """If this fails, siblings whose titles differ in one sign or word are one."""
    assert verbatim(title, text) == expected


def test_only_a_name_that_forms_gave_tells_a_title_letter_by_letter() -> None:
    """If this fails, what somebody called his file is held against the form's title sign by sign."""
    assert given_title("Trivsel 🏫(1-27) - Kopi.xlsx") == "Trivsel 🏫"
    assert not given_title("Trivsel til leder.xlsx")


def test_many_files_and_none_the_owners_speak_against_a_persons_form() -> None:
    """If this fails, eight files of colleagues look as much like the owner's form as one does."""
    theirs = Profile(homes={"kari"})

    def bits(files: int, of: Profile = theirs) -> float:
        own = Profile(files={("d", str(n)) for n in range(files)})
        return sum(one.weight for one in strangers(own, of))

    assert bits(1) == 0
    assert bits(4) < bits(2) < 0
    assert bits(4, Profile(shared=True)) == 0


def test_empty_tables_are_never_most_of_an_unknown_form() -> None:
    """If this fails, answers are called by the form of empty tables that only look like theirs."""
    sets = [Component(list(range(n)), None, by_rows=True) for n in (3, 2, 6, 1)]
    follow = {n: Followed(0, None, margin, ()) for n, margin in ((1, 2.0), (2, 9.0), (3, 1.0))}
    assert set(outvoting_nobody(follow, sets, {1, 2, 3})) == {1}
    assert set(outvoting_nobody(follow, sets, {1, 3})) == {1, 2}
    sets[0].form = 4
    assert set(outvoting_nobody(follow, sets, {1, 2, 3})) == {1, 2, 3}
