"""files.grant-rights: who may what on single folders and files, given to the same people and groups again."""

from collections.abc import Iterator

from flytt.migration.drives import Grant
from flytt.migration.evidence import Presence, Verification
from flytt.migration.files import Pair, mapped
from flytt.migration.ports import World
from flytt.migration.record import Record
from flytt.migration.step import Nothing, Step
from tasks.drive_pairs import Met, Moved
from tasks.reading import everything
from tasks.tenancy import how_much


class Granted(Record):
    """How many rights there were to give."""

    rights: int


class GrantRights(Step[Moved, Nothing, Granted]):
    """Nobody is written to. Links are not made again: each lead into the old tenant, and are counted."""

    def plan(self, want: Moved, world: World) -> Nothing:
        del want, world
        return Nothing()

    def probe(self, want: Moved, was: Nothing, world: World) -> Presence:
        del was
        new, there, whole = want.new(world), 0, 0
        for pair, item, wanted in _wanted(want, world):
            held = {_said(one) for one in new.grants(pair.target.id, item)} if item else set[str]()
            whole += len(wanted)
            there += sum(_said(one) in held for one in wanted)
        return how_much(there, whole)

    def do(self, want: Moved, was: Nothing, world: World) -> Granted:
        del was
        new, count = want.new(world), 0
        for pair, item, wanted in _wanted(want, world):
            count += len(wanted)
            held = {_said(one) for one in new.grants(pair.target.id, item)} if item else set[str]()
            for one in wanted:
                if item and _said(one) not in held:
                    new.grant(pair.target.id, item, one)
        return Granted(rights=count)

    def verify(self, want: Moved, was: Nothing, receipt: Granted, world: World) -> Verification:
        del was, receipt
        new, expected, found = want.new(world), dict[str, str](), dict[str, str]()
        for pair, item, wanted in _wanted(want, world):
            key = f"{pair.source.owner} item {item or 'that was not copied'}"
            expected[key] = ", ".join(sorted({_said(one) for one in wanted}))
            held = {_said(one) for one in new.grants(pair.target.id, item)} if item else set[str]()
            found[key] = ", ".join(sorted({_said(one) for one in wanted} & held))
        return Verification.of("each item's rights asked for again", expected=expected, found=found)

    def undo(self, want: Moved, was: Nothing, receipt: Granted | None, world: World) -> None:
        """Rights that others have given there since are left."""
        del was, receipt
        new = want.new(world)
        for pair, item, wanted in _wanted(want, world):
            mine = {_said(one) for one in wanted}
            for one in new.grants(pair.target.id, item) if item else ():
                if _said(one) in mine:
                    new.revoke(pair.target.id, item, one.id)


def _wanted(want: Moved, world: World) -> Iterator[tuple[Pair, str, tuple[Grant, ...]]]:
    """Yield each item that somebody has rights on, as it is on the new side; empty when it is not there."""
    met, old = Met(want, world), want.old(world)
    for pair in met.pairs():
        book = want.book(pair, world)
        for one in everything(old, pair.source.id):
            wanted = (
                mapped(old.grants(pair.source.id, one.id), met.there) if one.shared and not one.odd else ()
            )
            if wanted:
                copy = book.find(one.id)
                yield pair, copy.target if copy else "", wanted


def _said(grant: Grant) -> str:
    return f"{grant.to} {'+'.join(sorted(grant.roles))}"


STEP = GrantRights()
