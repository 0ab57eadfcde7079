"""The door to an intranet's news: pages that are made, changed and published under a name of ours."""

import uuid
from typing import Protocol

from flytt.migration.record import Json, Record


class NewsPage(Record):
    """A page as it should stand. `name` is the file's name, ends in `.aspx`, and is the same for life."""

    name: str
    title: str
    description: str
    inner_html: str
    revision: int


class PublishedPage(Record):
    """A page as it stands. `version` is what a write must name; `published` None: it waits for approval."""

    id: str
    name: str
    title: str
    url: str
    version: str
    inner_html: str
    published: bool | None


class NewsPages(Protocol):
    """The news of one site. Publishing is safe to repeat; a write after somebody else's is refused."""

    def find(self, name: str) -> PublishedPage | None:
        """Return the page of that name, published or not; None when there is none."""
        ...

    def create(self, page: NewsPage) -> PublishedPage:
        """Make a page that nobody sees yet. ChangedByOthers when there is one of that name."""
        ...

    def replace(self, id_: str, page: NewsPage, *, version: str) -> PublishedPage:
        """Put new content in a page. ChangedByOthers when it no longer has that version; NotFound."""
        ...

    def publish(self, id_: str) -> PublishedPage:
        """Let people see it. Where the site approves pages itself, it waits there: `published` None."""
        ...


def site_page(page: NewsPage) -> dict[str, Json]:
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
