"""intranet.survey: how many pages move, what Graph cannot write, what must be decided, how long it takes."""

from collections import Counter

from flytt.migration.drive_notes import Listed
from flytt.migration.evidence import Verification
from flytt.migration.intranet import WRITABLE, Page, part_type, web_parts
from flytt.migration.look import Look
from flytt.migration.ports import World
from flytt.migration.record import Record
from tasks.consent import closing_lacking, consent_lacking
from tasks.site_pairs import Moved, SitePair, Sites, written_there

MOST_NAMED = 1000
"""Of what must be decided, so much is named; the rest is counted."""

_RIGHTS_UNITS = 5
"""What SharePoint reckons for the rights of one page, in resource units."""


class Surveyed(Record):
    """Counts alone. `links_unmet`: addresses that lead to the old side, and stay as they are."""

    sites: int
    pages: int
    drafts: int
    parts: dict[str, int]
    left_out: dict[str, int]
    left: int
    links_unmet: int
    prepare_minutes: float
    cutover_minutes: float


class Survey(Look[Moved, Surveyed]):
    """Everything that a person must decide is found here, weeks before anybody is affected."""

    def see(self, want: Moved, world: World) -> Surveyed:
        sites, parts, left_out = Sites(want, world), Counter[str](), Counter[str]()
        pages = drafts = left = 0
        for pair in sites.pairs:
            left += sites.left(pair)
            for one in sites.wanted(pair):
                pages += 1
                drafts += not sites.publishes(one.source)
                left_out.update(one.left_out)
                parts.update(_sorts(one.source))
        reading, writing = want.old(world).speed(), want.new(world).speed()
        passing = 2 * pages / 100 * (2 / reading.reads + 2 / writing.reads)
        writes = 2 * pages / writing.writes
        rights = _RIGHTS_UNITS * pages / reading.reads if want.page_rights == "ask" else 0.0
        return Surveyed(
            sites=len(sites.pairs),
            pages=pages,
            drafts=drafts,
            parts=dict(sorted(parts.items())),
            left_out=dict(sorted(left_out.items())),
            left=left,
            links_unmet=len(sites.links.unmet),
            prepare_minutes=round((passing + writes + rights) / 60, 1),
            cutover_minutes=round(
                (4 * passing + writes + 3 * 2 * pages * (1 / writing.reads + 1 / reading.reads) + rights)
                / 60,
                1,
            ),
        )

    def judge(self, want: Moved, seen: Surveyed, world: World) -> Verification:
        sites, wrong, matched = Sites(want, world), _consent(want, world), 0
        ids = set[str]()
        for pair in sites.pairs:
            here, count = _of(sites, pair, ids)
            wrong += here
            matched += count
        wrong += [
            f"page {row.source}: decided, and on no old site"
            for row in want.decisions
            if row.source not in ids
        ]
        if want.files and not any(True for _ in Listed(world.kept, want.files_kept_as).all()):
            wrong.append(
                f"the files of {want.files} have not been made ready: pages would lead to the old ones"
            )
        more = len(wrong) - MOST_NAMED
        return Verification(
            route="both tenants read again, page by page",
            matched=matched,
            differing=(*wrong[:MOST_NAMED], *([f"{more} × more to decide"] if more > 0 else [])),
            skipped=(
                *(f"{count} × web part {kind}, left out" for kind, count in seen.left_out.items()),
                *([f"{seen.left} × page that stays"] if seen.left else []),
                *(
                    [f"{seen.links_unmet} × address that leads to the old side still"]
                    if seen.links_unmet
                    else []
                ),
            ),
        )


def _of(sites: Sites, pair: SitePair, ids: set[str]) -> tuple[list[str], int]:
    """Return what must be decided of one site, and how many of its pages need no decision; note all ids."""
    want, wrong, matched = sites.want, list[str](), 0
    there = written_there(sites, pair)
    is_begun = bool(pair.book.all()) or any(page.own for page in there.values())
    taken = {page.name.lower(): page.id for page in there.values()} if not is_begun else {}
    wanted_by: Counter[str] = Counter()
    old = list(want.old(sites.world).pages(pair.source.id))
    ids |= {page.id for page in old}
    moving = [page for page in old if not ((row := want.decided(page.id)) and row.leave)]
    wanted_by.update(sites.name_of(page).lower() for page in moving)
    if other := want.claims(sites.world).of_others(f"site {pair.target.id}", ""):
        wrong.append(f"site {pair.target.id}: {other} moves into it too")
    if want.old(sites.world).lock(pair.source.collection) != "Unlock" and not is_begun:
        wrong.append(f"site {pair.source.id}: it is closed already")
    apart = sites.open_to_more(pair)
    for page in moving:
        name, here = sites.name_of(page).lower(), [*sites.undecided(page)]
        here += [apart[page.id]] if page.id in apart else []
        if name in taken:
            here.append(f"its name is taken by {taken[name]} on the new side: `name`, or `leave`")
        if wanted_by[name] > 1:
            here.append(f"its name is wanted by {wanted_by[name]} pages: `name`")
        wrong += [f"page {page.id}: {why}" for why in here]
        matched += not here
    return wrong, matched


def _sorts(page: Page) -> list[str]:
    return [WRITABLE.get(kind, kind) if kind else "text" for kind in map(part_type, web_parts(page.body))]


def _consent(want: Moved, world: World) -> list[str]:
    tenants = world.tenants
    found = consent_lacking(
        "tenant-intranet", tenants.on(want.source), tenants.on(want.target), old_writes=False
    )
    return [*found, *closing_lacking("tenant-intranet", want.old(world))]


STEP = Survey()
