"""Pages that people wrote on the new side, laid as drafts into the old site that they came from."""

from collections.abc import Mapping

from flytt.migration.intranet import Page, TenantSites, digest_of, unwritable, without_parts
from flytt.migration.page_links import Links, host_of, plain
from flytt.migration.ports import World
from flytt.migration.record import Record
from tasks.home_links import home_of_files
from tasks.site_pairs import KEPT, Moved, SitePair, Sites

_DIGEST = 9


class PagesBack(Record):
    """How many pages lie in old sites as drafts. `thinned`: without web parts that Graph does not write.

    `links_unmet`: addresses in them that lead to the new side still.
    """

    pages: int = 0
    links_unmet: int = 0
    thinned: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


def pages_back(want: Moved, into: str, world: World) -> PagesBack:
    """Lay each in its old site, its name beginning with `into`. Nothing kept is removed; again is fine."""
    sites, whole = Sites(want, world), PagesBack()
    old, new = want.old(world), want.new(world)
    files = home_of_files(world, want.source, want.target, want.files_kept_as)
    unmet = set[str]()
    for pair in sites.pairs:
        links = _homeward(sites, pair, files)
        for page_id in dict.fromkeys(pair.book.offered()):
            page = new.page(pair.target.id, page_id)
            if page is None:
                whole = whole.changed(gone=(*whole.gone, page_id))
                continue
            thinned = (*whole.thinned, page_id) if unwritable(page.body) else whole.thinned
            _lay(old, pair, page, links, into)
            whole = whole.changed(pages=whole.pages + 1, thinned=thinned)
        unmet |= links.unmet
    return whole.changed(links_unmet=len(unmet))


def _lay(old: TenantSites, pair: SitePair, page: Page, links: Links, into: str) -> None:
    """A page of that name there already is this one: the name tells its content."""
    body = links.body(without_parts(page.body))
    name = page.name.removeprefix(KEPT)[_DIGEST:] if page.name.startswith(KEPT) else page.name
    old.make(pair.source.id, f"{into}-{digest_of(body)[:8]}-{name}", body)


def _homeward(sites: Sites, at: SitePair, files: Mapping[str, str]) -> Links:
    """Addresses of the new side, as they are on the old one: its pages, those of other sites, and files."""
    table = dict(files)
    for pair in sites.pairs:
        table[plain(pair.target.url)] = pair.source.url
        for page in sites.want.old(sites.world).pages(pair.source.id):
            table[plain(f"{pair.target.url}/SitePages/{sites.name_of(page)}")] = page.url
    others = sorted({host_of(one) for one in (*(pair.target.url for pair in sites.pairs), *files)} - {""})
    own = host_of(at.target.url)
    return Links((own, *(one for one in others if one.casefold() != own.casefold())), table)
