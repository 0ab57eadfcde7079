"""Saying on the board whose answers are whose."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest

from flytt.forms.reading.people_source import read_decisions
from flytt.notices.board.estate_desk import EstateDesk
from flytt.notices.board.estate_questions import Asked, Queue, least
from flytt.notices.board.open_id import OpenId
from flytt.notices.board.settings import BoardSettings, FormsEstate, SignIn
from flytt.notices.board.signing_in import CALLBACK
from flytt.notices.board.words import words
from practice.issuer import Issuer
from tests.board.house import BASE, House
from tests.board.persons import check_of, sign_in
from tests.notices.stage import plan_of

pytestmark = pytest.mark.slow  # reads a whole estate; left out of `make fast`, never of `make test`

LIST = "/hustadvika/nb/skjema"
ROOT = Path(__file__).parents[2]
GENEROUS_SECONDS = 180.0
PERSONAL = re.compile(r"\d{11}|@")
Asking = Callable[..., House]


@pytest.fixture(scope="module")
def queue(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Queue]:
    """A small practice estate, and what is asked about it."""
    folder = tmp_path_factory.mktemp("estate")
    made = ["--seed", "5", "--tier", "T4", "--forms", "12", "--out", str(folder / "estate")]
    words = [sys.executable, "-m", "practice.forms", *made, "--truth", str(folder / "truth")]
    subprocess.run(words, check=True, cwd=ROOT, capture_output=True, timeout=600)
    program = [sys.executable, "-m", "flytt.notices.board.estate_questions", str(folder / "estate")]
    asked = subprocess.run(program, check=True, cwd=ROOT, capture_output=True, timeout=600)
    found = Queue.model_validate_json(asked.stdout)
    assert found.asked
    return folder / "estate", found


@pytest.fixture
def asking(build: Callable[..., House], issuer: Issuer, queue: tuple[Path, Queue], tmp_path: Path) -> Asking:
    """Return what builds a board that asks about the estate; what people answer is the test's own."""
    folder = tmp_path / "estate"
    folder.mkdir()

    def one(people: tuple[str, ...] = ()) -> House:
        signing = SignIn(
            issuer=issuer.url, client_id="flytt", people={"leder": "leder", "kommunikasjon": "kommunikasjon"}
        )
        settings = BoardSettings(sign_in=signing, forms=FormsEstate(estate=str(folder), people=people))
        house = build(plan_of(), settings, "", OpenId(signing, BASE + CALLBACK))
        house.desk.estate = EstateDesk(FormsEstate(estate=str(folder), people=people), lambda _: queue[1])
        house.desk.estate.look()
        _until_still(house.desk.estate)
        return house

    return one


def first_of(house: House) -> Asked:
    """The first question that has a form to offer."""
    assert house.desk.estate is not None
    return next(one for one in house.desk.estate.waiting() if one.candidates[0].form)


def answer(house: House, asked: Asked, svar: str, **more: str) -> int:
    """Open a question and answer it; return the status."""
    page = house.http.get(f"{LIST}/{asked.key}").text
    (seen,) = re.findall(r'name="sett" value="(\d+)"', page)
    fields = {"check": check_of(page), "sett": seen, "svar": svar, **more}
    return house.http.post(f"{LIST}/{asked.key}", fields).status_code


def written(house: House) -> list[tuple[str, str, str]]:
    """What the estate's file says: who, which form, why."""
    assert house.desk.estate is not None
    return [(one.decided_by, one.form, one.why) for one in house.desk.estate.decisions()]


def test_the_queue_begins_with_what_settles_most(asking: Asking) -> None:
    """People would spend their time on what settles least."""
    house = asking()
    sign_in(house, "leder")
    page = house.http.get(LIST).text
    settles = [int(n) for n in re.findall(r'data-label="Avgjør">(\d+)<', page)]
    assert settles
    assert settles == sorted(settles, reverse=True)


