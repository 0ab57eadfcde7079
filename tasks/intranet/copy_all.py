"""intranet.copy-all: every page is made on the new side as a draft, while people edit on the old one."""

from flytt.migration.errors import ChangedByOthers
from flytt.migration.evidence import Presence, Verification
from flytt.migration.intranet import Page, digest_of, unwritable
from flytt.migration.ports import World
from flytt.migration.step import Nothing, Step
from tasks.page_passes import PageTally, carry, lies_there, listed
from tasks.site_pairs import KEPT, Moved, SitePair, Sites, written_there

NAME = "copy-all"
_ROUNDS = 3


class CopyAll(Step[Moved, Nothing, PageTally]):
    """Undo removes what Flytt was the last to change. What people wrote is kept and offered back."""

    def plan(self, want: Moved, world: World) -> Nothing:
        _refuse_taken(want, world)
        return Nothing()

    def probe(self, want: Moved, was: Nothing, world: World) -> Presence:
        del was
        sites = Sites(want, world)
        if not any(_goes(page) for pair in sites.pairs for page in lies_there(sites, pair)):
            return Presence.ABSENT
        return Presence.PRESENT if want.passes(world).find(NAME) else Presence.PARTIAL

    def do(self, want: Moved, was: Nothing, world: World) -> PageTally:
        del was
        _refuse_taken(want, world)
        for pair in Sites(want, world).pairs:
            want.claims(world).take(f"site {pair.target.id}", "")
        return carry(want, NAME, world)

    def verify(self, want: Moved, was: Nothing, receipt: PageTally, world: World) -> Verification:
        del was
        return listed(want, receipt, world)

    def undo(self, want: Moved, was: Nothing, receipt: PageTally | None, world: World) -> None:
        del was, receipt
        sites = Sites(want, world)
        for pair in sites.pairs:
            _take_away(sites, pair)
            _offer_others(sites, pair)
            pair.book.forget()
            want.claims(world).let_go(f"site {pair.target.id}", "")
        want.passes(world).forget(NAME)


def _goes(page: Page) -> bool:
    """Tell whether a copy goes: one that others changed, and Graph cannot write elsewhere, stays."""
    return page.own or not unwritable(page.body)


def _take_away(sites: Sites, pair: SitePair) -> None:
    new = sites.want.new(sites.world)
    for _ in range(_ROUNDS):
        going = lies_there(sites, pair)
        for page in going:
            if not page.own:
                _keep(sites, pair, page)
            if _goes(page):
                new.remove(pair.target.id, page.id, seen=page.change)
        if not any(_goes(page) for page in lies_there(sites, pair)):
            return
    raise ChangedByOthers(
        f"People are writing in site {pair.target.id}, and not all of the copy was removed.",
        still_true="What they wrote is there, or kept beside it as a draft.",
        next_command="flytt resume",
    )


def _keep(sites: Sites, pair: SitePair, page: Page) -> None:
    """Keep what others wrote in a copy: as a draft under a name of its own, told by its content."""
    if unwritable(page.body):
        pair.book.offer(page.id)
        return
    new, name = sites.want.new(sites.world), f"{KEPT}{digest_of(page.body)[:8]}-{page.name}"
    made = new.make(pair.target.id, name, page.body)
    if made is None:
        made = next((one for one in new.pages(pair.target.id) if one.name.lower() == name.lower()), None)
    if made is None:
        raise ChangedByOthers(
            f"What people wrote in page {page.id} could not be kept under a name of its own.",
            still_true="It is where it was.",
            next_command="flytt resume",
        )
    pair.book.offer(made.id)


def _offer_others(sites: Sites, pair: SitePair) -> None:
    """Offer the pages that others have made there since: they stay where they are."""
    before = pair.book.others()
    for page in written_there(sites, pair).values() if before is not None else ():
        if not page.own and page.id not in (before or ()):
            pair.book.offer(page.id)


def _refuse_taken(want: Moved, world: World) -> None:
    claims = want.claims(world)
    for pair in Sites(want, world).pairs:
        if other := claims.of_others(f"site {pair.target.id}", ""):
            raise ChangedByOthers(
                f"{other} moves into site {pair.target.id} too, and Flytt's mark does not tell them apart.",
                still_true="Nothing was touched.",
                next_command="state another target in the mapping, adopt a new plan, then flytt resume",
            )


STEP = CopyAll()
