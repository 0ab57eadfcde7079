"""A news page for SharePoint, as Graph takes it. SharePoint has no nynorsk: both stand in one page."""

import json
import uuid
from html import escape

from flytt.migration.news_pages import NewsPage
from flytt.migration.record import Json
from flytt.notices.forms.html import fragment
from flytt.notices.posting import Posting, Sheet


def as_sharepoint(sheet: Sheet) -> str:
    """Return the page as JSON: what is posted to `/sites/{id}/pages`."""
    return json.dumps(payload(news_page(sheet.notices[0])), ensure_ascii=False, indent=2) + "\n"


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


def payload(page: NewsPage) -> dict[str, Json]:
    """Return a news page as Graph's `sitePage`: one column with one text web part."""
    part: dict[str, Json] = {
        "@odata.type": "#microsoft.graph.textWebPart",
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, page.name)),
        "innerHtml": page.inner_html,
    }
    column: dict[str, Json] = {"id": "1", "width": 12, "webparts": [part]}
    section: dict[str, Json] = {"layout": "oneColumn", "id": "1", "emphasis": "none", "columns": [column]}
    return {
        "@odata.type": "#microsoft.graph.sitePage",
        "name": page.name,
        "title": page.title,
        "description": page.description,
        "pageLayout": "article",
        "promotionKind": "newsPost",
        "showComments": False,
        "showRecommendedPages": False,
        "titleArea": {"enableGradientEffect": True, "layout": "plain", "textAlignment": "left"},
        "canvasLayout": {"horizontalSections": [section]},
    }


def _body(posting: Posting, *, title: bool) -> str:
    head = f"<h2>{escape(posting.letter.title)}</h2>" if title else ""
    return f'<div lang="{posting.language}">{head}{fragment(posting)}</div>'
