"""files.compare: every folder listed on both sides, every file and right held against each other."""

from flytt.migration.evidence import Verification
from flytt.migration.look import Look
from flytt.migration.ports import World
from flytt.migration.record import Record
from tasks.drive_pairs import Met, Moved, landing, strays
from tasks.standing_apart import opened, undecided
from tasks.walking import DriveAccount, Walk, matched

MOST_NAMED = 1000
"""Differences, and items with sharing links, that are named; the rest are counted drive by drive."""


class Reconciled(Record):
    """What lies on both sides, drive by drive. `left`: drives that stay, by why."""

    drives: tuple[DriveAccount, ...]
    left: dict[str, int]


class Compare(Look[Moved, Reconciled]):
    """The copies were made from the track of changes; here the folders are listed, which is another index."""

    def see(self, want: Moved, world: World) -> Reconciled:
        accounts, _, _, left = _walked(want, world)
        return Reconciled(drives=accounts, left=left)

    def judge(self, want: Moved, seen: Reconciled, world: World) -> Verification:
        del seen
        accounts, wrong, linked, left = _walked(want, world)
        unnamed = max(0, sum(one.differing for one in accounts) - MOST_NAMED)
        for pair in Met(want, world).pairs():
            apart = undecided(want, pair, world, files=False)
            named = apart[: max(0, MOST_NAMED - len(wrong))]
            wrong += named
            unnamed += len(apart) - len(named)
        links, odd = sum(one.links for one in accounts), sum(one.odd for one in accounts)
        return Verification(
            route="both sides listed folder by folder: sizes, hashes, rights; some files of each drive read",
            matched=matched(accounts),
            differing=tuple(wrong),
            more=unnamed,
            skipped=(
                *opened(want),
                *(f"{count} × {why}" for why, count in left.items()),
                *([f"{odd} × notebook or shortcut, not copied"] if odd else []),
                *([f"{links} × sharing link, not made again"] if links else []),
                *linked,
            ),
        )


def _walked(
    want: Moved, world: World
) -> tuple[tuple[DriveAccount, ...], list[str], list[str], dict[str, int]]:
    """Return the account of each drive, what differs, items to be named, and which drives stay."""
    met, old, new = Met(want, world), want.old(world), want.new(world)
    accounts, wrong, linked, beside = list[DriveAccount](), list[str](), list[str](), 0
    for pair in met.pairs():
        walk = Walk(old, new, pair, met.there, want.older)
        accounts.append(walk.account(landing(pair, new)))
        beside += len(old.beside(pair.kind, pair.source))
        wrong += walk.wrong[: max(0, MOST_NAMED - len(wrong))]
        linked += [*walk.linked, *walk.beyond][: max(0, MOST_NAMED - len(linked))]
    wrong += [f"{one}: has no drive on the new side" for one in met.lacking]
    wrong += strays(met)
    left: dict[str, int] = dict(met.without)
    for why in met.owners.left.values():
        left[why] = left.get(why, 0) + 1
    if beside:
        left["library beside the default one"] = beside
    return tuple(accounts), wrong, linked, dict(sorted(left.items()))


STEP = Compare()
