"""One pass over all sites: the new one shall hold what the old one holds, whatever an earlier pass left."""

from dataclasses import dataclass, field

from pydantic import Field

from flytt.migration.errors import ChangedByOthers
from flytt.migration.evidence import Verification
from flytt.migration.intranet import Page, TenantSites, digest_of
from flytt.migration.page_book import PageCopy
from flytt.migration.ports import World
from flytt.migration.record import Record
from tasks.site_pairs import KEPT, Moved, SitePair, Sites, Wanted, written_there

_MOST_NAMED = 100
GONE = "copy that others have removed on the new side since it was made"


class PageTally(Record):
    """What a pass found. `left`: pages, by id, that it had to leave, and why. `links`: met and not met."""

    pages: int = 0
    written: int = 0
    removed: int = 0
    links: int = 0
    links_unmet: int = 0
    left: dict[str, str] = Field(default_factory=dict[str, str])


@dataclass
class Carrying:
    """One site being carried over."""

    new: TenantSites
    pair: SitePair
    there: dict[str, Page]
    written: int = 0
    removed: int = 0
    left: dict[str, str] = field(default_factory=dict[str, str])
    given: set[str] = field(default_factory=set[str])
    """New pages that have got their page in this pass: a name may go from one page to another."""

    def bring(self, wanted: list[Wanted]) -> None:
        """Write what lacks or differs, and take away what is gone on the old side."""
        copies = self.pair.book.all()
        for one in wanted:
            known = copies.get(one.id)
            found = self.there.get(known.target) if known and known.target not in self.given else None
            target = self._made(one) if found is None else self._as_wanted(one, found)
            self.given |= {target} if target else set()
            if target is not None and (known is None or known != _copy(one, target)):
                self.pair.book.note(_copy(one, target))
        for page in copies.keys() - {one.id for one in wanted}:
            self._take_away(copies[page])

    def _made(self, one: Wanted) -> str | None:
        """Make a page. What has its name is of a run that died, of a ledger before this one, or of others."""
        taken = next((page for page in self.there.values() if page.name.lower() == one.name.lower()), None)
        if taken is not None:
            return self._taken(one, taken)
        made = self.new.make(self.pair.target.id, one.name, one.body)
        if made is None:
            listed = self.new.pages(self.pair.target.id)
            taken = next((page for page in listed if page.name.lower() == one.name.lower()), None)
            if taken is None:
                self.left[one.id] = "its name is taken on the new side, by what cannot be seen"
                return None
            return self._taken(one, taken)
        self.written += 1
        return made.id

    def _taken(self, one: Wanted, found: Page) -> str | None:
        if found.id in self.given:
            self.left[one.id] = "another page wants its name too: `name`"
            return None
        return self._as_wanted(one, found)

    def _as_wanted(self, one: Wanted, found: Page) -> str | None:
        if not found.own:
            self.left[one.id] = f"others have changed {found.id} on the new side, or had it before"
            return None
        if digest_of(found.body) == one.digest and found.name.lower() == one.name.lower():
            return found.id
        if found.name.lower() != one.name.lower() or _fixed(found, one):
            return self._anew(one, found)
        changed = self.new.change(self.pair.target.id, found.id, one.body, seen=found.change)
        if changed is None:
            self.left[one.id] = f"others changed {found.id} on the new side meanwhile"
            return None
        self.written += 1
        return changed.id

    def _anew(self, one: Wanted, found: Page) -> str | None:
        """A page's name and layout cannot be changed: it is made anew, and its former state removed."""
        if not self.new.remove(self.pair.target.id, found.id, seen=found.change):
            self.left[one.id] = f"others changed {found.id} on the new side meanwhile"
            return None
        self.there.pop(found.id)
        return self._made(one)

    def _take_away(self, copy: PageCopy) -> None:
        found = self.there.get(copy.target)
        if found is not None and found.id not in self.given:
            if not found.own or not self.new.remove(self.pair.target.id, found.id, seen=found.change):
                self.left[copy.page] = (
                    f"gone on the old side, and others have changed {found.id} on the new one"
                )
                return
            self.removed += 1
        self.pair.book.drop(copy.page)


