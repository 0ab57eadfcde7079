"""mailboxes.survey: how much moves, what is in the way or lacking, and how long it takes."""

import re
from collections import Counter

from flytt.migration.evidence import Verification
from flytt.migration.exchange import Box
from flytt.migration.look import Look
from flytt.migration.mailboxes import LARGEST_BYTES, MOST_TAKEN
from flytt.migration.ports import World
from flytt.migration.record import Record
from tasks.boxes import Boxes, everything
from tasks.consent import consent_lacking
from tasks.mail_home import foreign
from tasks.post import Met, Post

_ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
CMDLETS = 17
"""Cmdlets for each mailbox from *go* until people are let in: ways in, forwarding, rights."""
CMDLET_SECONDS = 1.5
"""Not published and not measured: *Give delegates their rights* shows it in one's own tenant."""
READINGS = 8
"""How often each side of each mailbox is listed in the window: passes, what they find, and the comparison."""
LISTED = 100
"""Items in the answer to one request. Source: the adapter's own page."""
REQUEST_SECONDS = 0.3
"""What one request takes at the least, for the limits are not all: not published either."""
STREAM_SHARE = 4 / 3
"""Bytes in a request for each byte of an item: streams are sent as base64."""


class Surveyed(Record):
    """Counts alone. Minutes are what the limits in force let through, before and in the window.

    In the window, cmdlets and listings are reckoned one after the other; what is new comes beside.

    `meetings`: those with guests. `on_hold`, `forwarding`: mailboxes.
    """

    mailboxes: dict[str, int]
    folders: int
    items: int
    size_bytes: int
    meetings: int
    rights: int
    on_hold: int
    forwarding: int
    left: dict[str, int]
    prepare_minutes: float
    cutover_minutes: float


class Survey(Look[Post, Surveyed]):
    """Everything that a person must decide is found here, weeks before anybody is affected."""

    def see(self, want: Post, world: World) -> Surveyed:
        met, mail = Met(want, world), want.old(world)
        moving = _moving(met)
        folders = items = size = meetings = 0
        for account in moving:
            box = mail.box_of(account)
            folders += len(mail.folders(box))
            for item in everything(mail, box):
                items, size, meetings = items + 1, size + item.size_bytes, meetings + item.meeting
        speed = want.new(world).speed()
        seconds = max(1 / speed.reads, REQUEST_SECONDS)
        taking = (folders + items / MOST_TAKEN) * seconds
        listing = READINGS * (folders + items / LISTED) * seconds
        turning = CMDLETS * len(moving) * CMDLET_SECONDS
        return Surveyed(
            mailboxes=dict(sorted(Counter(met.old[one].kind for one in moving).items())),
            folders=folders,
            items=items,
            size_bytes=size,
            meetings=meetings,
            rights=len(want.old_exchange(world).rights(tuple(moving))),
            on_hold=sum(met.old[one].held for one in moving),
            forwarding=sum(_sends_on(met.old[one]) for one in moving),
            left=dict(sorted(met.left.items())),
            prepare_minutes=round((size * STREAM_SHARE / speed.writes + taking) / 60, 1),
            cutover_minutes=round((listing + turning) / 60, 1),
        )

    def judge(self, want: Post, seen: Surveyed, world: World) -> Verification:
        met = Met(want, world)
        wrong = consent_lacking("tenant-mailboxes", want.old(world), want.new(world))
        wrong += _unknown(want, met) + _undecided(want, met) + met.without_account()
        wrong += _in_the_way(want, met, world) + _outside(want, met, world)
        return Verification(
            route="both tenants read again, held against rules and decisions",
            matched=len(met.pairs) + len(met.shared.keys() - met.pairs.keys()) + sum(met.left.values()),
            differing=tuple(wrong),
            skipped=tuple(
                [f"{count} × {why}" for why, count in sorted(met.left.items())]
                + (
                    [f"{seen.forwarding} × sends on elsewhere already: set anew by its owner"]
                    if seen.forwarding
                    else []
                )
            ),
        )


def _moving(met: Met) -> tuple[str, ...]:
    return (*met.pairs, *(one for one in met.shared if one not in met.pairs))


def _sends_on(box: Box) -> bool:
    return bool(box.forwards_to or box.forwards_within)


def _undecided(want: Post, met: Met) -> list[str]:
    boxes = [met.old[one] for one in _moving(met)]
    held = [box.account for box in boxes if box.held and want.held == "stop"]
    archives = [box.account for box in boxes if box.archive and want.archives == "stop"]
    sending = [box.account for box in boxes if _sends_on(box) and want.forwarding == "stop"]
    return [
        *(f"mailbox {one}: on hold; `held` says what is done" for one in held),
        *(f"mailbox {one}: sends on already; `forwarding` says that it ends" for one in sending),
        *(f"mailbox {one}: has an archive, which is not moved; `archives` says so" for one in archives),
    ]


def _in_the_way(want: Post, met: Met, world: World) -> list[str]:
    wrong: list[str] = []
    for pair in met.pairs.values():
        if pair.target not in met.there:
            wrong.append(
                f"mailbox {pair.account}: its account {pair.target} has no mailbox; a licence is lacking"
            )
            continue
        both = Boxes.of(want, pair, world)
        wrong += [
            f"mailbox {pair.account}: item {item.id} is larger than the service takes in"
            for item in everything(both.old, both.box)
            if item.size_bytes * STREAM_SHARE > LARGEST_BYTES
        ]
        if pair.beside or not any(folder.items for folder in both.new.folders(both.box_there)):
            continue
        if others := sum(len(items) for items in foreign(both).values()):
            wrong.append(f"mailbox {pair.account}: {others} items are there already; state it under `same`")
    return wrong


def _outside(want: Post, met: Met, world: World) -> list[str]:
    """Find rights between who moves and who does not: they do not cross tenants."""
    left = {(row.account, row.delegate) for row in want.leave}
    moving = _moving(met)
    wrong: list[str] = []
    asked = tuple(met.old) if want.only else moving
    for right in sorted(
        want.old_exchange(world).rights(asked), key=lambda r: (r.account, r.delegate, r.kind)
    ):
        if (right.account, right.delegate) in left:
            continue
        moves, delegate = right.account in moving, _by_id(right.delegate)
        follows = right.delegate in met.accounts and (not want.only or right.delegate in want.only)
        if moves and not follows:
            wrong.append(f"mailbox {right.account}: {right.kind} of {delegate}, who does not move with it")
        elif follows and not moves and right.delegate in moving:
            wrong.append(f"mailbox {right.account}: stays, and {delegate} with {right.kind} moves")
    return wrong


def _by_id(delegate: str) -> str:
    """Return an id; whom Exchange names otherwise is not named: this is written in the ledger."""
    return delegate if _ID.fullmatch(delegate) else "somebody whom Exchange does not name by id"


def _unknown(want: Post, met: Met) -> list[str]:
    rows = {*want.only, *(row.source for row in want.same), *(row.account for row in want.leave)}
    return [f"mailbox {one}: decided, and not in the old tenant" for one in sorted(rows - met.old.keys())]


STEP = Survey()
