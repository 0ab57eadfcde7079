"""A news page for SharePoint, as Graph takes it. SharePoint has no nynorsk: both stand in one page."""

import json
from html import escape

from flytt.migration.news_pages import NewsPage, site_page
from flytt.notices.forms.html import fragment
from flytt.notices.posting import Posting, Sheet


def as_sharepoint(sheet: Sheet) -> str:
    """Return the page as JSON: what is posted to `/sites/{id}/pages`."""
    return json.dumps(site_page(news_page(sheet.notices[0])), ensure_ascii=False, indent=2) + "\n"


def news_page(posted: tuple[Posting, ...]) -> NewsPage:
    """Return one notice as a page, its languages after each other. Its name is the same in every revision."""
    first = posted[0]
    bodies = [_body(p, title=n > 0) for n, p in enumerate(posted)]
    return NewsPage(
        name=f"varsel-{first.notice.id.replace('.', '-')}-{first.audience}.aspx",
        title=first.letter.title.replace("\u00a0", " "),
        description=" ".join(first.letter.paragraphs[:1]).replace("\u00a0", " "),
        inner_html="<hr/>".join(bodies),
        revision=first.notice.revision,
    )


def _body(posting: Posting, *, title: bool) -> str:
    head = f"<h2>{escape(posting.letter.title)}</h2>" if title else ""
    return f'<div lang="{posting.language}">{head}{fragment(posting)}</div>'
