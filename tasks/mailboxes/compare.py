"""mailboxes.compare: every folder and every right counted and compared, before anybody is let in."""

from flytt.migration.evidence import Verification
from flytt.migration.exchange import Right
from flytt.migration.look import Look
from flytt.migration.ports import World
from flytt.migration.record import Record, digest
from tasks.boxes import Boxes
from tasks.mail_accounts import accounts, compared
from tasks.mailboxes.give_rights import rights_wanted
from tasks.post import Met, Post


class BoxAccount(Record):
    """One mailbox: folders, items and bytes on the old side, how many of its items are found on the new.

    `extra`: what lies on the new side alone. `arrived`: found, by Message-ID alone: it was forwarded.
    The prints are those of all folders, of what is old and what was found on the new side, apart from these.
    """

    account: str
    folders: int
    source: int
    target: int
    size_bytes: int
    extra: int
    arrived: int
    source_print: str
    target_print: str


class Reconciled(Record):
    """What stands on both sides, by mailbox; what stays, and why."""

    mailboxes: tuple[BoxAccount, ...]
    rights: int
    rights_there: int
    left: dict[str, int]


class Compare(Look[Post, Reconciled]):
    """Each folder that lacks something is named by ids, with what it lacks."""

    def see(self, want: Post, world: World) -> Reconciled:
        met = Met(want, world)
        wanted, had = _rights(want, met, world)
        return Reconciled(
            mailboxes=tuple(_account(Boxes.of(want, pair, world)) for pair in met.whole()),
            rights=len(wanted),
            rights_there=sum(one in had for one in wanted),
            left=dict(sorted(met.left.items())),
        )

    def judge(self, want: Post, seen: Reconciled, world: World) -> Verification:
        del seen
        met = Met(want, world)
        content = compared((Boxes.of(want, pair, world) for pair in met.whole()), {})
        wanted, had = _rights(want, met, world)
        lacking = [
            f"mailbox {one.account}: {one.kind} of {one.delegate} is lacking"
            for one in wanted
            if one not in had
        ]
        lacking += met.unseen()
        return content.changed(
            matched=content.matched + len(wanted) - sum(one not in had for one in wanted),
            differing=(*content.differing, *lacking),
            skipped=(*content.skipped, *(f"{n} × {why}" for why, n in sorted(met.left.items()))),
        )


def _account(boxes: Boxes) -> BoxAccount:
    rows = list(accounts(boxes))
    return BoxAccount(
        account=boxes.pair.account,
        folders=len(rows),
        source=sum(row.source for row in rows),
        target=sum(row.target for row in rows),
        size_bytes=sum(row.source_bytes for row in rows),
        extra=sum(row.extra for row in rows),
        arrived=sum(row.arrived for row in rows),
        source_print=digest([row.source_print for row in rows])[:16],
        target_print=digest([row.target_print for row in rows])[:16],
    )


def _rights(want: Post, met: Met, world: World) -> tuple[tuple[Right, ...], frozenset[Right]]:
    wanted = rights_wanted(want, world)
    had = want.new_exchange(world).rights(tuple(pair.target for pair in met.whole()))
    return wanted, had


STEP = Compare()
