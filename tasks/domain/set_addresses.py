"""domain.set-addresses: everybody on the new side is called, and reached, as they were on the old one."""

from typing import Annotated

from flytt.migration.addressing import Addresses, arriving, held, returning
from flytt.migration.errors import NotFound
from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.record import Record
from flytt.migration.step import InVault, Step, Traces
from tasks.hindrances import refuse_newcomers
from tasks.holding import Holding, said, stand, standing, telling, turn
from tasks.tenancy import how_much


class Was(Record):
    """Names and addresses on the new side before, and what they become."""

    before: Annotated[Addresses, InVault()]
    after: Annotated[Addresses, InVault()]


class Given(Record):
    """How many names and how many sets of addresses."""

    names: int
    recipients: int


class SetAddresses(Step[Holding, Was, Given]):
    """Who was there before gets the old addresses beside their own, and keeps their name."""

    def plan(self, want: Holding, world: World) -> Was:
        was = want.book(world).read()
        if was is None:
            raise NotFound(
                f"The ledger does not hold who had which address on {want.domain}.",
                still_true="Nobody was given one.",
                next_command="flytt rollback, or restore a backup of the ledger made after they were noted",
            )
        change = arriving(was, want.pairing(world, was), standing(world, want.target), want.domain)
        return Was(before=change.before, after=change.after)

    def probe(self, want: Holding, was: Was, world: World) -> Presence:
        told = telling(was.before, was.after)
        there = stand(told, standing(world, want.target))
        return how_much(there, len(told.names) + len(told.recipients))

    def traces(self, want: Holding, world: World) -> Traces[Was]:
        """How they stood before, only a newer backup or people can tell."""
        found = held(standing(world, want.target), want.domain)
        return Traces(Presence.PRESENT if found.ids else Presence.ABSENT)

    def do(self, want: Holding, was: Was, world: World) -> Given:
        turn(want.new(world), want.new_exchange(world), was.after, standing(world, want.target))
        return Given(names=len(was.after.names), recipients=len(was.after.recipients))

    def verify(self, want: Holding, was: Was, receipt: Given, world: World) -> Verification:
        del receipt
        now, shall = said(standing(world, want.target)), said(was.after)
        return Verification.of(
            "the directory and Exchange's list of recipients, read again",
            expected=shall,
            found={name: now[name] for name in shall if name in now},
        )

    def undo(self, want: Holding, was: Was, receipt: Given | None, world: World) -> None:
        """Everybody gets the name and the addresses back that they had on the new side.

        Addresses on other domains that others have given them meanwhile stay beside.
        """
        del receipt
        refuse_newcomers(want, frozenset((*was.before.ids, *was.after.ids)), world)
        now = standing(world, want.target)
        back = returning(was.before, was.after, now, gone=want.domain)
        turn(want.new(world), want.new_exchange(world), back, now)


STEP = SetAddresses()
