"""Pages of sites: made as drafts, changed, published; a site may approve itself. Who changed one is told."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from pydantic import JsonValue

from practice.graph.answers import Answer, Refused
from practice.graph.call import Call, created, done, shown
from practice.graph.kinds import Kind
from practice.graph.options import read_options
from practice.graph.pages import listed, page
from practice.graph.site_addresses import (
    address_of,
    group_site_id,
    group_sites,
    host_of,
    lock_of,
    root_id,
)
from practice.graph.tenant import Tenant
from practice.graph.things import Thing, identifier, moment, part, parts, text, texts

__all__ = ["PAGE", "WRITABLE", "Sites", "site_id"]

TYPE = "#microsoft.graph.sitePage"
_PEOPLE: Thing = {"user": {"displayName": "Redaktør"}}
_TEXT_PART, _STANDARD_PART = "#microsoft.graph.textWebPart", "#microsoft.graph.standardWebPart"

PAGE = Kind(
    name="sitePage",
    properties=dict.fromkeys(
        ("id", "name", "title", "description", "webUrl", "eTag", "createdDateTime", "lastModifiedDateTime"),
        "text",
    )
    | dict.fromkeys(("pageLayout", "promotionKind", "thumbnailWebUrl"), "text")
    | dict.fromkeys(("showComments", "showRecommendedPages"), "yes")
    | {"titleArea": "part", "publishingState": "part", "canvasLayout": "part"}
    | {"createdBy": "part", "lastModifiedBy": "part"},
    unasked=(
        "id", "name", "title", "description", "webUrl", "eTag", "createdDateTime", "lastModifiedDateTime",
        "pageLayout", "promotionKind", "showComments", "showRecommendedPages", "titleArea", "publishingState",
        "createdBy", "lastModifiedBy",
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


WRITABLE = frozenset({
    "e377ea37-9047-43b9-8cdb-a761be2f8e09", "0f087d7f-520e-42b7-89c0-496aaf979d58",
    "df8e44e7-edd5-46d5-90da-aca1539313b8", "2161a1c6-db61-4731-b97c-3cdb303f7cbb",
    "b7dd04e1-19ce-4b24-9132-b60a1c2b910d", "d1d91016-032f-456d-98a4-721247c305e8",
    "af8be689-990e-492a-81f7-ba3e4cd3ed9c", "6410b3b6-d440-4663-8744-378976dc041e",
    "e84a8ca2-f63c-4fb9-bc0b-d8eef5ccb22b", "7f718435-ee4d-431c-bdbf-9c4ff326f46e",
    "c70391ea-0b10-4ee9-b2b4-006d3fcad0cd", "8654b779-4886-46d4-8ffb-b5ed960ee986",
    "544dd15b-cf3c-441b-96da-004d5a8cea1d",
})  # fmt: skip
"""Types of standard web parts that a client may write here; people's pages hold others too."""

_USUAL: Thing = {
    "description": "", "pageLayout": "article", "promotionKind": "page", "showComments": True,
    "showRecommendedPages": False, "titleArea": None, "canvasLayout": {"horizontalSections": []},
}  # fmt: skip


def site_id(call: Call) -> str:
    """The id of a tenant's root site: host, site collection, site."""
    return root_id(call.tenant)


