"""One tenant's sites and pages over Graph. Every write says which state it saw, and may be repeated."""

from collections.abc import Iterable, Iterator
from typing import cast, get_args

from flytt.adapters.graph.answer import MISSING, Answer, Thing, refusal, text
from flytt.adapters.graph.door import Door, Question
from flytt.adapters.graph.sites import Sites
from flytt.migration.directory import Speed
from flytt.migration.drives import Lock
from flytt.migration.errors import BadInput, NotFound
from flytt.migration.intranet import SAID, Body, Level, Page, Site
from flytt.migration.record import Json

CONFLICT, NOT_AS_SEEN = 409, 412
_ONE, _MANY, _WRITE, _RIGHTS = {"ru": 1.0}, {"ru": 2.0}, {"ru": 2.0}, {"ru": 5.0}
_CAST, _TYPE = "microsoft.graph.sitePage", "#microsoft.graph.sitePage"
_PAGES = "webPageLibrary"
_FIXED = frozenset({"pageLayout"})
"""What a page is made with, and keeps."""
_EMPTIED = ("description", "thumbnailWebUrl", "titleArea")
"""What is said to be nothing, when a page has it no longer."""


class GraphTenantSites:
    """Read through one application, written through another; `client_id` is that of the one that writes."""

    def __init__(
        self, name: str, client_id: str, reader: Door, writer: Door | None, closing: Sites | None
    ) -> None:
        self._name, self._client, self._reader = name, client_id, reader
        self._own_writer, self._own_closing = writer, closing

    def speed(self) -> Speed:
        """Return what the limits let through in the long run: resource units a second."""
        door = self._own_writer or self._reader
        return Speed(reads=self._reader.governor.speed("ru"), writes=door.governor.speed("ru"))

    def site(self, site: str) -> Site | None:
        """Return a site. Its id has three parts: host, collection, site."""
        attempted = f"Looking for site {site} in {self._name}"
        answer = self._reader.ask(Question("GET", f"/sites/{site}", costs=_ONE), attempted=attempted)
        if answer.status == MISSING:
            return None
        if not answer.ok:
            raise refusal(attempted, answer)
        whole = text(answer.body, "id")
        return Site(id=whole, collection=whole.split(",")[1], url=text(answer.body, "webUrl").rstrip("/"))

    def pages(self, site: str) -> Iterator[Page]:
        """Yield all pages with their layouts."""
        question = Question("GET", f"/sites/{site}/pages/{_CAST}?$expand=canvasLayout&$top=100", costs=_MANY)
        for page in self._reader.pages(question, attempted=f"Listing the pages of {site} in {self._name}"):
            yield from (self._page(one) for one in page)

    def page(self, site: str, page: str) -> Page | None:
        """Return one page with its layout."""
        attempted = f"Reading page {page} in {self._name}"
        path = f"/sites/{site}/pages/{page}/{_CAST}?$expand=canvasLayout"
        answer = self._reader.ask(Question("GET", path, costs=_ONE), attempted=attempted)
        if answer.status == MISSING:
            return None
        if not answer.ok:
            raise refusal(attempted, answer)
        return self._page(answer.body)

    def parts(self, site: str, page: str) -> tuple[Json, ...]:
        """Return a page's web parts as their own collection has them."""
        question = Question("GET", f"/sites/{site}/pages/{page}/{_CAST}/webParts", costs=_MANY)
        pages = self._reader.pages(
            question, attempted=f"Reading the web parts of page {page} in {self._name}"
        )
        return tuple(one for found in pages for one in found)

    def rights_apart(self, site: str, pages: Iterable[str]) -> frozenset[str]:
        """Ask for the rights of each: those that do not come from above are its own, and so are none at all.

        A page from which all have been taken is listed without any: its owners alone may read it.
        """
        place = self._library(site)
        return frozenset(page for page in pages if self._is_apart(site, place, page))

    def make(self, site: str, name: str, body: Body) -> Page | None:
        """Make a draft. A POST whose answer was lost meets its own page: its name is taken then."""
        attempted = f"Making a page in site {site} in {self._name}"
        content: Thing = {**_written(body), "name": name}
        answer = self._writer.ask(
            Question("POST", f"/sites/{site}/pages", content, _WRITE), attempted=attempted
        )
        if answer.status == CONFLICT:
            return None
        return self._page(_done(answer, attempted))

    def change(self, site: str, page: str, body: Body, *, seen: str) -> Page | None:
        """Change it. A PATCH whose answer was lost meets its own state, which is looked for."""
        attempted = f"Changing page {page} in {self._name}"
        taken: Thing = {name: None for name in _EMPTIED if body.get(name) is None}
        content = {**taken, **{name: one for name, one in _written(body).items() if name not in _FIXED}}
        path, headers = f"/sites/{site}/pages/{page}/{_CAST}", {"If-Match": seen}
        answer = self._writer.ask(Question("PATCH", path, content, _WRITE, headers), attempted=attempted)
        if answer.status in {MISSING, NOT_AS_SEEN}:
            there = self.page(site, page)
            is_written = there is not None and there.own and _same(there.body, content)
            return there if is_written else None
        return self._page(_done(answer, attempted))

    def publish(self, site: str, page: str) -> None:
        """Publish it."""
        attempted = f"Publishing page {page} in {self._name}"
        path = f"/sites/{site}/pages/{page}/{_CAST}/publish"
        _done(self._writer.ask(Question("POST", path, {}, _WRITE), attempted=attempted), attempted)

    def remove(self, site: str, page: str, *, seen: str) -> bool:
        """Remove it."""
        attempted = f"Removing page {page} in {self._name}"
        question = Question("DELETE", f"/sites/{site}/pages/{page}", None, _WRITE, {"If-Match": seen})
        there = self.page(site, page)
        if there is None:
            return True
        if there.change != seen:
            return False
        answer = self._writer.ask(question, attempted=attempted)
        if answer.status == NOT_AS_SEEN:
            return False
        if answer.status != MISSING:
            _done(answer, attempted)
        return True

    def may_close(self) -> frozenset[str]:
        """Return the permissions in the token for SharePoint's administration."""
        return self._closing.granted()

    def lock(self, collection: str) -> Lock:
        """Return how far a site is closed."""
        return self._closing.lock(collection)

    def set_lock(self, collection: str, lock: Lock) -> None:
        """Close or open it."""
        self._closing.set_lock(collection, lock)

    def _library(self, site: str) -> str:
        """Return the list that pages lie in: one of the system's, and told by its template alone."""
        attempted = f"Looking for the library of pages of {site} in {self._name}"
        question = Question("GET", f"/sites/{site}/lists?$select=id,list,system&$top=100", costs=_MANY)
        for page in self._reader.pages(question, attempted=attempted):
            for one in page:
                if text(_part(one, "list"), "template") == _PAGES:
                    return text(one, "id")
        raise _untold(f"{attempted} found none.")

    def _is_apart(self, site: str, place: str, page: str) -> bool:
        attempted = f"Reading who may see page {page} in {self._name}"
        path = f"/sites/{site}/lists/{place}/items/{page}/driveItem/permissions"
        answer = self._reader.ask(Question("GET", path, costs=_RIGHTS), attempted=attempted)
        if answer.status == MISSING:
            if self.page(site, page) is None:
                return False
            raise _untold(f"{attempted}: Graph finds the page, and not its rights.")
        found = _done(answer, attempted).get("value")
        if not isinstance(found, list):
            raise _untold(f"{attempted}: Graph's answer has no list of them.")
        grants = [one for one in found if isinstance(one, dict)]
        is_all_from_above = bool(grants) and all("inheritedFrom" in one for one in grants)
        return not is_all_from_above or "@odata.nextLink" in answer.body

    @property
    def _writer(self) -> Door:
        if self._own_writer is None:
            raise _unstated(f"write in the sites of {self._name}", "a `writer`")
        return self._own_writer

    @property
    def _closing(self) -> Sites:
        if self._own_closing is None:
            raise _unstated(f"close sites of {self._name}", "`sharepoint` and a `writer`")
        return self._own_closing

    def _page(self, thing: Thing) -> Page:
        state = _part(thing, "publishingState")
        by = _part(_part(thing, "lastModifiedBy"), "application")
        level = text(state, "level")
        return Page(
            id=text(thing, "id"),
            name=text(thing, "name"),
            url=text(thing, "webUrl"),
            change=text(thing, "eTag"),
            level=cast("Level", level) if level in get_args(Level) else "draft",
            version=text(state, "versionId"),
            own=bool(self._client) and text(by, "id") == self._client,
            body={name: thing[name] for name in SAID if thing.get(name) is not None},
        )


def _written(body: Body) -> Thing:
    return {"@odata.type": _TYPE, **{name: body[name] for name in SAID if body.get(name) is not None}}


def _same(there: Body, content: Thing) -> bool:
    return all(there.get(name) == value for name, value in content.items() if "@" not in name)


def _done(answer: Answer, attempted: str) -> Thing:
    if not answer.ok:
        raise refusal(attempted, answer)
    return answer.body


def _part(thing: Thing, key: str) -> Thing:
    found = thing.get(key)
    return found if isinstance(found, dict) else {}


def _untold(attempted: str) -> NotFound:
    return NotFound(
        attempted,
        still_true="Nothing was touched. Which pages only some may read is not known.",
        next_command=(
            "have the editors find those pages, decide each, state `page_rights: looked`, then flytt resume"
        ),
    )


def _unstated(attempted: str, what: str) -> BadInput:
    return BadInput(
        f"Flytt was to {attempted}, and reach.yaml states no {what} there.",
        still_true="Nothing was touched.",
        next_command="state it under the tenant in reach.yaml, then flytt resume",
    )