def test_a_question_shows_candidates_and_what_speaks_for_them(asking: Asking) -> None:
    """People would have to guess, or open the file with everybody's answers in it."""
    house = asking()
    sign_in(house, "leder")
    asked = first_of(house)
    page = house.http.get(f"{LIST}/{asked.key}").text
    for candidate in asked.candidates:
        assert not candidate.form or f'value="{candidate.form}"' in page
    assert asked.candidates[0].title in page
    assert words("nb").no_form in page
    assert asked.speaks_for[0] in page
    assert words("nb").unit_title in page


def test_an_answer_is_written_as_the_command_line_writes_it(asking: Asking) -> None:
    """An answer would be lost, or nobody could see who gave it, and when."""
    house = asking()
    sign_in(house, "leder")
    asked = first_of(house)
    form = asked.candidates[0].form
    assert form
    assert answer(house, asked, form, hvorfor="  Tittelen\r\nstemmer ") == 303
    assert house.desk.estate is not None
    said, faults = read_decisions(house.desk.estate.folder / "decisions.csv", "decisions.csv")
    assert faults == []
    (one,) = said
    assert (one.decided_by, one.form, one.why) == ("leder", form, "Tittelen stemmer")
    assert one.decided_at is not None
    assert (one.drive_id, one.item_id, one.sheet, one.range) == asked.place
    assert asked.key not in {left.key for left in house.desk.estate.waiting()}


@pytest.mark.parametrize(("svar", "annet", "form"), [("ingen", "", "none"), ("annet", "{title}", "{id}")])
def test_none_of_these_and_another_form(asking: Asking, svar: str, annet: str, form: str) -> None:
    """When the right form is not among three guesses, people would have to choose a wrong one."""
    house = asking()
    sign_in(house, "leder")
    assert house.desk.estate is not None
    titles = house.desk.estate.queue.titles if house.desk.estate.queue else {}
    single = next((i, t) for i, t in titles.items() if t and list(titles.values()).count(t) == 1)
    assert answer(house, first_of(house), svar, annet=annet.format(title=single[1].upper())) == 303
    assert written(house) == [("leder", form.format(id=single[0]), "")]


@pytest.mark.parametrize(
    ("svar", "annet"), [("", ""), ("annet", "finnes ikke"), ("gjettet", ""), ("annet", "")]
)
def test_an_answer_that_names_no_form_is_not_written(asking: Asking, svar: str, annet: str) -> None:
    """A slip of the pen would become a form that nobody owns."""
    house = asking()
    sign_in(house, "leder")
    assert answer(house, first_of(house), svar, annet=annet) == 400
    assert written(house) == []


def test_a_decision_can_be_taken_back(asking: Asking) -> None:
    """A wrong answer would stay, or disappear as if it had never been given."""
    house = asking()
    sign_in(house, "leder")
    asked = first_of(house)
    answer(house, asked, "ingen")
    page = house.http.get(f"{LIST}/avgjort").text
    fields = {"check": check_of(page), "blokk": asked.key}
    assert house.http.post(f"{LIST}/avgjort", fields).status_code == 303
    assert [form for _, form, _ in written(house)] == ["none", "undo"]
    assert house.desk.estate is not None
    assert asked.key in {one.key for one in house.desk.estate.waiting()}
    assert house.http.post(f"{LIST}/avgjort", fields).status_code == 400


def test_who_answers_what_somebody_else_just_answered_is_told(asking: Asking) -> None:
    """Two people would overrule each other without knowing."""
    house = asking()
    sign_in(house, "leder")
    asked = first_of(house)
    page = house.http.get(f"{LIST}/{asked.key}").text
    fields = {"check": check_of(page), "sett": "0", "svar": "ingen"}
    assert house.http.post(f"{LIST}/{asked.key}", fields).status_code == 303
    late = house.http.post(f"{LIST}/{asked.key}", fields)
    assert late.status_code == 409
    assert words("nb").answered_meanwhile in late.text
    assert len(written(house)) == 1


def test_the_unit_that_was_asked_is_remembered(asking: Asking) -> None:
    """Two people would ask the same unit, or each think that the other had."""
    house = asking()
    sign_in(house, "leder")
    asked = first_of(house)
    page = house.http.get(f"{LIST}/{asked.key}").text
    assert f"{BASE}{LIST}/{asked.key}" in page
    assert (
        house.http.post(f"{LIST}/{asked.key}", {"check": check_of(page), "svar": "spurt"}).status_code == 303
    )
    assert f"{asked.unit} er spurt (leder" in house.http.get(LIST).text
    assert written(house) == []


