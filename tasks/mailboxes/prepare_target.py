"""mailboxes.prepare-target: shared and room mailboxes made, and nobody let into the new mailboxes yet."""

from typing import Annotated

from flytt.migration.evidence import Presence, Verification
from flytt.migration.exchange import NewBox
from flytt.migration.ports import World
from flytt.migration.post_book import WaysBook
from flytt.migration.record import Record
from flytt.migration.step import InVault, Step, Traces
from tasks.boxes import Boxes
from tasks.keeping_out import partly_shut
from tasks.mail_home import bring_all_home
from tasks.post import Met, Post
from tasks.post_passes import anything_copied
from tasks.tenancy import how_much


class Was(Record):
    """Which shared mailboxes to make, by the old side's ids; into which of the others nobody is let.

    `shut`: the ways into these that were closed before. `let_in`: seen in a restored ledger: people are in.
    """

    making: Annotated[tuple[str, ...], InVault()]
    closing: Annotated[tuple[str, ...], InVault()]
    shut: Annotated[dict[str, tuple[str, ...]], InVault()] = {}
    let_in: bool = False


class Prepared(Record):
    """How many were made, and how many were there."""

    made: int
    closed: int


class PrepareTarget(Step[Post, Was, Prepared]):
    """People's own mailboxes came with their licences. What somebody uses already stays open."""

    def plan(self, want: Post, world: World) -> Was:
        met = Met(want, world)
        closing = [p.target for p in met.whole() if not p.beside and met.there[p.target].clients]
        return Was(
            making=tuple(sorted(met.shared.keys() - met.pairs.keys())),
            closing=tuple(sorted(closing)),
            shut=partly_shut(met.there[one] for one in closing),
        )

    def probe(self, want: Post, was: Was, world: World) -> Presence:
        met = Met(want, world)
        stand = sum(account in met.pairs for account in was.making)
        stand += sum(one in met.there and not met.there[one].clients for one in was.closing)
        return how_much(stand, len(was.making) + len(was.closing))

    def traces(self, want: Post, world: World) -> Traces[Was]:
        """Mailboxes under Flytt's mark are its own; the others came with a licence, and let programs in."""
        met = Met(want, world)
        made = tuple(sorted(account for account in met.shared if account in met.pairs))
        own = {met.pairs[account].target for account in made}
        others = sorted(p.target for p in met.whole() if not p.beside and p.target not in own)
        let_in = all(met.there[one].clients for one in others)
        if not made and let_in:
            return Traces(Presence.ABSENT)
        was = Was(making=made, closing=tuple(others), let_in=let_in)
        half = let_in and bool(others) and not anything_copied(want, world)
        return Traces(Presence.PARTIAL if half else Presence.PRESENT, was.changed(let_in=let_in and not half))

    def do(self, want: Post, was: Was, world: World) -> Prepared:
        met, exchange = Met(want, world), want.new_exchange(world)
        exchange.make_boxes(
            tuple(
                NewBox(
                    mark=want.mark(one),
                    kind=met.old[one].kind,
                    nickname=met.old[one].nickname,
                    display_name=met.old[one].display_name,
                )
                for one in was.making
                if one in met.old
            )
        )
        made = Met(want, world)
        own = tuple(made.pairs[one].target for one in was.making if one in made.pairs)
        WaysBook(world.kept, want.marked_as).note(was.shut | partly_shut(made.there[one] for one in own))
        exchange.set_clients((*was.closing, *own), allowed=False)
        return Prepared(made=len(was.making), closed=len(was.closing))

    def verify(self, want: Post, was: Was, receipt: Prepared, world: World) -> Verification:
        del receipt
        met = Met(want, world)
        boxes = {one: met.there.get(met.pairs[one].target) for one in was.making if one in met.pairs}
        shown = {one: box.kind for one, box in boxes.items() if box}
        closed = {
            one: "open" if met.there[one].clients else "closed" for one in was.closing if one in met.there
        }
        since = len(closed) if was.let_in and set(closed.values()) == {"open"} else 0
        if since:
            closed = dict.fromkeys(closed, "closed")
        found = Verification.of(
            "Exchange's own list of mailboxes",
            expected={one: str(met.old[one].kind) for one in was.making if one in met.old}
            | dict.fromkeys(was.closing, "closed"),
            found={**shown, **closed},
        )
        return found.changed(skipped=(f"{since} × people have been let in since",) if since else ())

    def undo(self, want: Post, was: Was, receipt: Prepared | None, world: World) -> None:
        """Mail may have arrived since people were kept out: a mailbox in which any is left is not removed."""
        del receipt
        met, exchange = Met(want, world), want.new_exchange(world)
        for pair in met.whole():
            bring_all_home(Boxes.of(want, pair, world))
        exchange.remove_boxes(tuple(met.pairs[one].target for one in was.making if one in met.pairs))
        opening = tuple(one for one in was.closing if one in met.there)
        exchange.set_clients(opening, allowed=True, shut=was.shut)
        WaysBook(world.kept, want.marked_as).forget()


STEP = PrepareTarget()
