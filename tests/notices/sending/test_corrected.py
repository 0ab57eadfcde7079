"""Words that are put right after they went out: where they stand, and who hears of it."""

import pytest

from flytt.migration.workload import Language, Words
from flytt.notices.sending.settings import Outlet
from tests.notices.sending.office import CARD, FILES, MAIL, PAGE, WORDS, Office, settings_of
from tests.notices.sending.test_post import went_down
from tests.notices.stage import local

CORRECTED: dict[Language, Words] = {
    "nb": Words(stops="Du kan ikke føre timer eller reiser."),
    "nn": Words(stops="Du kan ikkje føre timar eller reiser."),
}
LANGUAGES: tuple[Language, ...] = ("nb", "nn")


def sent(*outlets: Outlet) -> Office:
    """Return an office that has sent its first notice everywhere."""
    office = Office(settings_of(*outlets)).approve()
    office.post().send()
    return office


def newest(office: Office, outlet: Outlet) -> str:
    """Return what arrived last at an outlet."""
    return "".join(office.channels[outlet.id].messages[-1].forms.values())


def test_words_that_wait_are_no_news() -> None:
    """People would get a mail that says that something is otherwise, in the words they had."""
    office = sent(MAIL, PAGE).reword(CORRECTED)
    office.post().send()
    assert office.arrivals() == {MAIL.id: 1, PAGE.id: 1}


def test_corrected_words_are_a_revision_that_says_so_where_people_come_to_read() -> None:
    """The intranet would show the old words until something happens; a calendar would not fetch them."""
    office = sent(PAGE, FILES).reword(CORRECTED).approve()
    office.post().send()
    for outlet in (PAGE, FILES):
        was, now = office.channels[outlet.id].messages
        assert now.revision == was.revision + 1
        assert "eller reiser" in newest(office, outlet)
        assert "Vi har rettet teksten i denne meldingen." in newest(office, outlet)


def test_nobody_is_disturbed_for_a_comma() -> None:
    """Everybody would be mailed anew for each word that is put right, and stop reading."""
    office = sent(MAIL, CARD).reword(CORRECTED).approve()
    office.post().send()
    assert office.arrivals() == {MAIL.id: 1, CARD.id: 1}


def test_a_correction_that_readers_must_hear_of_goes_out_to_them_once() -> None:
    """What was wrong would stand in every inbox, with no way to put it right but by hand."""
    office = sent(MAIL, CARD).reword(CORRECTED).approve(correction=True)
    for _ in range(2):
        office.post().send()
    assert office.arrivals() == {MAIL.id: 2, CARD.id: 2}
    assert "eller reiser" in newest(office, CARD)


def test_a_correction_can_be_asked_for_afterwards() -> None:
    """Who approved first and saw then what stood in the inboxes could do nothing about it."""
    office = sent(MAIL).reword(CORRECTED).approve()
    office.post().send()
    office.approve(correction=True)
    office.post().send()
    assert office.arrivals() == {MAIL.id: 2}


def test_a_correction_is_one_though_every_language_is_told_of_it() -> None:
    """The same text would be mailed once for bokmål and once for nynorsk, each time as put right."""
    office = sent(MAIL, PAGE).reword(CORRECTED).approve()
    for language in LANGUAGES:
        office.approve(correction=True, only=language).post().send()
    assert office.arrivals() == {MAIL.id: 2, PAGE.id: 2}
    assert [m.revision for m in office.channels[PAGE.id].messages] == [0, 2]


def test_the_next_words_can_be_corrected_too() -> None:
    """After one correction no other could be asked for afterwards, in either language."""
    office = sent(MAIL).reword(CORRECTED).approve(correction=True)
    office.post().send()
    office.reword({**CORRECTED, "nn": Words(stops="Du kan korkje føre timar eller reiser.")}).approve()
    office.post().send()
    assert office.arrivals() == {MAIL.id: 2}
    office.approve(correction=True, only="nn").post().send()
    assert office.arrivals() == {MAIL.id: 3}


def test_a_comma_in_nynorsk_is_no_news_in_bokmal() -> None:
    """A unit would be mailed that its text was put right, and find every word as it was."""
    first, second = (MAIL.changed(id=language, languages=(language,)) for language in LANGUAGES)
    office = sent(first, second).reword({"nb": WORDS, "nn": CORRECTED["nn"]}).approve()
    assert [out.outlet.id for out in office.post().look()] == ["nn"]
    office.approve(correction=True).post().send()
    assert office.arrivals() == {"nb": 1, "nn": 2}


def test_who_has_the_new_words_is_not_told_that_they_are_new() -> None:
    """Readers who got them with a later fact would get the same text once more."""
    office = went_down(sent(CARD).reword(CORRECTED).approve())
    office.post().send()
    office.approve(correction=True).post().send()
    assert office.arrivals() == {CARD.id: 2}


def test_a_later_fact_brings_the_corrected_words_with_it() -> None:
    """Whoever was not disturbed for the words alone would have the old ones for ever."""
    office = went_down(sent(CARD).reword(CORRECTED).approve())
    office.post().send()
    assert office.arrivals() == {CARD.id: 2}
    assert "Vi har rettet teksten i denne meldingen." in newest(office, CARD)


@pytest.mark.parametrize(("days", "arrived"), [(1, 3), (9, 2)])
def test_what_is_over_is_corrected_for_a_week(days: int, arrived: int) -> None:
    """Wrong advice for afterwards would stand; or people would be mailed about last month's move."""
    office = sent(CARD).at(local(21))
    office.post().send()
    assert office.arrivals() == {CARD.id: 2}
    office.at(local(9, day=(2023, 6, 7 + days))).reword(CORRECTED).approve(correction=True).post().send()
    assert office.arrivals() == {CARD.id: arrived}


def test_the_first_words_are_no_correction() -> None:
    """The first message that anybody gets would say that it had been put right."""
    office = sent(MAIL)
    assert office.channels[MAIL.id].messages[0].revision == 0
    assert "rettet" not in newest(office, MAIL)
