"""A posting: one notice as some readers have it in one language, ready for any form."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flytt.migration.notice_record import Notice
from flytt.migration.record import Slug
from flytt.migration.workload import Audience, Language
from flytt.notices.book import Book
from flytt.notices.compose import compose
from flytt.notices.letter import Letter
from flytt.notices.site import Site, uid
from flytt.notices.template import Template, readers_of, template_of


@dataclass(frozen=True, slots=True)
class Posting:
    """`notice` is cut to the readers. `url` is empty without a site. `draft`: words not approved."""

    notice: Notice
    language: Language
    audience: Audience
    letter: Letter
    uid: str
    url: str
    draft: bool
    worded_at: datetime
    """When its words or its facts were last otherwise (UTC)."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a form is made of: for each notice, its posting in each of the languages, in their order.

    `sector` is the one that a feed is of; empty: all.
    """

    notices: tuple[tuple[Posting, ...], ...]
    languages: tuple[Language, ...]
    audience: Audience
    site: Site
    sector: Slug = ""

    @property
    def municipality(self) -> Slug:
        """Whose notices they are; empty when neither a notice nor the site says so."""
        return self.notices[0][0].notice.municipality_id if self.notices else self.site.municipality


def sheet(
    notices: Sequence[Notice],
    languages: Sequence[Language],
    audience: Audience,
    book: Book | None,
    site: Site,
    sector: Slug = "",
) -> Sheet:
    """Return the postings of every notice that concerns these readers, each in its sector's own languages."""
    theirs = [cut for notice in notices if (cut := notice.for_audience(audience)) is not None]
    posted = tuple(tuple(posting(n, x, audience, book, site) for x in _spoken(n, languages)) for n in theirs)
    return Sheet(posted, tuple(languages), audience, site, sector)


def posting(notice: Notice, language: Language, audience: Audience, book: Book | None, site: Site) -> Posting:
    """Return one posting of a notice that was cut to its readers."""
    template, approved_at = _words(notice, language, audience, book)
    draft = book is not None and approved_at is None
    return Posting(
        notice=notice,
        language=language,
        audience=audience,
        letter=compose(notice, template, audience, draft=draft),
        uid=uid(notice, language, audience),
        url=site.page(notice, language, audience),
        draft=draft,
        worded_at=max(notice.changed_at, approved_at or notice.changed_at),
    )


def sector_name(sheet: Sheet) -> str:
    """Return what the sector that a feed was cut to is called; empty when no notice names it."""
    named = (s for (first, *_) in sheet.notices for s in (first.notice.sector, *first.notice.affects))
    sector = next((s for s in named if s.id == sheet.sector), None)
    if sector is None:
        return ""
    return sector.name_nn or sector.name if sheet.languages[0] == "nn" else sector.name


def _spoken(notice: Notice, wished: Sequence[Language]) -> tuple[Language, ...]:
    """Return the wished languages that a notice has. Better read in its own than never: else its first."""
    own: tuple[Language, ...] = tuple(x for x in wished if x in notice.languages)
    return own or notice.languages[:1]


def _words(
    notice: Notice, language: Language, audience: Audience, book: Book | None
) -> tuple[Template, datetime | None]:
    """Return the approved words, and when they were; those written now where there are none."""
    readers = readers_of(audience)
    page = book.page(notice.sector.id, readers, language) if book else None
    if page and page.in_force:
        return page.in_force, page.approved_at
    return (page.written if page else template_of(notice, language, readers)), None