class Sites:
    """The pages of every tenant's sites. With `approves`, what is published waits until somebody lets it."""

    def __init__(self) -> None:
        self.approves = False
        self._pages: dict[str, dict[str, Thing]] = {}
        self._made = 0
        self._apart: dict[str, str] = {}

    def forget(self) -> None:
        """Have no page, and approve nothing."""
        self._pages.clear()
        self.approves = False

    def get_site(self, call: Call, site: str) -> Answer:
        """A site: the root, as `root` or by its id, or a group's."""
        own = self._own(call, site)
        is_root = own == site_id(call)
        found: Thing = {
            "id": own,
            "name": "intranett" if is_root else "gruppe",
            "displayName": "Intranett" if is_root else "Gruppe",
            "webUrl": address_of(call.tenant, own),
        }
        return shown(call, "sites/$entity", found)

    def get_group_site(self, call: Call, group: str) -> Answer:
        """The site of a Microsoft 365 group."""
        found = call.tenant.groups.true(group)
        if found is None or "Unified" not in texts(found, "groupTypes"):
            raise Refused(404, "itemNotFound", "The site was not found.")
        return self.get_site(call, group_site_id(call.tenant, group))

    def get_all(self, call: Call, site: str) -> Answer:
        """The pages, drafts among them."""
        own = self._own(call, site, reads=True)
        options = read_options(call.request, PAGE)

        def rows(after: int) -> Iterator[tuple[int, Thing]]:
            return ((n, p) for n, p in enumerate(list(self._of(own).values())) if n > after)

        things, beside = page(call, options, rows)
        wanted = "canvasLayout" in options.expand
        there = [_sent(p, with_canvas=wanted) for p in things]
        return listed(call, f"sites('{own}')/pages/microsoft.graph.sitePage", there, beside)

    def get(self, call: Call, site: str, page_id: str) -> Answer:
        """One page."""
        own = self._own(call, site, reads=True)
        wanted = "canvasLayout" in read_options(call.request, PAGE).expand
        found = _sent(self._page(own, page_id), with_canvas=wanted)
        return shown(call, f"sites('{own}')/pages/microsoft.graph.sitePage/$entity", found)

    def get_parts(self, call: Call, site: str, page_id: str) -> Answer:
        """The web parts of one page, in the order in which they appear."""
        own = self._own(call, site, reads=True)
        canvas = part(self._page(own, page_id), "canvasLayout")
        columns = [c for section in parts(canvas, "horizontalSections") for c in parts(section, "columns")]
        columns += [part(canvas, "verticalSection")]
        found = [one for column in columns for one in parts(column, "webparts")]
        return listed(call, f"sites('{own}')/pages('{page_id}')/webParts", found, {})

    def get_lists(self, call: Call, site: str) -> Answer:
        """The libraries of a site. That of the pages is the system's: it is told when `system` is asked."""
        own = self._own(call, site, reads=True)
        asked = call.request.query.get("$select", "").split(",")
        kinds = {"Documents": "documentLibrary"} | (
            {"Site Pages": "webPageLibrary"} if "system" in asked else {}
        )
        found: list[Thing] = [
            {
                "id": identifier(own, template),
                "name": name.replace(" ", ""),
                "displayName": name,
                "list": {"template": template, "hidden": False, "contentTypesEnabled": False},
                **({"system": dict[str, JsonValue]()} if template == "webPageLibrary" else {}),
            }
            for name, template in kinds.items()
        ]
        return listed(call, f"sites('{own}')/lists", found, {})

    def get_rights(self, call: Call, site: str, place: str, page_id: str) -> Answer:
        """Who may see a page: what comes from the site, or what somebody has said of the page alone."""
        own = self._own(call, site, reads=True)
        if place != identifier(own, "webPageLibrary"):
            raise Refused(404, "itemNotFound", "The list was not found.")
        self._page(own, page_id)
        who = self._apart.get(page_id)
        above: Thing = {"inheritedFrom": {"driveId": place, "id": identifier(own, "pages", "root")}}
        group: Thing = {"siteGroup": {"id": "4", "displayName": "Visitors"}}
        user: Thing = {"user": {"id": who, "displayName": "Utvalgt"}}
        grant: Thing = {"id": identifier(page_id, "right"), "roles": ["read"]}
        alone: Thing = {**grant, "grantedToV2": user}
        shared: Thing = {**grant, "grantedToV2": group, **above}
        found = [shared] if who is None else [alone] if who else []
        return listed(call, f"sites('{own}')/lists('{place}')/items('{page_id}')/permissions", found, {})

    def keep_for(self, page_id: str, person: str) -> None:
        """Let one person alone see a page, as its editors do. Empty: nobody but the owners of the site."""
        self._apart[page_id] = person

    def create(self, call: Call, site: str) -> Answer:
        """A draft. Its name is taken once, whatever its case."""
        own, given = self._own(call, site, writes=True), _checked(call.request.json())
        name = text(given, "name")
        if not name or not text(given, "title"):
            raise _invalid("A page needs a name and a title.")
        if not name.lower().endswith(".aspx") or set(name) & set('"*:<>?/\\|#%'):
            raise _invalid("The name of a page ends in .aspx and has none of the forbidden characters.")
        if any(text(there, "name").lower() == name.lower() for there in self._of(own).values()):
            raise Refused(409, "nameAlreadyExists", "A page with this name already exists.")
        made = self._make(call.tenant, own, given, moment(call.clock.now()), _by(call))
        return created(call, f"sites('{own}')/pages/$entity", _sent(made, with_canvas=True))

    def update(self, call: Call, site: str, page_id: str) -> Answer:
        """Changed content: a draft again until it is published. A page that was news stays news."""
        own = self._own(call, site, writes=True)
        found, given = self._page(own, page_id), _checked(call.request.json())
        _as_seen(call, found)
        if {"name", "pageLayout"} & given.keys():
            raise _invalid("The name and the layout of a page cannot be changed.")
        if text(found, "promotionKind") == "newsPost" and text(given, "promotionKind") == "page":
            raise _invalid("A news post cannot become a page again.")
        _change(found, given, moment(call.clock.now()), _by(call))
        return shown(
            call, f"sites('{own}')/pages/microsoft.graph.sitePage/$entity", _sent(found, with_canvas=True)
        )

    def publish(self, call: Call, site: str, page_id: str) -> Answer:
        """Let people see it, or let it wait. Published again, it stays published."""
        found = self._page(self._own(call, site, writes=True), page_id)
        if not self.approves:
            _publish(found)
        return done()

    def delete(self, call: Call, site: str, page_id: str) -> Answer:
        """Gone."""
        own = self._own(call, site, writes=True)
        _as_seen(call, self._page(own, page_id))
        del self._of(own)[page_id]
        return done()

    def write(self, tenant: Tenant, site: str, given: Thing, *, now: str, published: bool) -> Thing:
        """A page as people write it: new, or as its next state. They may use every web part."""
        name = text(given, "name")
        found = next((p for p in self._of(site).values() if text(p, "name").lower() == name.lower()), None)
        if found is None:
            found = self._make(tenant, site, given, now, _PEOPLE)
        else:
            _change(found, {key: value for key, value in given.items() if key != "name"}, now, _PEOPLE)
        if published:
            _publish(found)
        return found

    def drop(self, tenant: Tenant, page_id: str) -> None:
        """A page that people delete from the root site."""
        del self._of(root_id(tenant))[page_id]

    def pages(self, site: str) -> list[Thing]:
        """All pages of a site, as they lie there."""
        return [*self._of(site).values()]

    def lines(self, tenant: Tenant) -> list[str]:
        """What lies in the sites of a tenant, whatever its pages' ids and times are."""
        there = {site: pages for site, pages in self._pages.items() if site.startswith(f"{host_of(tenant)},")}
        return [
            f"{site} {text(one, 'name')} {text(part(one, 'publishingState'), 'level')} {text(one, 'title')} "
            f"{one.get('canvasLayout')} {one.get('lastModifiedBy')}"
            for site, pages in there.items()
            for one in pages.values()
        ]

    def seen(self, tenant_id: str) -> list[Thing]:
        """What readers of a tenant's root site see: published pages alone."""
        root = identifier(tenant_id, "site")
        found = (pages for site, pages in self._pages.items() if site.endswith(f",{root}"))
        pages = [p for of in found for p in of.values()]
        return [p for p in pages if text(part(p, "publishingState"), "level") == "published"]

    def _own(self, call: Call, site: str, *, reads: bool = False, writes: bool = False) -> str:
        own = root_id(call.tenant) if site == "root" else site
        if own != root_id(call.tenant) and own not in group_sites(call.tenant):
            raise Refused(404, "itemNotFound", "The site was not found.")
        lock = lock_of(call.tenant, own.split(",")[1]) if reads or writes else "Unlock"
        if lock == "NoAccess" or (writes and lock != "Unlock"):
            raise Refused(423, "resourceLocked", "The site is closed by its administrator.")
        return own

    def _make(self, tenant: Tenant, site: str, given: Thing, now: str, by: Thing) -> Thing:
        self._made += 1
        name = text(given, "name")
        page_id = identifier(site, name, self._made)
        made: Thing = {
            **_USUAL,
            **given,
            "id": page_id,
            "webUrl": f"{address_of(tenant, site)}/SitePages/{quote(name)}",
            "createdDateTime": now,
            "lastModifiedDateTime": now,
            "createdBy": by,
            "lastModifiedBy": by,
            "eTag": f'"{{{page_id}}},1"',
            "publishingState": {"level": "draft", "versionId": "0.1"},
        }
        self._of(site)[page_id] = made
        return made

    def _of(self, site: str) -> dict[str, Thing]:
        return self._pages.setdefault(site, {})

    def _page(self, site: str, page_id: str) -> Thing:
        found = self._of(site).get(page_id)
        if found is None:
            raise Refused(404, "itemNotFound", "The page was not found.")
        return found


