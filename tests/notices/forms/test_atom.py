"""The feed against its schema, and what a reader of it is told."""

from pathlib import Path

import pytest
from lxml import etree

from flytt.migration.workload import Language
from flytt.notices import render
from tests.notices.forms.all_notices import SITE, every_notice

SCHEMA = etree.RelaxNG(etree.parse(str(Path(__file__).parent / "atom.rng")))
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def feed(language: Language = "nb") -> str:
    """Return the feed of every notice."""
    return render(every_notice(), language, "staff", "atom", site=SITE)


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_feed_keeps_to_the_schema(language: Language) -> None:
    """Feed readers would show nothing, and say nothing."""
    SCHEMA.assertValid(etree.fromstring(feed(language).encode()))
    SCHEMA.assertValid(etree.fromstring(render([], language, "staff", "atom").encode()))


@pytest.mark.parametrize("damage", [("<id>", "<ident>"), ("<updated>", "<update>"), ("T08:00:00Z", "")])
def test_broken_feed_is_recognised(damage: tuple[str, str]) -> None:
    """The schema would let everything pass without anyone seeing it."""
    broken = feed().replace(*damage).replace(damage[0].replace("<", "</"), damage[1].replace("<", "</"))
    assert not SCHEMA.validate(etree.fromstring(broken.encode()))


def test_newest_change_comes_first_and_ids_are_their_own() -> None:
    """A reader that looks at the top would miss that the move is late."""
    tree = etree.fromstring(feed().encode())
    updated = [str(node.text) for node in tree.findall("a:entry/a:updated", ATOM)]
    assert updated == sorted(updated, reverse=True)
    ids = [str(node.text) for node in tree.findall("a:entry/a:id", ATOM)]
    assert len(ids) == len(set(ids)) == len(every_notice())
    assert tree.findtext("a:updated", namespaces=ATOM) == updated[0]


def test_a_sectors_feed_is_another_than_everybodys() -> None:
    """A reader of one sector's feed would be led over to all sectors', or take the two for one."""
    told = every_notice()
    all_of_it, one = (render(told, "nb", "staff", "atom", site=SITE, sector=s) for s in ("", "oppvekst"))
    whole, cut = (etree.fromstring(text.encode()) for text in (all_of_it, one))
    assert whole.findtext("a:id", namespaces=ATOM) != cut.findtext("a:id", namespaces=ATOM)
    assert "/staff/nb/alle.atom" in all_of_it
    assert "/staff/nb/oppvekst.atom" in one
    assert "/alle.atom" not in one


def test_a_feed_keeps_its_id_when_it_gets_its_first_notice() -> None:
    """Feed readers would take it for another feed, and begin anew."""
    empty, first = (
        render(told, "nb", "staff", "atom", site=SITE.changed(municipality="hustadvika"))
        for told in ([], every_notice()[:1])
    )
    ids = [etree.fromstring(text.encode()).findtext("a:id", namespaces=ATOM) for text in (empty, first)]
    assert ids[0] == ids[1]


def test_id_is_the_calendars_too_and_differs_between_languages() -> None:
    """The same notice would go under several names, or nynorsk replace bokmål in one reader."""
    notice = every_notice()[0]
    atom, calendar = (render(notice, "nb", "staff", form) for form in ("atom", "ics"))
    uid = calendar.split("UID:")[1].split("\r\n")[0]
    assert f"<id>urn:uuid:{uid}</id>" in atom
    assert uid not in render(notice, "nn", "staff", "atom")
