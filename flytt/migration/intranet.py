"""What steps see of a tenant's sites and their pages, and how a page reads on the new side. Pure.

Content of pages passes through steps in memory only: the ledger gets ids, counts and digests. `own` tells
that Flytt's application was the last to change a page: what is not `own` is left alone. `seen` is the
`change` that a page had when it was looked at; when it has another by then, nothing is written.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, Protocol, TypeAlias

from pydantic import Field

from flytt.migration.directory import Speed
from flytt.migration.drives import Lock
from flytt.migration.record import Json, Record, digest

Level: TypeAlias = Literal["draft", "published", "checkout"]
Body: TypeAlias = Mapping[str, Json]

TEXT_PART, STANDARD_PART = "#microsoft.graph.textWebPart", "#microsoft.graph.standardWebPart"
WRITABLE: Mapping[str, str] = {
    "e377ea37-9047-43b9-8cdb-a761be2f8e09": "map",
    "0f087d7f-520e-42b7-89c0-496aaf979d58": "button",
    "df8e44e7-edd5-46d5-90da-aca1539313b8": "call to action",
    "2161a1c6-db61-4731-b97c-3cdb303f7cbb": "divider",
    "b7dd04e1-19ce-4b24-9132-b60a1c2b910d": "document",
    "d1d91016-032f-456d-98a4-721247c305e8": "image",
    "af8be689-990e-492a-81f7-ba3e4cd3ed9c": "image gallery",
    "6410b3b6-d440-4663-8744-378976dc041e": "link preview",
    "e84a8ca2-f63c-4fb9-bc0b-d8eef5ccb22b": "organisation",
    "7f718435-ee4d-431c-bdbf-9c4ff326f46e": "people",
    "c70391ea-0b10-4ee9-b2b4-006d3fcad0cd": "quick links",
    "8654b779-4886-46d4-8ffb-b5ed960ee986": "spacer",
    "544dd15b-cf3c-441b-96da-004d5a8cea1d": "video from elsewhere",
}
"""Standard web parts that Flytt takes Graph to write, by type: assumed, and for a real tenant to confirm."""

SAID = (
    "title", "description", "pageLayout", "promotionKind", "thumbnailWebUrl", "showComments",
    "showRecommendedPages", "titleArea", "canvasLayout",
)  # fmt: skip
"""What of a page is carried over."""


class Site(Record):
    """A site. `collection`: the id by which the administration closes it. `url`: without a slash last."""

    id: str
    collection: str
    url: str


class Page(Record):
    """A page. `body`: what of it is carried over, as Graph writes it. `version`: whole and draft number."""

    id: str
    name: str
    url: str = ""
    change: str = ""
    level: Level = "draft"
    version: str = "0.1"
    own: bool = False
    body: dict[str, Json] = Field(default_factory=dict[str, Json], repr=False)

    @property
    def half_said(self) -> bool:
        """True when people see another state than the newest: a draft on top of what was published."""
        return self.level != "published" and not self.version.startswith("0.")


class TenantSites(Protocol):
    """One tenant's sites. Every operation that writes may be repeated."""

    def speed(self) -> Speed: ...

    def site(self, site: str) -> Site | None:
        """Return a site by its id, or `root`."""
        ...

    def pages(self, site: str) -> Iterator[Page]:
        """Yield all pages whole, drafts among them."""
        ...

    def page(self, site: str, page: str) -> Page | None:
        """Return one page whole."""
        ...

    def parts(self, site: str, page: str) -> tuple[Json, ...]:
        """Return a page's web parts, in their order, by another index than the page's own layout."""
        ...

    def rights_apart(self, site: str, pages: Iterable[str]) -> frozenset[str]:
        """Return which of these pages somebody has given or taken rights to, beside those of the site.

        One that is gone has none. Raises what the ports raise when the service does not tell: not known is
        not none.
        """
        ...

    def make(self, site: str, name: str, body: Body) -> Page | None:
        """Make a draft. None: the name is taken."""
        ...

    def change(self, site: str, page: str, body: Body, *, seen: str) -> Page | None:
        """Give a page this content, as a draft. None: it is not as seen, or gone."""
        ...

    def publish(self, site: str, page: str) -> None:
        """Let readers see its newest state. Published already is success."""
        ...

    def remove(self, site: str, page: str, *, seen: str) -> bool:
        """Put a page in the recycle bin. Gone already is success; False: it is not as seen."""
        ...

    def may_close(self) -> frozenset[str]:
        """Return what SharePoint's administration lets the application do that closes sites."""
        ...

    def lock(self, collection: str) -> Lock: ...

    def set_lock(self, collection: str, lock: Lock) -> None:
        """Close a site for people's changes, or open it again."""
        ...


