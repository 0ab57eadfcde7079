"""intranet.compare: every page asked for by itself, its web parts by theirs, held against the old one."""

from collections import Counter

from flytt.migration.evidence import Verification
from flytt.migration.intranet import Page, digest_of
from flytt.migration.look import Look
from flytt.migration.ports import World
from flytt.migration.record import Record, digest
from tasks.page_passes import named_gone
from tasks.site_pairs import KEPT, Moved, SitePair, Sites, Wanted, written_there

_GONE = "was on the new side, and is not there any more: it is made again before readers come"


class SiteAccount(Record):
    """One site: its pages that move, those found as they shall be. `site`: by id in the old tenant.

    `left`: pages that stay; `others`: pages there that are not Flytt's. The prints are of all their digests.
    """

    site: str
    source: int
    target: int
    left: int
    others: int
    source_print: str
    target_print: str


class Compared(Record):
    """Counts. `left_out`: web parts that were decided away, by type; `others`: pages that are not Flytt's."""

    pages: int
    left: int
    left_out: dict[str, int]
    links_unmet: int
    others: int
    each: tuple[SiteAccount, ...] = ()


class Compare(Look[Moved, Compared]):
    """Pages were written from listings; here each is asked for alone on both sides, and its web parts too."""

    def see(self, want: Moved, world: World) -> Compared:
        return _compared(Sites(want, world), {})[0]

    def judge(self, want: Moved, seen: Compared, world: World) -> Verification:
        """Rights are asked for here alone: a refusal when it begins would let nobody adopt a decision."""
        del seen
        sites = Sites(want, world)
        apart = {page: why for pair in sites.pairs for page, why in sites.open_to_more(pair).items()}
        now, wrong = _compared(sites, apart)
        gone = sorted(page for page, why in wrong.items() if why == _GONE)
        wrong = {page: why for page, why in wrong.items() if why != _GONE}
        return Verification(
            route="each page and its web parts asked for by themselves: name, content, state",
            matched=now.pages - len(wrong) - len(gone),
            differing=tuple(f"page {page}: {why}" for page, why in sorted(wrong.items())),
            skipped=(
                *named_gone(gone),
                *(f"{count} × web part {kind}, left out" for kind, count in now.left_out.items()),
                *([f"{now.left} × page that stays"] if now.left else []),
                *(
                    [f"{now.links_unmet} × address that leads to the old side still"]
                    if now.links_unmet
                    else []
                ),
                *([f"{now.others} × page of others on the new side"] if now.others else []),
            ),
        )


def _compared(sites: Sites, apart: dict[str, str]) -> tuple[Compared, dict[str, str]]:
    """Compare all sites. `apart`: pages that only some may read, with what must be decided of each."""
    wrong, left_out = dict[str, str](), Counter[str]()
    each = tuple(_site(sites, pair, apart, wrong, left_out) for pair in sites.pairs)
    counted = Compared(
        pages=sum(one.source for one in each),
        left=sum(one.left for one in each),
        left_out=dict(sorted(left_out.items())),
        links_unmet=len(sites.links.unmet),
        others=sum(one.others for one in each),
        each=each,
    )
    return counted, wrong


def _site(
    sites: Sites, pair: SitePair, apart: dict[str, str], wrong: dict[str, str], left_out: Counter[str]
) -> SiteAccount:
    """Compare one site; what is wrong and what was left out is added to what others said."""
    copies, wanted, found = pair.book.all(), list[str](), list[str]()
    for one in sites.wanted(pair):
        left_out.update(one.left_out)
        wanted.append(f"{one.id} {one.digest}")
        known = copies.pop(one.id, None)
        undecided = (*sites.undecided(one.source), *([apart[one.id]] if one.id in apart else []))
        why = "; ".join(undecided) or _differs(sites, pair, one, known.target if known else "")
        if why:
            wrong[one.id] = why
        else:
            found.append(f"{one.id} {one.digest}")
    wrong |= dict.fromkeys(copies, "copied, and not on the old side any more")
    there = written_there(sites, pair).values()
    return SiteAccount(
        site=pair.source.id,
        source=len(wanted),
        target=len(found),
        left=sites.left(pair),
        others=sum(not page.own and not page.name.startswith(KEPT) for page in there),
        source_print=_print(wanted),
        target_print=_print(found),
    )


def _print(pages: list[str]) -> str:
    return digest([*sorted(pages)])[:16]


def _differs(sites: Sites, pair: SitePair, one: Wanted, target: str) -> str:
    """Say what is wrong with a page's copy; empty when nothing is."""
    new = sites.want.new(sites.world)
    there: Page | None = new.page(pair.target.id, target) if target else None
    if there is None:
        return _GONE if target else "is not on the new side"
    if not there.own:
        return "others have changed it on the new side"
    wrong = {
        "has another name": there.name.lower() != one.name.lower(),
        "has another title": there.body.get("title") != one.body.get("title"),
        "is published, and was not to be": there.level == "published" and not sites.publishes(one.source),
    }
    said = next((why for why, is_so in wrong.items() if is_so), "")
    if said:
        return said
    if sites.alone(pair, one) != one.digest:
        return "reads otherwise on the old side when it is asked for alone"
    parts = new.parts(pair.target.id, there.id)
    return "has other content" if digest_of(there.body, parts) != one.digest else ""


STEP = Compare()
