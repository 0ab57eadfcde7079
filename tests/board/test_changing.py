"""Approving words on the board, and what leads see."""

from collections.abc import Callable

import pytest

from flytt.migration.events import WordingApproved
from flytt.migration.plan import Plan
from flytt.migration.workload import PublicWords, Words
from flytt.notices.board.words import words
from flytt.wiring import open_journal
from tests.board.house import House
from tests.board.persons import check_of, hash_of, sign_in
from tests.notices.stage import accepted, down, plan_of, workload

Staffed = Callable[[Plan], House]
LIST = "/hustadvika/nb/ordlyd"
TEXT = f"{LIST}/oppvekst/staff/nb"


def approvals(house: House) -> list[WordingApproved]:
    """Return what the ledger says was approved."""
    house.journal.refresh()
    return [r.event for r in house.journal.events if isinstance(r.event, WordingApproved)]


def test_words_are_approved_on_the_board(staffed: Staffed) -> None:
    """What a communications person approves would not be in the ledger, in their name, as proven."""
    house = staffed(plan_of(approval="authenticated"))
    sign_in(house, "kommunikasjon")
    page = house.http.get(TEXT).text
    answer = house.http.post(TEXT, {"check": check_of(page), "hash": hash_of(page)})
    assert answer.status_code == 303
    (event,) = approvals(house)
    assert (event.who, event.through, event.authenticated) == ("kommunikasjon", "board", True)
    assert event.wording == hash_of(page)
    house.look()
    assert words("nb").says_held in house.http.get(TEXT).text
    other = house.http.get(f"{LIST}/oppvekst/staff/nn").text
    house.http.post(f"{LIST}/oppvekst/staff/nn", {"check": check_of(other), "hash": hash_of(other)})
    house.look()
    after = house.http.get(TEXT).text
    assert words("nb").approved_already in after
    assert words("nb").preview_lead not in after, "nothing waits any longer"


def test_practice_sign_in_is_no_proof(staffed: Staffed) -> None:
    """A rehearsal's approval, by whoever pressed a button, would pass as proven."""
    house = staffed(plan_of(practice=True))
    there = house.desk.settings.sign_in
    assert there is not None
    house.desk.settings = house.desk.settings.changed(sign_in=there.changed(practice=True))
    sign_in(house, "leder")
    page = house.http.get(TEXT).text
    house.http.post(TEXT, {"check": check_of(page), "hash": hash_of(page)})
    (event,) = approvals(house)
    assert not event.authenticated


@pytest.mark.parametrize(
    ("fields", "headers"),
    [
        ({}, {}),
        ({"check": "guessed"}, {}),
        ({"check": "{check}"}, {"origin": "https://elsewhere.example"}),
        ({"check": "{check}"}, {"sec-fetch-site": "cross-site"}),
        ({"check": "{check}"}, {"sec-fetch-site": "same-site"}),
    ],
)
def test_a_form_that_is_not_ours_changes_nothing(
    staffed: Staffed, fields: dict[str, str], headers: dict[str, str]
) -> None:
    """A page elsewhere could have an approver approve words without knowing."""
    house = staffed(plan_of())
    sign_in(house, "leder")
    page = house.http.get(TEXT).text
    given = {name: value.format(check=check_of(page)) for name, value in fields.items()}
    answer = house.http.post(TEXT, {**given, "hash": hash_of(page)}, headers)
    assert answer.status_code == 403
    assert approvals(house) == []


def test_another_persons_check_value_is_not_ours(staffed: Staffed) -> None:
    """One who has signed in could make forms for another."""
    house = staffed(plan_of())
    sign_in(house, "leder")
    check = check_of(house.http.get(TEXT).text)
    house.http.cookies.clear()
    sign_in(house, "kommunikasjon")
    page = house.http.get(TEXT).text
    assert house.http.post(TEXT, {"check": check, "hash": hash_of(page)}).status_code == 403


