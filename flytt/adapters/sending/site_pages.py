"""SharePoint's news through Graph, and as a channel: a page for each notice, put right in every revision."""

import html
import json
import re
from datetime import timedelta
from typing import cast
from urllib.parse import quote

from flytt.adapters.sending.graph import GraphLine
from flytt.migration.channel import Door, Message, Receipt
from flytt.migration.news_pages import NewsPage, NewsPages, PublishedPage, site_page
from flytt.migration.record import Json

_CAST = "microsoft.graph.sitePage"
_TAG = re.compile(r"<[^>]*>")


class GraphNewsPages:
    """The pages of one site. Needs Sites.ReadWrite.All, or Sites.Selected with write for this site."""

    def __init__(self, line: GraphLine, site: str) -> None:
        self._line, self._pages = line, f"/sites/{quote(site, safe=',')}/pages"

    def find(self, name: str) -> PublishedPage | None:
        """Return the page of that name."""
        asked = quote(f"name eq '{name}'", safe="")
        found = self._line.ask("GET", f"{self._pages}/{_CAST}?$filter={asked}&$expand=canvasLayout")
        rows = cast("list[dict[str, Json]]", found.get("value", []))
        return _published(rows[0]) if rows else None

    def create(self, page: NewsPage) -> PublishedPage:
        """Make a page that nobody sees yet."""
        return _published(self._line.ask("POST", self._pages, site_page(page)))

    def replace(self, id_: str, page: NewsPage, *, version: str) -> PublishedPage:
        """Put new content in a page. Its name and its promotion stay."""
        body = {k: v for k, v in site_page(page).items() if k not in {"name", "promotionKind", "pageLayout"}}
        return _published(self._line.ask("PATCH", f"{self._at(id_)}", body, version=version))

    def publish(self, id_: str) -> PublishedPage:
        """Let people see it; where the site approves pages itself it waits there."""
        self._line.ask("POST", f"{self._at(id_)}/publish")
        page = _published(self._line.ask("GET", f"{self._at(id_)}?$expand=canvasLayout"))
        return page if page.published else page.changed(published=None)

    def _at(self, id_: str) -> str:
        return f"{self._pages}/{id_}/{_CAST}"


class NewsChannel:
    """A site's news as a channel. It is asked by the page's name, and what it shows is compared."""

    forms = ("sharepoint",)
    can_be_asked = True
    settles = timedelta(0)

    def __init__(self, pages: NewsPages, site: str, door: Door) -> None:
        self._pages, self._door = pages, door
        self.destination = (site,)

    def find(self, message: Message) -> Receipt | None:
        """Return a receipt when the page shows this revision, or waits with it for the site's approval."""
        wanted = _wanted(message)
        there = self._pages.find(wanted.name)
        same = there is not None and (there.title, _said(there.inner_html)) == (
            wanted.title,
            _said(wanted.inner_html),
        )
        return Receipt() if there is not None and same and there.published is not False else None

    def send(self, message: Message) -> Receipt:
        """Make the page or put it right, and publish it. Sent again, it is the same page."""
        self._door.admit(message, ())
        wanted = _wanted(message)
        there = self._pages.find(wanted.name)
        page = (
            self._pages.create(wanted)
            if there is None
            else self._pages.replace(there.id, wanted, version=there.version)
        )
        self._pages.publish(page.id)
        return Receipt()


def _published(found: dict[str, Json]) -> PublishedPage:
    state = cast("dict[str, Json]", found.get("publishingState") or {})
    return PublishedPage(
        id=str(found["id"]),
        name=str(found["name"]),
        title=str(found["title"]),
        url=str(found.get("webUrl", "")),
        version=str(found.get("eTag", "")),
        inner_html=_inner(found),
        published=state.get("level") == "published",
    )


def _wanted(message: Message) -> NewsPage:
    page = cast("dict[str, Json]", json.loads(message.forms["sharepoint"]))
    return NewsPage(
        name=str(page["name"]),
        title=str(page["title"]),
        description=str(page["description"]),
        inner_html=_inner(page),
        revision=message.revision,
    )


def _inner(page: dict[str, Json]) -> str:
    """Return the text of every web part, in order."""
    layout = cast(
        "dict[str, list[dict[str, list[dict[str, list[dict[str, str]]]]]]]", page.get("canvasLayout") or {}
    )
    sections = layout.get("horizontalSections") or []
    return "".join(
        part.get("innerHtml", "")
        for section in sections
        for column in section.get("columns") or []
        for part in column.get("webparts") or []
    )


def _said(inner_html: str) -> str:
    """Return what people read: SharePoint writes marks and spaces in its own way."""
    return "".join(html.unescape(_TAG.sub("", inner_html)).split())
