"""News pages of one site in each tenant: made as drafts, changed, published; a site may approve itself."""

from __future__ import annotations

from collections.abc import Iterator

from practice.graph.answers import Answer, Refused
from practice.graph.call import Call, created, done, shown
from practice.graph.kinds import Kind
from practice.graph.options import read_options
from practice.graph.pages import listed, page
from practice.graph.things import Thing, identifier, moment, part, parts, text

__all__ = ["PAGE", "Sites", "site_id"]

TYPE = "#microsoft.graph.sitePage"
_TEXT_PART, _STANDARD_PART = "#microsoft.graph.textWebPart", "#microsoft.graph.standardWebPart"

PAGE = Kind(
    name="sitePage",
    properties=dict.fromkeys(
        ("id", "name", "title", "description", "webUrl", "eTag", "createdDateTime", "lastModifiedDateTime"),
        "text",
    )
    | dict.fromkeys(("pageLayout", "promotionKind", "thumbnailWebUrl"), "text")
    | dict.fromkeys(("showComments", "showRecommendedPages"), "yes")
    | {"titleArea": "part", "publishingState": "part", "canvasLayout": "part"},
    unasked=(
        "id", "name", "title", "description", "webUrl", "eTag", "createdDateTime", "lastModifiedDateTime",
        "pageLayout", "promotionKind", "showComments", "showRecommendedPages", "titleArea", "publishingState",
    ),
    written=frozenset({
        "name", "title", "description", "pageLayout", "promotionKind", "thumbnailWebUrl", "showComments",
        "showRecommendedPages", "titleArea", "canvasLayout",
    }),
    equals=frozenset({"name", "title"}),
    begins=frozenset({"name", "title"}),
    expands=frozenset({"canvasLayout"}),
    sorts=frozenset({"name", "title"}),
)  # fmt: skip
"""`canvasLayout` is sent when it is expanded alone."""


def site_id(call: Call) -> str:
    """The id of the one site that a tenant has: host, site collection, site."""
    host = call.tenant.initial_domain.replace(".onmicrosoft.", ".sharepoint.")
    return f"{host},{identifier(call.tenant.id, 'collection')},{identifier(call.tenant.id, 'site')}"