def carry(want: Moved, name: str, world: World) -> PageTally:
    """Carry all sites over, and note the pass; a noted one is not made again.

    ChangedByOthers when pages had to be left: when somebody has seen to them, the pass is made again.
    """
    if said := want.passes(world).find(name):
        return PageTally.model_validate_json(said)
    tally = converge(Sites(want, world))
    refuse_left(tally)
    want.passes(world).note(name, tally.model_dump_json())
    return tally


def refuse_left(tally: PageTally) -> None:
    """Raise ChangedByOthers when pages had to be left."""
    if tally.left:
        says = [f"page {page}: {why}" for page, why in sorted(tally.left.items())]
        more = [f"{len(says) - _MOST_NAMED} × more"] if len(says) > _MOST_NAMED else []
        raise ChangedByOthers(
            f"Pages had to be left: {'; '.join([*says[:_MOST_NAMED], *more])}.",
            still_true="All other pages are as on the old side, and nothing of others was touched.",
            next_command="see to them on the new side, or decide `name` or `leave`, then flytt resume",
        )


def converge(sites: Sites) -> PageTally:
    """Make every new site hold what the old one holds."""
    count, left, written, removed = 0, dict[str, str](), 0, 0
    for pair in sites.pairs:
        there = written_there(sites, pair)
        if pair.book.others() is None:
            known = {copy.target for copy in pair.book.all().values()}
            pair.book.note_others(page.id for page in there.values() if not page.own and page.id not in known)
        carrying = Carrying(sites.want.new(sites.world), pair, there)
        wanted = list(sites.wanted(pair))
        carrying.bring(wanted)
        count, written, removed = count + len(wanted), written + carrying.written, removed + carrying.removed
        left |= carrying.left
    links = sites.links
    return PageTally(
        pages=count, written=written, removed=removed, left=left,
        links=len(links.met), links_unmet=len(links.unmet),
    )  # fmt: skip


def listed(want: Moved, said: PageTally, world: World) -> Verification:
    """List each new site, and hold it against what was noted, and what had to be left.

    A copy that others have removed since is named: whatever pass comes next makes it again, publishing too.
    """
    sites = Sites(want, world)
    gone, copies = missing(sites), sum(len(pair.book.all()) for pair in sites.pairs)
    left = tuple(f"page {page}: {why}" for page, why in sorted(said.left.items()))
    return Verification(
        route="each new site's pages listed",
        matched=copies - len(gone),
        differing=(*left, *_new_sorts(sites)),
        skipped=named_gone(gone),
    )


def missing(sites: Sites) -> list[str]:
    """Return the old pages whose copies are on record, and on the new side no more."""
    new = sites.want.new(sites.world)
    gone: list[str] = []
    for pair in sites.pairs:
        there = {page.id for page in new.pages(pair.target.id)}
        gone += [copy.page for copy in pair.book.all().values() if copy.target not in there]
    return sorted(gone)


def named_gone(gone: list[str]) -> tuple[str, ...]:
    """Say so."""
    ids = ", ".join(gone[:_MOST_NAMED])
    return (f"{len(gone)} × {GONE}: page {ids}",) if gone else ()


def _new_sorts(sites: Sites) -> list[str]:
    """Name web parts that nobody has decided away: better before the sites are closed than after."""
    old = sites.want.old(sites.world)
    return [
        f"page {page.id}: {why}"
        for pair in sites.pairs
        for page in old.pages(pair.source.id)
        for why in sites.unwritten(page)
    ]


def lies_there(sites: Sites, pair: SitePair) -> list[Page]:
    """Return the copies in a new site: what is on record, and all else that Flytt was the last to change.

    The old site is not asked: it may be closed altogether.
    """
    targets = {copy.target for copy in pair.book.all().values()}
    there = written_there(sites, pair).values()
    return [page for page in there if not page.name.startswith(KEPT) and (page.id in targets or page.own)]


def _copy(one: Wanted, target: str) -> PageCopy:
    return PageCopy(page=one.id, target=target, digest=one.digest)


def _fixed(found: Page, one: Wanted) -> bool:
    """Tell whether what differs is among what a page keeps for ever: its layout, and that it was news."""
    was_news = found.body.get("promotionKind") == "newsPost" != one.body.get("promotionKind")
    return was_news or found.body.get("pageLayout") != one.body.get("pageLayout")
