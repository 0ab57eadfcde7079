"""What anybody reads on the board."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from flytt.notices.board.words import words
from flytt.notices.forms import FORMS, MEDIA_TYPES, Form
from tests.board.house import House
from tests.notices.stage import Story, accepted, down, local, plan_of, workload

Build = Callable[..., House]
FRIDAY = (2023, 6, 2)
STAFF = "/hustadvika/staff/nb/"


def test_what_comes_stands_under_its_week(build: Build) -> None:
    """Somebody who looks for next week's evening would not find it."""
    later = workload("Visma Flykning", start=local(16, day=(2023, 6, 15)))
    house = build(plan_of(workload(), later))
    page = house.http.get(STAFF).text
    assert page.index("Uke 23 (5.–11.\u00a0juni 2023)") < page.index("Visma Flyt Barnehage er nede onsdag")
    assert page.index("Uke 24 (12.–18.\u00a0juni 2023)") < page.index("Visma Flykning er nede torsdag")
    assert words("nb").now_none in page


def test_what_happens_now_stands_first(build: Build) -> None:
    """People who cannot log in would read of next month before they read why."""
    house = build(plan_of())
    house.tell(down(house.journal.plan()))
    page = house.http.get(STAFF).text
    assert page.index("Vi flytter Visma Flyt Barnehage nå") < page.index(words("nb").coming_none)


def test_what_has_ended_stands_last(build: Build) -> None:
    """Nobody could see on the board that it works again."""
    house = build(plan_of())
    house.tell(accepted(house.journal.plan()))
    page = house.http.get(STAFF).text
    assert page.index(words("nb").ended) < page.index("Visma Flyt Barnehage virker igjen")
    assert 'kl.\u00a0<span class="whole">16.04–' in page
    assert "kl.\u00a016.00–20.00" not in page


