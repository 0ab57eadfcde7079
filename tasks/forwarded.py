"""Where the old mailboxes send on what arrives: what the steps that turn it have in common."""

from typing import Annotated

from flytt.migration.evidence import Presence, Verification
from flytt.migration.exchange import Forwarding
from flytt.migration.ports import World
from flytt.migration.record import Record
from flytt.migration.step import InVault
from tasks.post import Met, Post
from tasks.tenancy import how_much


class Forwarded(Record):
    """How each stood before Flytt."""

    before: Annotated[tuple[Forwarding, ...], InVault()]


class Count(Record):
    """How many mailboxes send on."""

    mailboxes: int


def wanted(want: Post, world: World, *, keeps: bool) -> dict[str, Forwarding]:
    """Return where each old mailbox shall send on: to the address of its new one."""
    met = Met(want, world)
    return {
        p.account: Forwarding(account=p.account, to=met.there[p.target].address, keeps=keeps)
        for p in met.whole()
    }


def standing(want: Post, world: World) -> dict[str, Forwarding]:
    """Return where each sends on now."""
    boxes = want.old_exchange(world).boxes()
    return {
        b.account: Forwarding(account=b.account, to=b.forwards_to, within=b.forwards_within, keeps=b.keeps)
        for b in boxes
    }


def before(want: Post, world: World, *, keeps: bool) -> Forwarded:
    """Return how those stand that are to be turned."""
    now = standing(want, world)
    turning = wanted(want, world, keeps=keeps)
    return Forwarded(before=tuple(now[one] for one in sorted(turning) if now[one] != turning[one]))


def presence(want: Post, was: Forwarded, world: World, *, keeps: bool) -> Presence:
    """Return how many of them stand as they shall; where the new mailbox is gone, otherwise than before."""
    now, shall = standing(want, world), wanted(want, world, keeps=keeps)
    stand = sum(
        now.get(one.account) == shall[one.account] if one.account in shall else now.get(one.account) != one
        for one in was.before
    )
    return how_much(stand, len(was.before))


def turn(want: Post, was: Forwarded, world: World, *, keeps: bool) -> Count:
    """Turn them."""
    shall = wanted(want, world, keeps=keeps)
    turning = tuple(shall[one.account] for one in was.before if one.account in shall)
    want.old_exchange(world).forward(turning)
    return Count(mailboxes=len(was.before))


def found(want: Post, was: Forwarded, world: World, *, keeps: bool) -> Verification:
    """Look at each; addresses are not shown."""
    now, shall = standing(want, world), wanted(want, world, keeps=keeps)
    says = {True: "to the new mailbox", False: "elsewhere"}
    return Verification.of(
        "Exchange's own list of mailboxes",
        expected=dict.fromkeys((one.account for one in was.before), says[True]),
        found={
            one.account: says[now[one.account] == shall.get(one.account)]
            for one in was.before
            if one.account in now
        },
    )


def put_back(want: Post, was: Forwarded, world: World) -> None:
    """Let them send where they sent before."""
    there = standing(want, world)
    want.old_exchange(world).forward(tuple(one for one in was.before if one.account in there))
