"""An Atom feed (RFC 4287), one for each language: the newest change first, an entry for each notice."""

from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from flytt.migration.workload import Language
from flytt.notices.forms.html import TITLES, fragment
from flytt.notices.posting import Posting, Sheet, sector_name
from flytt.notices.site import feed_uid

ATOM = "http://www.w3.org/2005/Atom"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When a feed without entries was changed: a feed must say, and no notice has."""


def as_atom(sheet: Sheet) -> str:
    """Return the feed. Drafts are left out."""
    register_namespace("", ATOM)
    language = sheet.languages[0]
    posted = [p for (p,) in sheet.notices if not p.draft]
    posted.sort(key=lambda p: (p.notice.changed_at, p.uid), reverse=True)
    feed = Element(f"{{{ATOM}}}feed", {LANG: language})
    first = posted[0].notice if posted else None
    name = first.municipality if first else "Flytt"
    own_id = feed_uid(sheet.municipality, language, sheet.audience, sheet.sector)
    about = f", {called}" if (called := sector_name(sheet)) else ""
    _text(feed, "id", f"urn:uuid:{own_id}")
    _text(feed, "title", f"{TITLES[language]}, {name}{about}" if first else TITLES[language])
    _text(feed, "updated", _stamp(max((p.notice.changed_at for p in posted), default=NEVER)))
    _text(SubElement(feed, f"{{{ATOM}}}author"), "name", name)
    if own := sheet.site.own_address(sheet.municipality, language, sheet.audience, "atom", sheet.sector):
        SubElement(feed, f"{{{ATOM}}}link", {"rel": "self", "type": "application/atom+xml", "href": own})
    for posting in posted:
        _entry(feed, posting, language)
    indent(feed)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(feed, encoding="unicode") + "\n"


def _entry(feed: Element, posting: Posting, language: Language) -> None:
    notice, letter = posting.notice, posting.letter
    entry = SubElement(feed, f"{{{ATOM}}}entry")
    if posting.language != language:
        entry.set(LANG, posting.language)
    _text(entry, "id", f"urn:uuid:{posting.uid}")
    _text(entry, "title", letter.title)
    _text(entry, "published", _stamp(notice.first_at))
    _text(entry, "updated", _stamp(notice.changed_at))
    if posting.url:
        SubElement(entry, f"{{{ATOM}}}link", {"rel": "alternate", "type": "text/html", "href": posting.url})
    SubElement(entry, f"{{{ATOM}}}category", {"term": notice.sector.id, "label": notice.sector.name})
    SubElement(entry, f"{{{ATOM}}}category", {"term": str(notice.state), "label": letter.state_word})
    content = SubElement(entry, f"{{{ATOM}}}content", {"type": "html"})
    content.text = fragment(posting)


def _text(parent: Element, name: str, said: str) -> None:
    SubElement(parent, f"{{{ATOM}}}{name}").text = said


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