def test_words_that_changed_since_they_were_read_are_not_approved(staffed: Staffed) -> None:
    """Somebody would answer for words that they never saw."""
    house = staffed(plan_of())
    sign_in(house, "leder")
    page = house.http.get(TEXT).text
    said = Words(stops="Du kan ikke logge inn.", public=PublicWords(name="barnehageappen"))
    plan = house.journal.plan()
    house.journal.adopt(plan.changed(workloads=(workload(words={"nb": said, "nn": said}),)))
    house.look()
    answer = house.http.post(TEXT, {"check": check_of(page), "hash": hash_of(page)})
    assert answer.status_code == 409
    assert words("nb").changed_meanwhile in answer.text
    assert approvals(house) == []


def test_what_is_changed_is_shown_beside_how_it_was(staffed: Staffed) -> None:
    """An approver would have to find a changed comma among two hundred sentences."""
    house = staffed(plan_of())
    house.approve_all()
    said = Words(stops="Du kan ikke logge inn.")
    plan = house.journal.plan()
    house.journal.adopt(plan.changed(workloads=(workload(words={"nb": said, "nn": said}),)))
    house.look()
    sign_in(house, "leder")
    page = house.http.get(TEXT).text
    assert "<ins>+ systems.visma-flyt-barnehage.stops: Du kan ikke logge inn.</ins>" in page
    assert words("nb").says_waiting in page
    assert "Du kan ikke logge inn." not in house.http.get(f"/hustadvika/staff/nb/{house.first}.txt").text


def test_a_correction_is_asked_for_on_the_board(staffed: Staffed) -> None:
    """Who sees what stands wrong in the inboxes would have to find somebody with a command line."""
    house = staffed(plan_of())
    sign_in(house, "leder")
    assert words("nb").approve_and_correct not in house.http.get(TEXT).text
    house.approve_all()
    house.look()
    page = house.http.get(TEXT).text
    assert words("nb").correct_now in page
    answer = house.http.post(TEXT, {"check": check_of(page), "hash": hash_of(page), "correct": "1"})
    assert answer.status_code == 303
    assert approvals(house)[-1].correction


def test_leads_see_promised_against_measured(staffed: Staffed) -> None:
    """Whether promises are kept would be known to the program alone."""
    house = staffed(plan_of())
    house.tell(accepted(house.journal.plan()))
    sign_in(house, "leder")
    page = house.http.get("/hustadvika/nb/lofter").text
    assert "1 av 1 løfter holdt. 126 min nede i alt; 240 min var lovet." in page
    assert words("nb").owed_none in page


def test_a_later_plan_does_not_change_what_was_promised(staffed: Staffed) -> None:
    """An evening that kept its promise would be shown as broken when the window is planned anew."""
    house = staffed(plan_of())
    house.tell(accepted(house.journal.plan()))
    house.journal.adopt(house.journal.plan().changed(workloads=(workload(minutes=60),)))
    sign_in(house, "leder")
    assert "126 min nede i alt; 240 min var lovet." in house.http.get("/hustadvika/nb/lofter").text


def test_who_owes_users_a_word_is_for_those_signed_in(staffed: Staffed) -> None:
    """Names of those who are late would stand on an open page."""
    house = staffed(plan_of())
    house.tell(down(house.journal.plan()))
    assert house.http.get("/hustadvika/nb/lofter").status_code == 303
    sign_in(house, "leder")
    assert words("nb").owed_news in house.http.get("/hustadvika/nb/lofter").text


@pytest.mark.parametrize("lang", ["nb", pytest.param("nn", marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    "page", ["ordlyd", "ordlyd/oppvekst/staff/nn", "ordlyd/oppvekst/residents/nb", "lofter"]
)
def test_pages_for_those_signed_in_are_kept_by_nobody(staffed: Staffed, page: str, lang: str) -> None:
    """A shared machine or a proxy would show them to the next person."""
    house = staffed(plan_of())
    sign_in(house, "leder")
    answer = house.http.get(f"/hustadvika/{lang}/{page}")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert f'<html lang="{lang}">' in answer.text


def test_the_board_writes_as_the_person(staffed: Staffed) -> None:
    """The ledger would say that a program approved words."""
    house = staffed(plan_of())
    sign_in(house, "leder")
    page = house.http.get(TEXT).text
    house.http.post(TEXT, {"check": check_of(page), "hash": hash_of(page)})
    journal = open_journal(house.at)
    journal.refresh()
    assert journal.events[-1].actor == "board:leder"
    journal.store.close()
