"""What the steps of an intranet share: both sites of a row as they are just now, and how pages read there."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote

from flytt.migration.drive_notes import Claims, Passes
from flytt.migration.errors import NotFound
from flytt.migration.intranet import (
    Page,
    Site,
    TenantSites,
    digest_of,
    is_writable,
    unwritable,
    without_parts,
)
from flytt.migration.intranet_settings import TenantIntranet
from flytt.migration.page_book import PageBook
from flytt.migration.page_links import Links, host_of, plain
from flytt.migration.ports import World
from flytt.migration.record import Json
from tasks.file_links import FileLinks
from tasks.shared import KeptAs

KEPT = "kept-by-flytt-"
"""How the names of pages begin into which Flytt has put what people wrote, when it went back."""
HOME = "home.aspx"
_APART = "has rights of its own, and all who read the new site would read it: `leave`, or `read_by_all`"


class Moved(TenantIntranet):
    """What the mapping says. `kept_as`: this workload's own name, under which its record lies."""

    kept_as: KeptAs

    def old(self, world: World) -> TenantSites:
        """Return the sites that are left."""
        return world.tenants.sites(self.source)

    def new(self, world: World) -> TenantSites:
        """Return the sites that are come to."""
        return world.tenants.sites(self.target)

    def passes(self, world: World) -> Passes:
        """Return the record of passes."""
        return Passes(world.kept, self.kept_as)

    def old_sites(self, world: World) -> set[str]:
        """Return the old sites, by the id that their administration has for them."""
        return {pair.source.collection for pair in Sites(self, world).pairs}

    @property
    def files_kept_as(self) -> str:
        """The name under which the record of the files lies; empty when none move."""
        return f"{self.kept_as.split('_', 1)[0]}_{self.files}" if self.files else ""

    def claims(self, world: World) -> Claims:
        """Return which new sites are whose."""
        return Claims(world.kept, self.kept_as)


@dataclass(frozen=True)
class SitePair:
    """One site, and the one that its pages move into."""

    source: Site
    target: Site
    book: PageBook


@dataclass
class Wanted:
    """A page as it shall be on the new side."""

    source: Page
    name: str
    body: dict[str, Json]
    left_out: list[str]
    digest: str

    @property
    def id(self) -> str:
        """The old page's id."""
        return self.source.id