class Sites:
    """The pages of every tenant's site. With `approves`, what is published waits until somebody lets it."""

    def __init__(self) -> None:
        self.approves = False
        self._pages: dict[str, dict[str, Thing]] = {}
        self._made = 0

    def forget(self) -> None:
        """Have no page, and approve nothing."""
        self._pages.clear()
        self.approves = False

    def get_site(self, call: Call, site: str) -> Answer:
        """The site itself, as `root` or by its id."""
        own = self._own(call, site)
        host = own.split(",", maxsplit=1)[0]
        found: Thing = {
            "id": own,
            "name": "intranett",
            "displayName": "Intranett",
            "webUrl": f"https://{host}",
        }
        return shown(call, "sites/$entity", found)

    def get_all(self, call: Call, site: str) -> Answer:
        """The pages, drafts among them."""
        own = self._own(call, site)
        options = read_options(call.request, PAGE)

        def rows(after: int) -> Iterator[tuple[int, Thing]]:
            return ((n, p) for n, p in enumerate(self._of(call).values()) if n > after)

        things, beside = page(call, options, rows)
        wanted = "canvasLayout" in options.expand
        there = [_sent(p, with_canvas=wanted) for p in things]
        return listed(call, f"sites('{own}')/pages/microsoft.graph.sitePage", there, beside)

    def get(self, call: Call, site: str, page_id: str) -> Answer:
        """One page."""
        own = self._own(call, site)
        wanted = "canvasLayout" in read_options(call.request, PAGE).expand
        found = _sent(self._page(call, page_id), with_canvas=wanted)
        return shown(call, f"sites('{own}')/pages/microsoft.graph.sitePage/$entity", found)

    def create(self, call: Call, site: str) -> Answer:
        """A draft. Its name is taken once, whatever its case."""
        own, given = self._own(call, site), _checked(call.request.json())
        name = text(given, "name")
        if not name or not text(given, "title"):
            raise _invalid("A page needs a name and a title.")
        if not name.lower().endswith(".aspx") or set(name) & set('"*:<>?/\\|#%'):
            raise _invalid("The name of a page ends in .aspx and has none of the forbidden characters.")
        pages = self._of(call)
        if any(text(there, "name").lower() == name.lower() for there in pages.values()):
            raise Refused(409, "nameAlreadyExists", "A page with this name already exists.")
        self._made += 1
        page_id, now = identifier(own, name, self._made), moment(call.clock.now())
        host = own.split(",", maxsplit=1)[0]
        usual: Thing = {
            "description": "", "pageLayout": "article", "promotionKind": "page", "showComments": True,
            "showRecommendedPages": False, "titleArea": None, "canvasLayout": {"horizontalSections": []},
        }  # fmt: skip
        pages[page_id] = {
            **usual,
            **given,
            "id": page_id,
            "webUrl": f"https://{host}/SitePages/{name}",
            "createdDateTime": now,
            "lastModifiedDateTime": now,
            "eTag": f'"{{{page_id}}},1"',
            "publishingState": {"level": "draft", "versionId": "0.1"},
        }
        found = _sent(pages[page_id], with_canvas=True)
        return created(call, f"sites('{own}')/pages/$entity", found)

    def update(self, call: Call, site: str, page_id: str) -> Answer:
        """Changed content: a draft again until it is published. A page that was news stays news."""
        own, found, given = self._own(call, site), self._page(call, page_id), _checked(call.request.json())
        wanted = call.request.headers.get("if-match", "")
        if wanted not in {"", "*", text(found, "eTag")}:
            raise Refused(412, "preconditionFailed", "The page has been changed since it was read.")
        if {"name", "pageLayout"} & given.keys():
            raise _invalid("The name and the layout of a page cannot be changed.")
        if text(found, "promotionKind") == "newsPost" and text(given, "promotionKind") == "page":
            raise _invalid("A news post cannot become a page again.")
        major, _, minor = text(part(found, "publishingState"), "versionId").partition(".")
        found.update(given)
        found["lastModifiedDateTime"] = moment(call.clock.now())
        found["eTag"] = f'"{{{page_id}}},{int(text(found, "eTag").rpartition(",")[2].strip(chr(34))) + 1}"'
        found["publishingState"] = {"level": "draft", "versionId": f"{major}.{int(minor) + 1}"}
        return shown(
            call, f"sites('{own}')/pages/microsoft.graph.sitePage/$entity", _sent(found, with_canvas=True)
        )

    def publish(self, call: Call, site: str, page_id: str) -> Answer:
        """Let people see it, or let it wait. Published again, it stays published."""
        self._own(call, site)
        found = self._page(call, page_id)
        if not self.approves and text(part(found, "publishingState"), "level") != "published":
            major = text(part(found, "publishingState"), "versionId").split(".", maxsplit=1)[0]
            found["publishingState"] = {"level": "published", "versionId": f"{int(major) + 1}.0"}
        return done()

    def delete(self, call: Call, site: str, page_id: str) -> Answer:
        """Gone."""
        self._own(call, site)
        self._page(call, page_id)
        del self._of(call)[page_id]
        return done()

    def seen(self, tenant_id: str) -> list[Thing]:
        """What readers of a tenant's site see: published pages alone."""
        pages = self._pages.get(tenant_id, {}).values()
        return [p for p in pages if text(part(p, "publishingState"), "level") == "published"]

    def _own(self, call: Call, site: str) -> str:
        own = site_id(call)
        if site not in {"root", own}:
            raise Refused(404, "itemNotFound", "The site was not found.")
        return own

    def _of(self, call: Call) -> dict[str, Thing]:
        return self._pages.setdefault(call.tenant.id, {})

    def _page(self, call: Call, page_id: str) -> Thing:
        found = self._of(call).get(page_id)
        if found is None:
            raise Refused(404, "itemNotFound", "The page was not found.")
        return found


def _checked(given: Thing) -> Thing:
    """What a client wrote. Raises Refused for what a site page does not take."""
    if given.get("@odata.type") != TYPE:
        raise _invalid("@odata.type=#microsoft.graph.sitePage must be included in the request body.")
    kept = PAGE.checked(given)
    if text(kept, "promotionKind") not in {"", "page", "newsPost"}:
        raise _invalid("promotionKind is page or newsPost.")
    for section in parts(part(kept, "canvasLayout"), "horizontalSections"):
        widths = [column.get("width") for column in parts(section, "columns")]
        if text(section, "layout") == "oneColumn" and widths != [12]:
            raise _invalid("A section of one column has one column of the width 12.")
        for column in parts(section, "columns"):
            for web_part in parts(column, "webparts"):
                if web_part.get("@odata.type") not in {_TEXT_PART, _STANDARD_PART}:
                    raise _invalid("A web part is a textWebPart or a standardWebPart.")
    return kept


def _sent(found: Thing, *, with_canvas: bool) -> Thing:
    names = (*PAGE.unasked, "canvasLayout") if with_canvas else PAGE.unasked
    return {"@odata.type": TYPE, **{name: found.get(name) for name in names}}


def _invalid(message: str) -> Refused:
    return Refused(400, "invalidRequest", message)