def web_parts(body: Body) -> list[dict[str, Json]]:
    """Return the web parts of a page in their order: column by column, and those of the side last."""
    canvas = body.get("canvasLayout")
    if not isinstance(canvas, dict):
        return []
    side = canvas.get("verticalSection")
    columns = [column for one in _things(canvas, "horizontalSections") for column in _things(one, "columns")]
    return [
        part for column in (*columns, *([side] if isinstance(side, dict) else [])) for part in held(column)
    ]


def held(column: Mapping[str, Json]) -> list[dict[str, Json]]:
    """Return the web parts of one column."""
    return _things(column, "webparts")


def part_type(part: Mapping[str, Json]) -> str:
    """Return what kind of web part it is: empty for text, else the id of its type."""
    if part.get("@odata.type") == TEXT_PART:
        return ""
    kind = part.get("webPartType")
    return kind.lower() if isinstance(kind, str) else "unknown"


def unwritable(body: Body) -> list[str]:
    """Return the types of the web parts that Graph does not write, one for each that there is."""
    return [part_type(part) for part in web_parts(body) if not is_writable(part)]


def is_writable(part: Mapping[str, Json]) -> bool:
    """Tell whether Graph writes a web part."""
    kind = part_type(part)
    return not kind or kind in WRITABLE


def without_parts(body: Body) -> dict[str, Json]:
    """Return the page without the web parts that Graph does not write."""
    canvas = body.get("canvasLayout")
    if not isinstance(canvas, dict):
        return dict(body)
    kept = dict(canvas)
    side = canvas.get("verticalSection")
    kept["horizontalSections"] = [
        {**section, "columns": [_thinned(column) for column in _things(section, "columns")]}
        for section in _things(canvas, "horizontalSections")
    ]
    if isinstance(side, dict):
        kept["verticalSection"] = _thinned(side)
    return {**body, "canvasLayout": kept}


def digest_of(body: Body, parts: tuple[Json, ...] | None = None) -> str:
    """Return the digest of a page's content: the same however the service numbers its parts.

    `parts`: the web parts as another index has them, in place of those in the layout.
    """
    canvas = body.get("canvasLayout")
    layout = list[Json]()
    if isinstance(canvas, dict):
        for one in _things(canvas, "horizontalSections"):
            columns: list[Json] = [[one.get("width"), len(held(one))] for one in _things(one, "columns")]
            layout.append([_text(one, "layout"), _text(one, "emphasis") or "none", columns])
        side = canvas.get("verticalSection")
        if isinstance(side, dict):
            layout.append(["side", _text(side, "emphasis") or "none", len(held(side))])
    found: Json = [_unnumbered(part) for part in (web_parts(body) if parts is None else parts)]
    sections: Json = layout
    said: dict[str, Json] = {name: body.get(name) for name in SAID if name != "canvasLayout"}
    return digest(_bare({**said, "layout": sections, "parts": found}))


def _thinned(column: Mapping[str, Json]) -> dict[str, Json]:
    kept: list[Json] = [part for part in held(column) if is_writable(part)]
    return {**column, "webparts": kept}


def _unnumbered(part: Json) -> Json:
    """Leave out a part's own id, which each side gives anew. An `id` deeper in it is what the page says."""
    return {name: one for name, one in part.items() if name != "id"} if isinstance(part, dict) else part


def _bare(value: Json) -> Json:
    """Leave out what says nothing: null and empty are the same."""
    if isinstance(value, list):
        return [_bare(one) for one in value]
    if not isinstance(value, dict):
        return value
    bare = {name: _bare(one) for name, one in value.items()}
    return {name: one for name, one in bare.items() if one not in (None, "", [], {})}


def _things(thing: Mapping[str, Json], key: str) -> list[dict[str, Json]]:
    value = thing.get(key)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _text(thing: Mapping[str, Json], key: str) -> str:
    value = thing.get(key)
    return value if isinstance(value, str) else ""
