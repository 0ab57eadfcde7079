"""Reading by token, where a municipality wants it; and what its settings may say."""

from collections.abc import Callable
from pathlib import Path

import pytest

from flytt.migration.errors import BadInput
from flytt.notices.board.settings import BoardSettings, read_settings
from flytt.notices.board.words import words
from tests.board.house import House
from tests.notices.stage import plan_of

Build = Callable[..., House]
CLOSED = BoardSettings(reading="token", token_secret="board-token")
TOKEN = "langt-og-hemmelig"
STAFF = "/hustadvika/staff/nb/"


def test_without_the_token_nothing_is_read(build: Build) -> None:
    """A board that was meant for the intranet would be open to everybody."""
    house = build(plan_of(), CLOSED, TOKEN)
    for path in (STAFF, f"{STAFF}alle.ics", f"{STAFF}{house.first}.html", f"{STAFF}alle.ics?token=wrong"):
        answer = house.http.get(path)
        assert answer.status_code == 401
        assert "Barnehage" not in answer.text
    assert words("nb").closed_title in house.http.get(STAFF).text


def test_the_token_opens_pages_and_leaves_the_address(build: Build) -> None:
    """People would copy the token with every address they share, or be asked for it on every page."""
    house = build(plan_of(), CLOSED, TOKEN)
    answer = house.http.get(f"{STAFF}?token={TOKEN}")
    assert (answer.status_code, answer.headers["location"]) == (303, STAFF)
    page = house.http.get(STAFF)
    assert page.status_code == 200
    assert TOKEN not in page.text
    assert page.headers["cache-control"].startswith("private")


def test_calendars_are_given_addresses_that_work_by_themselves(build: Build) -> None:
    """A calendar cannot sign in: its subscription would stay empty."""
    house = build(plan_of(), CLOSED, TOKEN)
    house.approve_all()
    house.http.get(f"{STAFF}?token={TOKEN}")
    assert f"{STAFF}alle.ics?token={TOKEN}" in house.http.get(f"{STAFF}abonner").text
    house.http.cookies.clear()
    assert "BEGIN:VEVENT" in house.http.get(f"{STAFF}alle.ics?token={TOKEN}").text
    bearer = house.http.get(f"{STAFF}alle.ics", {"authorization": f"Bearer {TOKEN}"})
    assert bearer.status_code == 200


@pytest.mark.parametrize("file", ["alle.ics", "alle.atom", "oppvekst.ics", "oppvekst.atom", "alle.json"])
def test_a_feed_is_refreshed_where_it_was_subscribed_to_and_passes_no_token_on(
    build: Build, file: str
) -> None:
    """A reader that follows a feed's own address would be shut out; or the token go where it is shown."""
    house = build(plan_of(), CLOSED, TOKEN)
    house.approve_all()
    house.look()
    house.http.get(f"{STAFF}{file}?token={TOKEN}")
    answer = house.http.get(f"{STAFF}{file}?token={TOKEN}")
    assert answer.status_code == 200
    assert TOKEN not in answer.text
    assert f"/{file}" not in answer.text.replace("\r\n ", "")


@pytest.mark.parametrize("file", ["alle.ics", "alle.atom"])
def test_an_open_feed_says_where_it_comes_from(build: Build, file: str) -> None:
    """A calendar that somebody imported would never be renewed; the test above would see nothing either."""
    house = build(plan_of(), BoardSettings())
    house.approve_all()
    house.look()
    assert f"{STAFF}{file}" in house.http.get(f"{STAFF}{file}").text.replace("\r\n ", "")


def test_a_new_token_shuts_out_those_who_had_the_old_one(build: Build) -> None:
    """A token that had leaked could not be taken back."""
    house = build(plan_of(), CLOSED, TOKEN)
    house.http.get(f"{STAFF}?token={TOKEN}")
    house.desk._reading_token = "et-nytt"  # pyright: ignore[reportPrivateUsage] - as after a restart
    assert house.http.get(STAFF).status_code == 401


def test_health_is_told_without_the_token(build: Build) -> None:
    """Whoever watches the board would need the readers' token."""
    assert build(plan_of(), CLOSED, TOKEN).http.get("/helse").status_code == 200


def test_a_municipality_without_settings_has_an_open_board(tmp_path: Path) -> None:
    """A municipality that has set nothing would have no board."""
    assert read_settings(tmp_path) == BoardSettings()


GOOD = """\
base_url: https://varsel.example.no
reading: token
token_secret: board-token
sign_in:
  issuer: https://login.example.no/tenant/v2.0
  client_id: 11111111-2222-3333-4444-555555555555
  client_secret: board-client
  people: { 99999999-aaaa: kommunikasjon }
"""


def test_settings_are_read_from_the_mapping(tmp_path: Path) -> None:
    """What a municipality has set would not hold."""
    (tmp_path / "board.yaml").write_text(GOOD)
    settings = read_settings(tmp_path)
    assert settings.is_secure
    assert settings.sign_in is not None
    assert settings.sign_in.people == {"99999999-aaaa": "kommunikasjon"}


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("https://login.example.no", "http://login.example.no", "issuer"),
        ("https://varsel.example.no", "http://varsel.example.no", "base_url"),
        ("https://varsel.example.no", "https://varsel.example.no/under", "base_url"),
        ("token_secret: board-token", "port: 4300", "token_secret"),
        ("reading: token", "reading: maybe", "reading"),
        ("  client_secret: board-client", "  practice: true", "practice"),
        ("sign_in:", "sign_inn:", "sign_inn"),
        ("reading: token", "reading: [", "YAML"),
    ],
)
def test_wrong_settings_start_no_board(tmp_path: Path, old: str, new: str, says: str) -> None:
    """A slip in a file would open a board that was to be closed, or let people sign in in the clear."""
    (tmp_path / "board.yaml").write_text(GOOD.replace(old, new))
    with pytest.raises(BadInput, match=says):
        read_settings(tmp_path)


def test_what_was_made_for_a_reader_is_not_given_to_anybody(build: Build) -> None:
    """A page that is kept would be open to whoever asks after somebody with the token did."""
    house = build(plan_of(), CLOSED, TOKEN)
    assert house.http.get(f"{STAFF}alle.ics?token={TOKEN}").status_code == 200
    assert house.http.get(f"{STAFF}alle.ics").status_code == 401
