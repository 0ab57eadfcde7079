"""domain.rename-source: everybody in the old tenant gets an address on that tenant's own domain."""

from typing import Annotated

from flytt.migration.addressing import Addresses, held, leaving, returning
from flytt.migration.errors import NotFound
from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.record import Record
from flytt.migration.step import InVault, Step, Traces
from tasks.hindrances import refuse_hindered
from tasks.holding import Holding, said, stand, standing, telling, turn
from tasks.tenancy import how_much


class Was(Record):
    """Every name and address before, and what takes its place. `default`: new accounts got the domain."""

    before: Annotated[Addresses, InVault()]
    after: Annotated[Addresses, InVault()]
    default: bool


class Renamed(Record):
    """How many names and how many sets of addresses."""

    names: int
    recipients: int


class RenameSource(Step[Holding, Was, Renamed]):
    """From here on mail to the domain finds nobody in the old tenant, until the new one has it."""

    def plan(self, want: Holding, world: World) -> Was:
        own = want.find(want.old(world))
        now = standing(world, want.source)
        change = leaving(now, want.domain, want.initial(want.old(world)))
        if not change.before.ids:
            raise NotFound(
                f"Nobody in the old tenant has an address on {want.domain}: there is nothing to give over.",
                still_true="Nothing was changed.",
                next_command="find out who took the addresses away; a spare domain needs an address too",
            )
        refuse_hindered(want, now, world)
        return Was(before=change.before, after=change.after, default=own is not None and own.default)

    def probe(self, want: Holding, was: Was, world: World) -> Presence:
        told = telling(was.before, was.after)
        there = stand(told, standing(world, want.source))
        own = want.find(want.old(world))
        there += was.default and not (own is not None and own.default)
        return how_much(there, len(told.names) + len(told.recipients) + was.default)

    def traces(self, want: Holding, world: World) -> Traces[Was]:
        """Who had which address, only a newer backup or people can tell."""
        found = held(standing(world, want.source), want.domain)
        return Traces(Presence.ABSENT if found.ids else Presence.PRESENT)

    def do(self, want: Holding, was: Was, world: World) -> Renamed:
        domains = want.old(world)
        ids = set(was.before.ids)
        boxes = (one for one in want.old_exchange(world).boxes() if one.legacy and one.account in ids)
        want.book(world).note(was.before.changed(legacy={one.account: one.legacy for one in boxes}))
        if was.default:
            domains.set_default(want.initial(domains))
        turn(domains, want.old_exchange(world), was.after, standing(world, want.source))
        return Renamed(names=len(was.after.names), recipients=len(was.after.recipients))

    def verify(self, want: Holding, was: Was, receipt: Renamed, world: World) -> Verification:
        del receipt
        now, shall = said(standing(world, want.source)), said(was.after)
        return Verification.of(
            "the directory and Exchange's list of recipients, read again",
            expected=shall,
            found={name: now[name] for name in shall if name in now},
        )

    def undo(self, want: Holding, was: Was, receipt: Renamed | None, world: World) -> None:
        """The domain is back and proven by now: everybody is called what they were called.

        Addresses that others have given them meanwhile stay beside.
        """
        del receipt
        domains = want.old(world)
        now = standing(world, want.source)
        turn(domains, want.old_exchange(world), returning(was.before, was.after, now), now)
        if was.default:
            domains.set_default(want.domain)
        want.book(world).forget()


STEP = RenameSource()
