"""Where the old mailboxes send on what arrives: the step that turns it, with a copy kept or without."""

from typing import Annotated, ClassVar

from flytt.migration.evidence import Presence, Verification
from flytt.migration.exchange import Forwarding
from flytt.migration.ports import World
from flytt.migration.record import Record
from flytt.migration.step import InVault, Step, Traces
from tasks.post import Met, Post
from tasks.tenancy import how_much


class Forwarded(Record):
    """How each stood before Flytt."""

    before: Annotated[tuple[Forwarding, ...], InVault()]


class Count(Record):
    """How many mailboxes send on."""

    mailboxes: int


def _wanted(want: Post, world: World, *, keeps: bool) -> dict[str, Forwarding]:
    """Return where each old mailbox shall send on: to the address of its new one."""
    met = Met(want, world)
    return {
        p.account: Forwarding(account=p.account, to=met.there[p.target].address, keeps=keeps)
        for p in met.whole()
    }


def _standing(want: Post, world: World) -> dict[str, Forwarding]:
    """Return where each sends on now."""
    boxes = want.old_exchange(world).boxes()
    return {
        b.account: Forwarding(account=b.account, to=b.forwards_to, within=b.forwards_within, keeps=b.keeps)
        for b in boxes
    }


def _before(want: Post, world: World, *, keeps: bool) -> Forwarded:
    """Return how those stand that are to be turned."""
    now = _standing(want, world)
    turning = _wanted(want, world, keeps=keeps)
    return Forwarded(before=tuple(now[one] for one in sorted(turning) if now[one] != turning[one]))


def _presence(want: Post, was: Forwarded, world: World, *, keeps: bool) -> Presence:
    """Return how many of them stand as they shall; where the new mailbox is gone, otherwise than before."""
    now, shall = _standing(want, world), _wanted(want, world, keeps=keeps)
    stand = sum(
        now.get(one.account) == shall[one.account] if one.account in shall else now.get(one.account) != one
        for one in was.before
    )
    return how_much(stand, len(was.before))


def _turn(want: Post, was: Forwarded, world: World, *, keeps: bool) -> Count:
    """Turn them."""
    shall = _wanted(want, world, keeps=keeps)
    turning = tuple(shall[one.account] for one in was.before if one.account in shall)
    want.old_exchange(world).forward(turning)
    return Count(mailboxes=len(was.before))


def _found(want: Post, was: Forwarded, world: World, *, keeps: bool) -> Verification:
    """Look at each; addresses are not shown."""
    now, shall = _standing(want, world), _wanted(want, world, keeps=keeps)
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


class Forward(Step[Post, Forwarded, Count]):
    """Turns where the old mailboxes send on what arrives; each is put back to where it sent before."""

    keeps: ClassVar[bool]
    """Whether a copy stays in the old mailbox."""

    def plan(self, want: Post, world: World) -> Forwarded:
        return _before(want, world, keeps=self.keeps)

    def probe(self, want: Post, was: Forwarded, world: World) -> Presence:
        return _presence(want, was, world, keeps=self.keeps)

    def traces(self, want: Post, world: World) -> Traces[Forwarded]:
        """Where they sent before, only people can tell."""
        now, shall = _standing(want, world), _wanted(want, world, keeps=self.keeps)
        return Traces(how_much(sum(now[one] == shall[one] for one in shall), len(shall)))

    def do(self, want: Post, was: Forwarded, world: World) -> Count:
        return _turn(want, was, world, keeps=self.keeps)

    def verify(self, want: Post, was: Forwarded, receipt: Count, world: World) -> Verification:
        del receipt
        return _found(want, was, world, keeps=self.keeps)

    def undo(self, want: Post, was: Forwarded, receipt: Count | None, world: World) -> None:
        """Let them send where they sent before."""
        del receipt
        there = _standing(want, world)
        want.old_exchange(world).forward(tuple(one for one in was.before if one.account in there))
