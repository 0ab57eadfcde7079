"""Pages, mails, cards and news pages: well-formed, in marked languages, with nothing obeyed as mark-up."""

import itertools
import json
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import get_args
from xml.etree.ElementTree import Element, fromstring

import pytest

from flytt.adapters.memory.news_pages import MemoryNewsPages
from flytt.migration.errors import ChangedByOthers, NotFound
from flytt.migration.workload import Language
from flytt.notices import render
from flytt.notices.forms import FORMS, ONE_AT_A_TIME, Form
from flytt.notices.forms.sharepoint import news_page
from flytt.notices.forms.style import STYLE, STYLE_HASH
from flytt.notices.posting import sheet
from tests.notices.forms.all_notices import SITE, every_notice
from tests.notices.forms.second import needs_node, page_faults
from tests.notices.scenes import SCENES
from tests.notices.stage import Story, down, local, plan_of, workload

BOTH: tuple[Language, ...] = get_args(Language)
EVIL = '<script>alert(1)</script>&"*_['
ALLOWED = {
    *("html", "head", "meta", "title", "style", "body", "main", "article", "h1", "h2", "h3", "p", "ul"),
    *("li", "strong", "footer", "br", "a"),
}


def page(notices: object = None, languages: Language | tuple[Language, ...] = BOTH) -> str:
    """Return the page of every notice, or of those given."""
    told = every_notice() if notices is None else notices
    return render(told, languages, "staff", "html", site=SITE)  # pyright: ignore[reportArgumentType] - one or many


def tree(text: str) -> Element:
    """Return a page as XML."""
    return fromstring(text.removeprefix("<!DOCTYPE html>\n"))  # noqa: S314 - made here


@pytest.mark.parametrize("scene", SCENES)
def test_page_is_well_formed_and_keeps_to_few_elements(scene: str) -> None:
    """A browser would guess what was meant, and a screen reader guess otherwise."""
    made = tree(page(SCENES[scene]()))
    assert {node.tag for node in made.iter()} <= ALLOWED
    assert made.get("lang") == "nb"
    assert [article.get("lang") for article in made.iter("article")] == ["nb", "nn"]
    headings = [int(node.tag[1]) for node in made.iter() if node.tag in {"h1", "h2", "h3"}]
    assert headings[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(headings))
    ids = [node.get("id") for node in made.iter() if node.get("id")]
    assert len(ids) == len(set(ids))
    assert {article.get("aria-labelledby") for article in made.iter("article")} == set(ids)
    assert (made.findtext("head/title") or "") != ""


def test_page_fetches_nothing() -> None:
    """A municipality's readers would be told on to whoever keeps the asset."""
    made = tree(page())
    assert not [
        node for node in made.iter() if node.get("src") or node.tag in {"script", "link", "img", "iframe"}
    ]
    assert "url(" not in STYLE
    assert "@import" not in STYLE
    assert STYLE_HASH.startswith("'sha256-")


@pytest.mark.slow
@needs_node
def test_html_validate_finds_nothing(tmp_path: Path) -> None:
    """A page would break a rule of HTML or of accessibility that a program can see."""
    files = [tmp_path / "all.html", tmp_path / "one.html", tmp_path / "none.html"]
    for file, notices in zip(files, (every_notice(), every_notice()[0], []), strict=True):
        file.write_text(page(notices), encoding="utf-8")
    assert page_faults(*files) == ""


@pytest.mark.slow
@needs_node
def test_html_validate_sees_a_bad_page(tmp_path: Path) -> None:
    """The check above would let everything pass without anyone seeing it."""
    file = tmp_path / "bad.html"
    file.write_text(page().replace("<h1", "<h4").replace("</h1>", "</h4>").replace("<title>", "<titel>"))
    assert page_faults(file) != ""


@pytest.mark.parametrize("form", FORMS)
def test_names_are_shown_and_never_obeyed(form: Form) -> None:
    """A name in a mapping could put a program into a page that thousands open."""
    plan = plan_of(workload("Flyt").changed(name=EVIL, audience=("staff",)))
    text = render(Story(plan).notice(), "nb", "staff", form, site=SITE)
    if form in {"html", "eml", "sharepoint", "atom"}:
        html = {
            "eml": lambda: text.split("text/html", 1)[1],
            "sharepoint": lambda: text.split('"innerHtml"', 1)[1],
        }.get(form, lambda: text)()
        assert "<script>" not in html
    if form in {"md", "card"}:
        assert r"\<script\>" in text.replace("\\\\", "\\")