class Sites:
    """Both sides, read when they are asked for. NotFound for a site that is not there."""

    def __init__(self, want: Moved, world: World) -> None:
        self.want, self.world = want, world

    @cached_property
    def pairs(self) -> tuple[SitePair, ...]:
        """The sites, two by two."""
        return tuple(self._paired())

    def wanted(self, pair: SitePair) -> Iterator[Wanted]:
        """Yield the pages that move, as they shall read."""
        for page in self.want.old(self.world).pages(pair.source.id):
            decision = self.want.decided(page.id)
            if decision is not None and decision.leave:
                continue
            left_out = unwritable(page.body)
            body = self.links.body(without_parts(page.body) if left_out else page.body)
            yield Wanted(page, self.name_of(page), body, left_out, digest_of(body))

    def alone(self, pair: SitePair, one: Wanted) -> str:
        """Return the digest that a page shall have, when it is not read from a listing; empty: it is gone."""
        old = self.want.old(self.world)
        page, parts = old.page(pair.source.id, one.id), old.parts(pair.source.id, one.id)
        if page is None:
            return ""
        kept = [part for part in parts if isinstance(part, dict) and is_writable(part)]
        body = self.links.body(without_parts(page.body))
        return digest_of(body, tuple(self.links.rewrite(part) for part in kept))

    def left(self, pair: SitePair) -> int:
        """Return how many pages somebody has decided to leave."""
        ids = {row.source for row in self.want.decisions if row.leave}
        return sum(page.id in ids for page in self.want.old(self.world).pages(pair.source.id))

    def name_of(self, page: Page) -> str:
        """Return what a page is called on the new side."""
        decision = self.want.decided(page.id)
        if decision is not None and decision.name is not None:
            return decision.name
        return self.want.home if page.name.lower() == HOME else page.name

    def undecided(self, page: Page) -> tuple[str, ...]:
        """Return what of a page somebody must still decide: editors go on after the survey."""
        decision, says = self.want.decided(page.id), [*self.unwritten(page)]
        if decision is not None and decision.leave:
            return ()
        if decision is None or decision.newest is None:
            if page.level == "checkout":
                says.append("is checked out, its newest state is somebody's own: check it in, or `newest`")
            elif page.half_said:
                says.append("has a draft on top of what readers see: `newest`, or publish it before")
        return tuple(says)

    def open_to_more(self, pair: SitePair) -> dict[str, str]:
        """Return the pages that only some may read, by id, with what must be decided of each.

        On the new side whoever may read the site may read them. Each page is asked for: no pass does.
        """
        if self.want.page_rights == "looked":
            return {}
        old = self.want.old(self.world)
        asked = [page.id for page in old.pages(pair.source.id) if not self._is_settled(page.id)]
        return dict.fromkeys(sorted(old.rights_apart(pair.source.id, asked)), _APART)

    def _is_settled(self, page: str) -> bool:
        decision = self.want.decided(page)
        return decision is not None and (decision.leave or decision.read_by_all)

    def unwritten(self, page: Page) -> tuple[str, ...]:
        """Return the web parts that would be left out of a page, and that nobody has decided to leave out."""
        decision, decided_away = self.want.decided(page.id), {row.type for row in self.want.web_parts}
        if decision is not None and decision.leave:
            return ()
        return tuple(
            f"holds web part {kind}, which Graph does not write: `web_parts`, or `leave`"
            for kind in sorted({*unwritable(page.body)} - decided_away)
        )

    def publishes(self, page: Page) -> bool:
        """Tell whether readers shall see a page."""
        decision = self.want.decided(page.id)
        if page.half_said:
            return decision is not None and decision.newest == "publish"
        return page.level == "published"

    def _paired(self) -> Iterator[SitePair]:
        old, new = self.want.old(self.world), self.want.new(self.world)
        for row in self.want.sites:
            source, target = old.site(row.source), new.site(row.target)
            if source is None or target is None:
                where = "old" if source is None else "new"
                site = row.source if source is None else row.target
                raise NotFound(
                    f"Site {site} is not on the {where} side.",
                    still_true="Nothing was touched.",
                    next_command="make it, or mend `sites` in the mapping, then flytt resume",
                )
            book = PageBook(self.world.kept, self.want.kept_as, source.id)
            yield SitePair(source, target, book)

    @cached_property
    def links(self) -> Links:
        """Addresses of pages and sites; of files when one is met that is none of them."""
        table, words = dict[str, str](), dict[str, str]()
        hosts = list[str]()
        old = self.want.old(self.world)
        for pair in self.pairs:
            hosts.append(host_of(pair.source.url))
            table[plain(pair.source.url)] = pair.target.url
            words |= dict(zip(pair.source.id.split(",")[1:], pair.target.id.split(",")[1:], strict=False))
            for page in old.pages(pair.source.id):
                if (row := self.want.decided(page.id)) is not None and row.leave:
                    continue  # what leads to a page that stays leads there still
                table[plain(page.url)] = f"{pair.target.url}/SitePages/{quote(self.name_of(page))}"
        files = FileLinks(self.world, self.want.source, self.want.target, self.want.files_kept_as)
        found = tuple(dict.fromkeys([*hosts, *files.hosts]))
        return Links(found, files.beside(table), words)


def written_there(sites: Sites, pair: SitePair) -> dict[str, Page]:
    """Return the pages of a new site, by id."""
    return {page.id: page for page in sites.want.new(sites.world).pages(pair.target.id)}
