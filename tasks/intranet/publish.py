"""intranet.publish: what readers saw on the old side, they may see on the new one."""

from collections.abc import Iterator

from flytt.migration.evidence import Presence, Verification
from flytt.migration.intranet import Page, digest_of
from flytt.migration.ports import World
from flytt.migration.record import Record
from flytt.migration.step import Nothing, Step
from tasks.page_passes import converge, missing, named_gone, refuse_left
from tasks.site_pairs import KEPT, Moved, SitePair, Sites, written_there
from tasks.tenancy import how_much


class Published(Record):
    """How many pages readers may see."""

    pages: int


class Publish(Step[Moved, Nothing, Published]):
    """Graph takes no page back from its readers: undo makes it a draft by making it anew.

    A copy that others have removed since the last pass is made again first, and read again here.
    """

    def plan(self, want: Moved, world: World) -> Nothing:
        del want, world
        return Nothing()

    def probe(self, want: Moved, was: Nothing, world: World) -> Presence:
        """A page that others have changed since is theirs: it tells neither that it was done nor undone."""
        del was
        found = [page for _, _, page in _due(Sites(want, world)) if page is None or page.own]
        return how_much(sum(one is not None and one.level == "published" for one in found), len(found))

    def do(self, want: Moved, was: Nothing, world: World) -> Published:
        del was
        new, count = want.new(world), 0
        if missing(Sites(want, world)):
            refuse_left(converge(Sites(want, world)))
        for pair, _, page in _due(Sites(want, world)):
            if page is not None and page.own and page.level != "published":
                new.publish(pair.target.id, page.id)
            count += 1
        return Published(pages=count)

    def verify(self, want: Moved, was: Nothing, receipt: Published, world: World) -> Verification:
        del was, receipt
        sites = Sites(want, world)
        gone = missing(sites)
        digests = {one.id: one.digest for pair in sites.pairs for one in sites.wanted(pair)}
        due = [(source, page) for _, source, page in _due(sites) if source not in gone]
        seen = Verification.of(
            "each new site's pages listed, with what they say",
            expected={f"page {source}": "published" for source, _ in due},
            found={
                f"page {source}": page.level
                if not page.own or digest_of(page.body) == digests[source]
                else f"{page.level}, with other content"
                for source, page in due
                if page is not None
            },
        )
        return seen.changed(skipped=named_gone(gone))

    def undo(self, want: Moved, was: Nothing, receipt: Published | None, world: World) -> None:
        """A page that others have changed since stays as it is: it is kept when the copies are taken back."""
        del was, receipt
        new, sites = want.new(world), Sites(want, world)
        is_short = False
        for pair, _, page in list(_due(sites)):
            if page is not None and page.own and page.level == "published":
                new.remove(pair.target.id, page.id, seen=page.change)
            is_short = is_short or page is None or page.level == "published"
        if is_short:
            converge(sites)

    def written_since(self, want: Moved, was: Nothing, receipt: Published, world: World) -> tuple[str, ...]:
        """Say, by site, how many pages others changed, made or took away there."""
        del was, receipt
        sites, says = Sites(want, world), list[str]()
        for pair in sites.pairs:
            there, before = written_there(sites, pair), pair.book.others() or frozenset()
            targets = {copy.target for copy in pair.book.all().values()}
            changed = sum(not page.own for page in there.values() if page.id in targets)
            made = sum(
                not page.own and page.id not in before and page.id not in targets
                for page in there.values()
                if not page.name.startswith(KEPT)
            )
            gone = len(targets - there.keys())
            if changed or made or gone:
                says.append(
                    f"site {pair.target.id}: {changed} pages changed, {made} made, {gone} removed by others"
                )
        return tuple(says)


def _due(sites: Sites) -> Iterator[tuple[SitePair, str, Page | None]]:
    """Yield the pages that readers shall see: the site, the old page's id, and its copy."""
    for pair in sites.pairs:
        copies, there = pair.book.all(), written_there(sites, pair)
        for one in sites.wanted(pair):
            if sites.publishes(one.source):
                known = copies.get(one.id)
                yield pair, one.id, there.get(known.target) if known else None


STEP = Publish()