@pytest.mark.parametrize("form", FORMS)
def test_same_facts_give_the_same_bytes(form: Form) -> None:
    """Every look at a feed would seem to bring a change, and every mail be sent twice."""
    one, other = (render(SCENES["late"](), "nb", "staff", form, site=SITE) for _ in range(2))
    assert one == other


@pytest.mark.parametrize("form", sorted(ONE_AT_A_TIME))
def test_what_holds_one_refuses_several(form: Form) -> None:
    """A second notice would be lost in silence."""
    with pytest.raises(ValueError, match="do not fit in one"):
        render(every_notice()[:2], "nb", "staff", form)


def test_mail_has_both_bodies_and_both_languages() -> None:
    """A mail would be empty in a reader without HTML, or be read out in the wrong language."""
    text = render(SCENES["late"](), BOTH, "staff", "eml", site=SITE)
    mail = message_from_bytes(text.encode(), policy=default)
    plain, html = (mail.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert html is not None
    assert mail["Subject"] == "Visma Flyt Barnehage er nede lenger enn planlagt"
    assert mail["Content-Language"] == "nb, nn"
    assert mail["Message-ID"] is None
    for body in (plain.get_content(), html.get_content()):
        assert "Vi startet onsdag 7.\u00a0juni 2023 kl.\u00a016.04" in body
        assert "Vi starta onsdag 7.\u00a0juni 2023 kl.\u00a016.04" in body
    assert {node.get("lang") for node in tree(html.get_content()).iter("div")} == {"nb", "nn"}
    assert all(len(line) <= 998 for line in text.split("\r\n"))


def test_card_is_an_adaptive_card_with_its_link() -> None:
    """Teams would refuse the message, and nobody would be told."""
    made = json.loads(render(SCENES["late"](), BOTH, "staff", "card", site=SITE))
    (attachment,) = made["attachments"]
    card = attachment["content"]
    assert (made["type"], card["type"], card["version"]) == ("message", "AdaptiveCard", "1.4")
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert [a["url"] for a in card["actions"]] == [
        f"https://varsel.example.no/hustadvika/staff/{lang}/hustadvika.oppvekst-2023-06-07-1600.html"
        for lang in BOTH
    ]
    assert {block["type"] for block in card["body"]} == {"TextBlock", "RichTextBlock"}


def test_news_page_keeps_its_name_through_its_revisions() -> None:
    """Every change of time would make another page in the intranet's news."""
    story = down(plan_of())
    first = news_page(sheet([story.notice()], BOTH, "staff", None, SITE).notices[0])
    later = news_page(sheet([story.notice(local(20, 10))], BOTH, "staff", None, SITE).notices[0])
    assert first.name == later.name == "varsel-hustadvika-oppvekst-2023-06-07-1600-staff.aspx"
    assert later.revision > first.revision
    assert '<div lang="nn">' in later.inner_html
    tree(f"<div>{later.inner_html}</div>")
    made = json.loads(render(story.notice(), BOTH, "staff", "sharepoint", site=SITE))
    assert (made["@odata.type"], made["promotionKind"]) == ("#microsoft.graph.sitePage", "newsPost")


def test_twin_of_the_news_refuses_what_the_service_refuses() -> None:
    """Sending would be tried against something kinder than the world."""
    pages = MemoryNewsPages(approves=True)
    page_ = news_page(sheet([SCENES["planned"]()], BOTH, "staff", None, SITE).notices[0])
    made = pages.create(page_)
    assert pages.find(page_.name) == made
    with pytest.raises(ChangedByOthers):
        pages.create(page_)
    changed = pages.replace(made.id, page_.changed(title="Ny"), version=made.version)
    with pytest.raises(ChangedByOthers):
        pages.replace(made.id, page_, version=made.version)
    assert changed.title == "Ny"
    assert pages.publish(made.id).published is None
    with pytest.raises(NotFound):
        pages.publish("page-9")