@pytest.mark.parametrize("lang", ["nb", "nn"])
@pytest.mark.parametrize("readers", ["staff", pytest.param("residents", marks=pytest.mark.slow)])
@pytest.mark.parametrize("page", ["", "sektorer", "abonner", "{id}.html", "{id}/historikk"])
def test_every_page_is_in_its_language(build: Build, page: str, readers: str, lang: str) -> None:
    """A page would be missing for some readers, or in the other language."""
    house = build(plan_of())
    answer = house.http.get(f"/hustadvika/{readers}/{lang}/{page.format(id=house.first)}")
    assert answer.status_code == 200
    assert f'<html lang="{lang}">' in answer.text
    assert words("nn" if lang == "nn" else "nb").skip in answer.text


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_on_the_page_and_a_file_beside_it(build: Build, form: Form) -> None:
    """Staff would copy something else than what is published, or find no way to copy it."""
    house = build(plan_of())
    house.approve_all()
    page = house.http.get(f"{STAFF}{house.first}.html").text
    files = re.findall(r'<a href="([^"]+)" download', page)
    (file,) = (f for f, kind in zip(files, FORMS, strict=True) if kind == form)
    answer = house.http.get(f"{STAFF}{file}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == MEDIA_TYPES[form]
    assert page.count("data-copies=") == len(FORMS)


def test_history_tells_every_revision(build: Build) -> None:
    """Nobody could see what people had been told, and when."""
    house = build(plan_of())
    house.tell(down(house.journal.plan()))
    page = house.http.get(f"{STAFF}{house.first}/historikk").text
    newest, first = page.index("Vi flytter Visma Flyt Barnehage nå"), page.rindex("er nede onsdag 7.")
    assert newest < first
    assert "onsdag 7.\u00a0juni 2023 kl.\u00a016.04" in page


def test_a_sector_of_one_language_is_shown_in_that_language(build: Build) -> None:
    """A nynorsk school's notice would be shown in bokmål words that nobody has approved."""
    plan = plan_of()
    first, *rest = plan.sectors
    house = build(plan.changed(sectors=(first.changed(languages=("nn",)), *rest)))
    house.approve_all()
    page = house.http.get(STAFF).text
    assert '<li class="row planned" lang="nn">' in page
    assert words("nb").draft not in page


@pytest.mark.parametrize(
    "path",
    [
        "/hustadvika/staff/nb/nope.html",
        "/hustadvika/staff/nb/nope.ics",
        "/hustadvika/pupils/nb/",
        "/hustadvika/staff/en/",
        "/molde/staff/nb/",
        "/static/base.html",
        "/static/..%2Fapp.py",
        "/openapi",
    ],
)
def test_what_is_not_there_is_a_page_that_says_so(build: Build, path: str) -> None:
    """A wrong address would show insides, or another municipality's notices."""
    answer = build(plan_of()).http.get(path)
    assert answer.status_code == 404
    assert words("nb").missing_title in answer.text


def test_a_page_that_has_not_changed_is_not_sent_again(build: Build) -> None:
    """Every feed reader would fetch everything at every look."""
    house = build(plan_of())
    house.approve_all()
    for path in ("", f"{house.first}.html", "alle.ics", "oppvekst.atom", "alle.json"):
        answer = house.http.get(STAFF + path)
        tag = answer.headers["etag"]
        again = house.http.get(STAFF + path, headers={"if-none-match": f'"other", W/{tag}'})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    house.tell(_begun(house))
    for path in ("", f"{house.first}.html", "alle.ics", "oppvekst.atom", "alle.json"):
        assert house.http.get(STAFF + path, headers={"if-none-match": tag}).status_code == 200


def _begun(house: House) -> Story:
    """Return the same ledger's story going on until it is down."""
    story = Story(house.journal.plan())
    for recorded in house.journal.events[1:]:
        story.at(recorded.at).tell(recorded.event)
    story.at(local(12)).aim().do("survey").answer("go")
    return story.at(local(16, 4)).start("stop").do("stop")


def test_a_head_request_is_answered_without_a_body(build: Build) -> None:
    """Programs that look whether a page is there would be told that it is not."""
    house = build(plan_of())
    answer = house.http.head(STAFF)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["etag"] == house.http.get(STAFF).headers["etag"]


@pytest.mark.parametrize("path", ["/", STAFF, f"{STAFF}alle.ics", "/nope", "/static/board.css", "/helse"])
def test_every_answer_has_the_strict_policy(build: Build, path: str) -> None:
    """A script that somebody got into a page could run, or the page be framed by another."""
    headers = build(plan_of()).http.get(path).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    # With "no-referrer" browsers send no true Origin with our own forms, and every one of them is refused.
    assert headers["referrer-policy"] == "same-origin"


def test_no_page_fetches_from_elsewhere(build: Build) -> None:
    """A third party would learn who reads, or pages would break when it is away."""
    house = build(plan_of())
    house.approve_all()
    for path in ("", "sektorer", "abonner", f"{house.first}.html"):
        page = re.sub(r"(?s)<textarea.*?</textarea>", "", house.http.get(STAFF + path).text)
        fetched = re.findall(r'(?:src|href)="([^"]+)"', page)
        assert [f for f in fetched if "//" in f and not f.startswith("http://board.example/")] == []
        assert "style=" not in page
        assert not re.search(r"<script(?![^>]*src=)", page)
        assert not re.search(r"\son\w+=", page)


def test_words_of_people_are_never_mark_up(build: Build) -> None:
    """Whatever is written in a mapping could become a script on a public page."""
    house = build(plan_of(workload().changed(name="<script>alert(1)</script>")))
    for path in ("", "sektorer", f"{house.first}.html", f"{house.first}/historikk"):
        page = house.http.get(STAFF + path).text
        assert "<script>" not in page
        assert "&lt;script&gt;" in page


def test_drafts_are_marked_and_stay_out_of_feeds(build: Build) -> None:
    """Words that nobody has read would reach calendars, or pass as approved."""
    house = build(plan_of())
    assert words("nb").draft in house.http.get(STAFF).text
    assert "UTKAST" in house.http.get(f"{STAFF}{house.first}.html").text
    assert "BEGIN:VEVENT" not in house.http.get(f"{STAFF}alle.ics").text
    house.approve_all()
    assert words("nb").draft not in house.http.get(STAFF).text
    assert "BEGIN:VEVENT" in house.http.get(f"{STAFF}alle.ics").text


def test_both_languages_fill_the_same_table() -> None:
    """A page would break in one language alone."""
    folder = Path(__file__).parents[2] / "flytt" / "notices" / "board" / "words"
    assert {p.stem for p in folder.glob("*.yaml")} == {"nb", "nn"}
    for name, text in words("nb"):
        other = getattr(words("nn"), name)
        assert set(re.findall(r"{\w+}", str(text))) == set(re.findall(r"{\w+}", str(other))), name


def test_what_is_kept_is_answered_as_what_is_made(build: Build) -> None:
    """The short way of answering would lose a policy, or send something else than the long one."""
    house = build(plan_of())
    house.approve_all()
    for path in ("", f"{house.first}.html", f"{house.first}.htm", f"{house.first}.eml", "alle.ics"):
        made = house.http.get(STAFF + path)
        kept = house.http.get(STAFF + path)
        long = house.http.get(STAFF + path, {"cookie": "something=else"})
        assert made.content == kept.content == long.content
        assert dict(made.headers) == dict(kept.headers) == dict(long.headers)
        tag = {"if-none-match": made.headers["etag"]}
        known, long = (
            house.http.get(STAFF + path, tag),
            house.http.get(STAFF + path, {**tag, "cookie": "x=y"}),
        )
        assert (known.status_code, known.content) == (304, b"")
        assert dict(known.headers) == dict(long.headers)


def test_what_another_sector_moves_is_told_to_those_who_notice_it(build: Build) -> None:
    """Schools that follow their own sector would learn that the sign-in is down when they cannot sign in."""
    oppvekst, helse = plan_of().sectors
    third = oppvekst.changed(id="felles", name="Felles tjenester")
    shared = workload("AD").changed(sector="felles", affects=("felles", "oppvekst"))
    house = build(plan_of(shared, sectors=(oppvekst, helse, third)))
    house.approve_all()
    for file in ("alle.ics", "felles.ics", "oppvekst.ics"):
        assert "BEGIN:VEVENT" in house.http.get(f"{STAFF}{file}").text, file
    calendar = house.http.get(f"{STAFF}oppvekst.ics").text.replace("\r\n ", "")
    assert "NAME:Flytting av systemer\\, Hustadvika kommune\\, Oppvekst og utdanning\r\n" in calendar
    assert "BEGIN:VEVENT" not in house.http.get(f"{STAFF}helse.ics").text
    subscribe = house.http.get(f"{STAFF}abonner").text
    assert ("/oppvekst.ics" in subscribe, "/helse.ics" in subscribe) == (True, False)
    page = house.http.get(f"{STAFF}sektorer").text
    assert page.count("AD er nede onsdag") == 2
    assert "Helse og velferd" not in page


@pytest.mark.parametrize("file", ["alle.ics", "oppvekst.ics", "alle.atom"])
def test_a_feed_holds_what_is_said_in_the_other_language_alone(build: Build, file: str) -> None:
    """Who subscribes in bokmål would have an empty calendar, and not know that a nynorsk school is down."""
    plan = plan_of()
    first, *rest = plan.sectors
    house = build(plan.changed(sectors=(first.changed(languages=("nn",)), *rest)))
    house.approve_all()
    feed = house.http.get(f"{STAFF}{file}").text.replace("\r\n ", "")
    assert "Visma Flyt Barnehage er nede" in feed
    assert ('<entry xml:lang="nn">' if file.endswith("atom") else "SUMMARY;LANGUAGE=nn:") in feed