def test_forms_that_are_not_ours_change_nothing(asking: Asking) -> None:
    """A page elsewhere could have somebody give answers away without knowing."""
    house = asking()
    assert house.http.get(LIST).status_code == 303, "needs a sign-in"
    sign_in(house, "leder")
    asked = first_of(house)
    for path in (f"{LIST}/{asked.key}", f"{LIST}/avgjort", LIST):
        sent = house.http.post(path, {"check": "guessed", "svar": "ingen", "sett": "0", "blokk": asked.key})
        assert sent.status_code == 403
    assert written(house) == []


def test_only_those_who_are_named_may_answer(asking: Asking) -> None:
    """Everybody who approves words would see which files hold what about whom."""
    house = asking(("kommunikasjon",))
    sign_in(house, "leder")
    assert house.http.get(LIST).status_code == 404
    assert "/skjema" not in house.http.get("/hustadvika/nb/ordlyd").text
    sign_in(house, "kommunikasjon")
    assert house.http.get(LIST).status_code == 200


def test_the_pages_show_the_least_that_decides(asking: Asking, queue: tuple[Path, Queue]) -> None:
    """People's answers would stand on a page that does not need them."""
    house = asking()
    sign_in(house, "leder")
    estate, found = queue
    answers = {
        str(one["answer1"])
        for path in (estate / "responses").rglob("*.json")
        for response in json.loads(path.read_text("utf-8"))["value"]
        for one in json.loads(response["answers"])
    }
    # A choice may be the name of a unit, which is shown; what somebody wrote is not.
    answers = {one for one in answers if PERSONAL.search(one) or len(one.split()) > 5}
    people = cast("list[dict[str, str]]", json.loads((estate / "directory/users.json").read_text("utf-8")))
    addresses = {one[f] for one in people for f in ("userPrincipalName", "displayName") if one.get(f)}
    assert len(answers) > 20
    assert len(addresses) > 5
    for asked in found.asked:
        page = house.http.get(f"{LIST}/{asked.key}").text
        assert [one for one in answers | addresses if one in page] == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Søknad 01819912345.xlsx", "Søknad ….xlsx"),
        ("fnr 018199 12345", "fnr …"),
        ("svar til kari@example.no (1-20).xlsx", "svar til …@… (1-20).xlsx"),
        ("Påmelding 2024 (1-72).xlsx", "Påmelding 2024 (1-72).xlsx"),
    ],
)
def test_numbers_and_addresses_of_people_are_left_out(text: str, shown: str) -> None:
    """A file's name would carry somebody's identity number onto the page."""
    assert least(text) == shown


def test_the_queue_is_made_anew_when_decisions_change(
    queue: tuple[Path, Queue],
) -> None:
    """What one answer settles would go on being asked."""
    made = [queue[1], Queue(blocks=1)]
    estate = EstateDesk(FormsEstate(estate=str(queue[0])), lambda _: made.pop(0))
    estate.look()
    _until_still(estate)
    estate.look()
    assert len(made) == 1, "nothing has changed"
    try:
        estate.decide(queue[1].asked[0], "none", by="leder", why="", seen=0)
        _until_still(estate)
        assert made == []
        assert estate.queue == Queue(blocks=1)
    finally:
        (queue[0] / "decisions.csv").unlink()


def test_an_estate_that_cannot_be_read_says_why(asking: Asking, tmp_path: Path) -> None:
    """People would see an empty queue, and believe that everything is decided."""
    house = asking()
    estate = EstateDesk(FormsEstate(estate=str(tmp_path / "nothing")))
    house.desk.estate = estate
    estate.look()
    _until_still(estate)
    sign_in(house, "leder")
    page = house.http.get(LIST).text
    assert "expected a folder with an estate" in page
    assert words("nb").questions_none not in page


def _until_still(estate: EstateDesk) -> None:
    end = time.monotonic() + GENEROUS_SECONDS
    while estate.is_reading and time.monotonic() < end:
        time.sleep(0.02)
    assert not estate.is_reading
