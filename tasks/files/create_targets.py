"""files.create-targets: each new drive is there and empty, and says that its files are on their way."""

from collections.abc import Iterable

from flytt.migration.drives import Entry, TenantDrives
from flytt.migration.errors import ChangedByOthers
from flytt.migration.evidence import Presence, Verification
from flytt.migration.files import NOTICE, Pair
from flytt.migration.ports import World
from flytt.migration.record import Record
from flytt.migration.step import Step, Traces
from tasks.drive_pairs import Met, Moved, landed, landing, lies_there, made
from tasks.tenancy import how_much


class Was(Record):
    """The owners, by id in the old tenant, in whose new drives nothing lay."""

    empty: tuple[str, ...]


class Made(Record):
    """How many drives are waiting."""

    drives: int


class CreateTargets(Step[Moved, Was, Made]):
    """A file without content says by its name that nothing is to be saved there yet."""

    def plan(self, want: Moved, world: World) -> Was:
        met, new = Met(want, world), want.new(world)
        pairs = list(met.pairs())
        filled = [one.source.owner for one in pairs if _is_filled(want, one, world)]
        filled += [*met.lacking, *met.owners.crowded, *_taken(want, pairs, world)]
        if filled:
            named = ", ".join(sorted(set(filled))[:20])
            raise ChangedByOthers(
                f"The new drives of {named} are not there, not empty, or where somebody else's drive goes.",
                still_true="Nothing was touched.",
                next_command="state `into` or a decision in the mapping, adopt a new plan, then flytt resume",
            )
        return Was(empty=tuple(one.source.owner for one in pairs if not _begun(one, new)))

    def probe(self, want: Moved, was: Was, world: World) -> Presence:
        new, of = want.new(world), set(was.empty)
        there = [_begun(one, new) for one in Met(want, world).pairs() if one.source.owner in of]
        return how_much(sum(there), len(of))

    def traces(self, want: Moved, world: World) -> Traces[Was]:
        """Nothing lay there before: what lies there now, or the notice, tells that it has been begun."""
        new = want.new(world)
        pairs = list(Met(want, world).pairs())
        begun = [one.source.owner for one in pairs if _begun(one, new)]
        return Traces(how_much(len(begun), len(pairs)), Was(empty=tuple(begun)))

    def do(self, want: Moved, was: Was, world: World) -> Made:
        new, of, pairs = want.new(world), set(was.empty), list(Met(want, world).pairs())
        if taken := _taken(want, pairs, world):
            raise ChangedByOthers(
                f"The new drives of {', '.join(sorted(taken)[:20])} are where another workload moves.",
                still_true="Nothing was touched.",
                next_command="state `into` in the mapping, adopt a new plan, then flytt resume",
            )
        want.listed(world).note(pairs)
        for pair in pairs:
            want.claims(world).take(pair.target.id, pair.into)
            if pair.source.owner in of:
                put_notice(new, pair)
        return Made(drives=len(of))

    def adopt(self, want: Moved, was: Was, world: World) -> Made:
        """A drive that people use already gets no notice again."""
        pairs, claims = list(Met(want, world).pairs()), want.claims(world)
        taken = _taken(want, pairs, world)
        want.listed(world).note(pairs)
        for pair in pairs:
            if pair.source.owner not in taken:
                claims.take(pair.target.id, pair.into)
        return Made(drives=len(was.empty))

    def verify(self, want: Moved, was: Was, receipt: Made, world: World) -> Verification:
        del receipt
        new, of = want.new(world), set(was.empty)
        pairs = [one for one in Met(want, world).pairs() if one.source.owner in of]
        return Verification.of(
            "each new drive listed",
            expected=dict.fromkeys(was.empty, "waiting"),
            found={one.source.owner: "waiting" for one in pairs if _begun(one, new)},
        )

    def undo(self, want: Moved, was: Was, receipt: Made | None, world: World) -> None:
        """A folder in which others have put something stays."""
        del receipt
        new, of = want.new(world), set(was.empty)
        for pair in made(want, world):
            want.claims(world).let_go(pair.target.id, pair.into)
            at = landing(pair, new) if pair.source.owner in of else None
            if at is None:
                continue
            if (said := notice(new, pair, at)) is not None:
                new.remove(pair.target.id, said.id)
            if pair.into and at.own and not any(True for _ in new.children(pair.target.id, at.id)):
                new.remove(pair.target.id, at.id)
        want.listed(world).forget()


def notice(new: TenantDrives, pair: Pair, at: Entry) -> Entry | None:
    """Return the notice that lies there."""
    return new.child(pair.target.id, at.id, NOTICE)


def put_notice(new: TenantDrives, pair: Pair) -> None:
    """Make the folder, and the notice in it; there already is success."""
    drive = pair.target.id
    if pair.into and landing(pair, new) is None:
        new.make_folder(drive, new.top(drive).id, Entry(id="", name=pair.into))
    new.make_empty(drive, landed(pair, new).id, Entry(id="", name=NOTICE))


def _taken(want: Moved, pairs: Iterable[Pair], world: World) -> list[str]:
    """Return the owners in whose place another workload moves."""
    claims = want.claims(world)
    return [one.source.owner for one in pairs if claims.of_others(one.target.id, one.into)]


def _is_filled(want: Moved, pair: Pair, world: World) -> bool:
    """True when something lies there that this workload did not copy: Flytt's mark alone may be another's."""
    book = want.book(pair, world)
    return any(not (one.own and book.item_of(one.id)) for one in lies_there(pair, want.new(world)))


def _begun(pair: Pair, new: TenantDrives) -> bool:
    at = landing(pair, new)
    return at is not None and (notice(new, pair, at) is not None or any(True for _ in lies_there(pair, new)))


STEP = CreateTargets()