def _by(call: Call) -> Thing:
    return {"application": {"id": call.app.id, "displayName": call.app.name}}


def _as_seen(call: Call, found: Thing) -> None:
    wanted = call.request.headers.get("if-match", "")
    if wanted not in {"", "*", text(found, "eTag")}:
        raise Refused(412, "preconditionFailed", "The page has been changed since it was read.")


def _change(found: Thing, given: Thing, now: str, by: Thing) -> None:
    major, _, minor = text(part(found, "publishingState"), "versionId").partition(".")
    number = int(text(found, "eTag").rpartition(",")[2].strip(chr(34))) + 1
    found.update(given)
    found["lastModifiedDateTime"], found["lastModifiedBy"] = now, by
    found["eTag"] = f'"{{{text(found, "id")}}},{number}"'
    found["publishingState"] = {"level": "draft", "versionId": f"{major}.{int(minor) + 1}"}


def _publish(found: Thing) -> None:
    state = part(found, "publishingState")
    if text(state, "level") != "published":
        major = text(state, "versionId").split(".", maxsplit=1)[0]
        found["publishingState"] = {"level": "published", "versionId": f"{int(major) + 1}.0"}


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
                is_standard = web_part.get("@odata.type") == _STANDARD_PART
                if is_standard and text(web_part, "webPartType").lower() not in WRITABLE:
                    raise _invalid("This web part type is not supported.")
    return kept


def _sent(found: Thing, *, with_canvas: bool) -> Thing:
    names = (*PAGE.unasked, "canvasLayout") if with_canvas else PAGE.unasked
    return {"@odata.type": TYPE, **{name: found.get(name) for name in names}}


def _invalid(message: str) -> Refused:
    return Refused(400, "invalidRequest", message)
